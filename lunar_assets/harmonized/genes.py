"""Gene nomenclature: the HGNC complete set as text, and the protein-coding genes of the 22 autosomes in it."""

from pathlib import Path

import pandas as pd

from lunar_assets.errors import FormatError
from lunar_assets.harmonized.nomenclature import parse_table
from lunar_assets.harmonized.readings import REMEDY, refuse
from lunar_assets.raw.sniff import sniff

HGNC_COLUMNS = (
    "hgnc_id",
    "symbol",
    "locus_group",
    "status",
    "location",
    "alias_symbol",
    "prev_symbol",
    "entrez_id",
    "ensembl_gene_id",
)
ID_FORMATS = {
    "hgnc_id": ("HGNC:[0-9]+", "HGNC:11998"),
    "entrez_id": ("[0-9]*", "7157"),
    "ensembl_gene_id": ("(ENSG[0-9]+)?", "ENSG00000141510"),
}
"""How each kind of id is written, and an example."""
APPROVED = "Approved"
CODING = "protein-coding gene"
AUTOSOME = r"^(1\d|2[0-2]|[1-9])(?!\d)"
"""An autosome at the start of a location: 19q13.43, 13cen, 6p21.3 alternate reference locus; not Xp22, not reserved."""


def read_hgnc(path: Path, name: str) -> pd.DataFrame:
    """Read the HGNC complete set.

    Args:
        path: Local file.
        name: Its path in a mirror, for errors.

    Returns:
        `HGNC_COLUMNS` as text, one row an entry in the order of the file; empty text where HGNC gives nothing, several
        values joined by `|`.

    Raises:
        SourceError: The file is missing, empty or not data.
        FormatError: It is not UTF-8, lacks a column or has one twice, has a row of another width, no rows, an id of
            another kind, no gene of the platform, or a symbol that is missing or stands for two approved genes.
    """
    sniff(path, name)
    table = parse_table(path.read_bytes(), name, HGNC_COLUMNS, quoted=True)
    for column, (pattern, example) in ID_FORMATS.items():
        refuse(table, ~table[column].str.fullmatch(pattern), column, name, f"an id such as {example}")
    approved = table.loc[table["status"] == APPROVED, "symbol"]
    wrong = approved[approved.duplicated() | (approved == "")]
    if approved.empty or not wrong.empty:
        found = f"the symbol {wrong.iloc[0]!r} of {len(wrong)} entries" if len(wrong) else "no approved entry"
        raise FormatError(f"{name}: found {found}; expected a symbol of its own for every approved gene. {REMEDY}")
    refuse_without_genes(table["locus_group"], table["location"], name)
    return table


def refuse_without_genes(locus_group: pd.Series, location: pd.Series, name: str) -> None:
    """Raise for a table without any gene of the platform, as when two of its columns have changed places.

    Raises:
        FormatError: No entry is a protein-coding gene of an autosome.
    """
    if not (why_not_used(locus_group, location) == "").any():
        raise FormatError(
            f"{name}, columns {locus_group.name} and {location.name}: found no entry with {CODING!r} and an autosome "
            f"such as 17p13.1, for example {locus_group.iloc[0]!r} and {location.iloc[0]!r}. {REMEDY}"
        )


def coding_autosomal(hgnc: pd.DataFrame) -> pd.DataFrame:
    """The genes that the platform knows: approved, protein-coding, on one of the 22 autosomes.

    Genes that are only on an alternate or in no reference assembly count, as they did in the study.

    Args:
        hgnc: Frame of `read_hgnc`.

    Returns:
        Frame of `hgnc_id, symbol, entrez_id, ensembl_id, chromosome, location`, all text, sorted by symbol; missing
        where HGNC gives nothing.
    """
    approved = hgnc[hgnc["status"] == APPROVED]
    genes = approved[why_not_used(approved["locus_group"], approved["location"]) == ""]
    genes = genes.assign(chromosome=autosome(genes["location"])).rename(columns={"ensembl_gene_id": "ensembl_id"})
    columns = ["hgnc_id", "symbol", "entrez_id", "ensembl_id", "chromosome", "location"]
    genes = genes[columns].sort_values("symbol", ignore_index=True)
    return genes.mask(genes == "")


def autosome(location: pd.Series) -> pd.Series:
    """Autosome (1 to 22, text) of cytogenetic locations; missing where a location names none first."""
    return location.str.extract(AUTOSOME, expand=False)


def why_not_used(locus_group: pd.Series, location: pd.Series) -> pd.Series:
    """Why a gene is none of the platform's: `not_coding`, else `not_autosomal`, else empty text.

    Args:
        locus_group: HGNC locus group of each gene.
        location: Cytogenetic location of each gene, same index.
    """
    reasons = pd.Series("", index=location.index, dtype="str")
    return reasons.mask(autosome(location).isna(), "not_autosomal").mask(locus_group != CODING, "not_coding")
