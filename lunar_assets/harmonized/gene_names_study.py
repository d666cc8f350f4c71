"""What upstream gene names mean, by the study's own code: its HGNC table in file order, where the last writer wins.

By this rule 280 genes are lost (CDKN1A, SMO, TCF4, FAS and ATR among them): another gene's previous name or alias
overwrites their own name, and their rows are averaged into that gene. Published expression features can be had exactly
only with it.
"""

import zipfile
from pathlib import Path

import pandas as pd

from lunar_assets.errors import SourceError
from lunar_assets.harmonized.gene_names import GeneNames, Match
from lunar_assets.harmonized.genes import refuse_without_genes, why_not_used
from lunar_assets.harmonized.nomenclature import parse_table
from lunar_assets.harmonized.readings import refuse
from lunar_assets.raw.archives import ZIP_ERRORS
from lunar_assets.raw.sniff import sniff

MEMBER = "other/HGNC_all.txt"
COLUMNS = (
    "Approved_symbol",
    "Previous_symbols",
    "Alias_symbols",
    "Chromosome",
    "Locus_group",
    "NCBI_Gene_ID",
    "HGNC_NCBI_Gene_ID",
)
NAME_COLUMNS = {"approved": "Approved_symbol", "previous": "Previous_symbols", "alias": "Alias_symbols"}


def study_names(path: Path, name: str) -> GeneNames:
    """Build the study's rule from its published table (`GLIOMA.get_hgnc` of the study's code).

    Args:
        path: Local `other.zip`; only its member `other/HGNC_all.txt` is read.
        name: Its path in a mirror, for errors.

    Returns:
        The rule. Ids and names of genes that are not protein-coding are unknown to it, as they were to the study; the
        own name of such a gene is told from other unknown names only in `matched_by`.

    Raises:
        SourceError: The archive is missing, empty, damaged, or lacks the member.
        FormatError: The table is not what the study published.
    """
    sniff(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            content = archive.read(MEMBER)
    except (KeyError, *ZIP_ERRORS) as error:
        raise SourceError(
            f"{name}: no table {MEMBER} can be read from it ({error}). LUNAR_SYMBOLS=study_code needs the study's "
            "other.zip as it was published; get it anew, or use LUNAR_SYMBOLS=hgnc."
        ) from None
    where = f"{name} ({MEMBER})"
    table = parse_table(content, where, COLUMNS, quoted=False)
    for column in ("NCBI_Gene_ID", "HGNC_NCBI_Gene_ID"):
        refuse(table, ~table[column].str.fullmatch("[0-9]*"), column, where, "an id such as 7157")
    refuse(table, table["Approved_symbol"] == "", "Approved_symbol", where, "a symbol")
    refuse_without_genes(table["Locus_group"], table["Chromosome"], where)
    return last_writer_names(table)


def last_writer_names(table: pd.DataFrame) -> GeneNames:
    """The study's rule over its table.

    Args:
        table: `COLUMNS` as text, in the order of the study's file.

    Returns:
        The rule: each row writes its approved, previous and alias names (split at commas, stripped), over whatever an
        earlier row wrote.
    """
    reasons = why_not_used(table["Locus_group"], table["Chromosome"])
    used, unused = table[reasons == ""], table[reasons != ""]
    unused_symbols = zip(unused["Approved_symbol"], reasons[unused.index], strict=True)
    by_symbol = {symbol: Match(None, reason) for symbol, reason in unused_symbols}
    by_entrez_id: dict[str, Match] = {}
    for row in used.to_dict("records"):
        symbol = row["Approved_symbol"]
        for kind, column in NAME_COLUMNS.items():
            by_symbol |= {part.strip(): Match(symbol, kind) for part in row[column].split(",") if part.strip()}
        if entrez_id := row["NCBI_Gene_ID"] or row["HGNC_NCBI_Gene_ID"]:
            by_entrez_id[entrez_id] = Match(symbol, "entrez")
    return GeneNames(by_symbol, by_entrez_id)
