"""What the values of the text columns of a big table look like: by that a name at the wrong column is told."""

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from lunar_assets.errors import FormatError
from lunar_assets.harmonized.readings import REMEDY, shown
from lunar_assets.harmonized.small_tables import MISSING_VALUES

LOOKS = {
    "Entrez_Gene_Id": (re.compile("-?[0-9]+"), "3417"),
    "Chromosome": (re.compile("(chr)?([0-9]{1,2}|X|Y)"), "2"),
    "Variant_Classification": (
        re.compile("[A-Za-z]+_(Mutation|Site|Region|Del|Ins)|Silent|RNA|Intron|IGR|[35]'(UTR|Flank)"),
        "Missense_Mutation",
    ),
}
"""What a value of each column of a mutation file looks like, and an example; not all values have to."""
GENE_NAME = (re.compile(".*[A-Za-z].*"), "IDH1")


def refuse_misplaced(table: pa.Table, looks: Mapping[str, tuple[re.Pattern[str], str]], name: str) -> None:
    """Raise for a column of which no value looks as it should: its name and that of another have changed places.

    Args:
        table: Table with dictionary-encoded text columns.
        looks: What a value of each column looks like, and an example.
        name: Mirror path of the file, for errors.

    Raises:
        FormatError: A column has values, all are of another kind.
    """
    for column, (look, example) in looks.items():
        if any(look.fullmatch(text) for text in texts_of(table[column]) if text not in MISSING_VALUES):
            continue
        if given := sorted(set(texts_of(table[column])) - MISSING_VALUES):
            found = ", ".join(map(shown, given[:3]))
            raise FormatError(f"{name}, column {column}: found {found}; expected values such as {example}. {REMEDY}")


def texts_of(column: pa.ChunkedArray) -> Iterator[str]:
    """The texts of a dictionary-encoded column, each at least once."""
    return (text for chunk in column.chunks for text in chunk.dictionary.to_pylist())
