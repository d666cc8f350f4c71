"""Gene nomenclature: the HGNC complete set as text, and the protein-coding genes of the 22 autosomes in it."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pandas as pd

from lunar_assets.errors import FormatError
from lunar_assets.harmonized.small_tables import REMEDY
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
        FormatError: It is not UTF-8, lacks a column or has one twice, has a row of another width, no rows, or a symbol
            that is missing or stands for two approved genes.
    """
    sniff(path, name)
    table = parse_table(path.read_bytes(), name, HGNC_COLUMNS, quoted=True)
    approved = table.loc[table["status"] == APPROVED, "symbol"]
    wrong = approved[approved.duplicated() | (approved == "")]
    if approved.empty or not wrong.empty:
        found = f"the symbol {wrong.iloc[0]!r} of {len(wrong)} entries" if len(wrong) else "no approved entry"
        raise FormatError(f"{name}: found {found}; expected a symbol of its own for every approved gene. {REMEDY}")
    return table


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


def parse_table(content: bytes, name: str, columns: Sequence[str], *, quoted: bool) -> pd.DataFrame:
    """Parse a tab-separated nomenclature table.

    Args:
        content: The file.
        name: What to call it in errors.
        columns: Columns that are read.
        quoted: Whether fields may be in double quotes.

    Returns:
        The columns as text, empty where the table gives nothing.

    Raises:
        FormatError: It is not UTF-8, not well-formed, lacks a column or has one twice, or has no rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FormatError(f"{name}, line {line}: a byte that is not UTF-8. {REMEDY}") from None
    if (place := text.find("\0")) >= 0:
        raise FormatError(f"{name}, line {text.count(chr(10), 0, place) + 1}: a NUL byte; expected text. {REMEDY}")
    reader = csv.reader(
        StringIO(text, newline=""), delimiter="\t", strict=True, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    rows: list[list[str]] = []
    try:
        header = next(reader, [])
        for row in filter(None, reader):
            rows.append(row)
            if len(row) != len(header):
                expected = f"{len(row)} fields; the header has {len(header)} columns"
                raise FormatError(f"{name}, line {reader.line_num}: {expected}. The file is damaged. {REMEDY}")
    except csv.Error as error:
        raise FormatError(f"{name}, line {reader.line_num}: {error}. {REMEDY}") from None
    if wrong := [column for column in columns if header.count(column) != 1]:
        raise FormatError(f"{name}: the header lacks, or has twice, {', '.join(wrong)}. It has {header}. {REMEDY}")
    if not rows:
        raise FormatError(f"{name}: a header and no rows; expected at least one gene. {REMEDY}")
    places = {column: header.index(column) for column in columns}
    return pd.DataFrame({column: [row[place] for row in rows] for column, place in places.items()}, dtype="str")
