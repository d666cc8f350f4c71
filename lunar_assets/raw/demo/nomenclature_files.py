"""The nomenclature as HGNC publishes it (complete set), and in the layout of the study's own copy."""

from pathlib import Path

import pandas as pd

from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.headers import HGNC, HGNC_ALL
from lunar_assets.raw.demo.tables import write_table


def write_hgnc(path: Path, genes: pd.DataFrame) -> None:
    """Write the complete set: several names are joined by `|` and the cell is quoted, as upstream does."""
    rows = genes[["hgnc_id", "symbol", "locus_group", "locus_type", "location", "entrez_id", "ensembl_gene_id"]].assign(
        name="synthetic gene",
        status="Approved",
        location_sortable=genes.location.str.replace(r"^(\d)(?=[pq])", r"0\1", regex=True),
        alias_symbol=[_quoted(names) for names in genes.alias],
        prev_symbol=[_quoted(names) for names in genes.previous],
    )
    rows.loc[genes.real, "name"] = "gene known by this symbol; its HGNC and Ensembl ids are invented"
    write_table(path, HGNC, rows.sort_values("symbol"))


def _quoted(names: tuple[str, ...]) -> str:
    joined = "|".join(names)
    return f'"{joined}"' if "|" in joined else joined


def study_nomenclature(genes: pd.DataFrame, seed: int) -> str:
    """The text of `HGNC_all.txt`: autosomes only, names joined by `, `, in no order."""
    autosomal = genes[genes.chromosome.str.isdigit()]
    rows = pd.DataFrame(
        {
            "HGNC_ID": autosomal.hgnc_id,
            "Approved_symbol": autosomal.symbol,
            "Previous_symbols": autosomal.previous.map(", ".join),
            "Alias_symbols": autosomal.alias.map(", ".join),
            "Chromosome": autosomal.location,
            "Locus_group": autosomal.locus_group,
            "HGNC_NCBI_Gene_ID": autosomal.entrez_id,
            "Ensembl_Gene_ID": autosomal.ensembl_gene_id,
            "NCBI_Gene_ID": autosomal.entrez_id,
            "Ensembl_Gene_ID_secondary": autosomal.ensembl_gene_id,
        },
        columns=HGNC_ALL,
    )
    shuffled = rows.iloc[stream(seed, "study nomenclature").permutation(len(rows))]
    return str(shuffled.to_csv(sep="\t", index=False, lineterminator="\n"))
