"""Which share of the upstream rows has a gene, which genes both cohorts have, and whether a gene is there twice."""

from collections.abc import Mapping

import pandas as pd

from lunar_assets import words
from lunar_assets.settings import SymbolRule

LEAST_MAPPED: Mapping[SymbolRule, float] = {"hgnc": 0.95, "study_code": 0.90}
"""Share of the rows of coding autosomal genes that must map to a gene. The study's own table knows no gene of X or Y,
so that by its rule their rows count as unmapped."""

LEAST_SHARED: Mapping[str, float] = {"harmonized.expression": 0.80, "harmonized.mutations": 0.50}
"""Share of the smaller cohort's genes that the other one must have too. The study had 16,756 genes in common, 95 % of
those that TCGA measures (17,564). Which genes are mutated at all is partly chance in a small cohort."""

GENE_IDS = ("symbol", "entrez_id", "hgnc_id")

GENES = "select distinct dataset, symbol from stored"

MOST_GENES = 100_000
"""More than there are gene symbols in any cohort."""

# A bit a gene: exact, and several times faster than counting millions of distinct texts.
SAMPLES_WITH_DOUBLES = f"""
    with genes as (select symbol, row_number() over () - 1 as id from (select distinct symbol from stored)),
    samples as (
        select dataset, sample_id, count(*) as n, bit_count(bitstring_agg(id::int, 0, {MOST_GENES - 1})) as genes
        from stored join genes using (symbol) group by all
    )
    select dataset, count(*) as samples, min(genes) as fewest_genes, max(genes) as most_genes,
        count(*) filter (where n != genes) as samples_with_doubles,
        min(sample_id) filter (where n != genes) as example
    from samples group by all order by all
"""
"""Samples and genes of each dataset, and how many samples have a gene more than once."""


def doubled_ids(genes: pd.DataFrame) -> dict[str, list[str]]:
    """Ids of the nomenclature that stand for more than one gene.

    Args:
        genes: Table `harmonized.genes`.

    Returns:
        For each column of `GENE_IDS` its doubled values, sorted; missing values are none.
    """
    known = {column: genes[column].dropna() for column in GENE_IDS}
    return {column: sorted(set(values[values.duplicated()])) for column, values in known.items()}


def shared_genes(genes: pd.DataFrame) -> dict[str, int | float]:
    """How many genes the cohorts have, and share.

    Args:
        genes: Columns dataset and symbol, each pair once.

    Returns:
        The genes of each cohort, by its name; `shared`: genes of all; `share`: that, of the smallest cohort's genes.
    """
    sets = {dataset: set(genes.loc[genes["dataset"] == dataset, "symbol"]) for dataset in words.DATASETS}
    counts = {dataset: len(symbols) for dataset, symbols in sets.items()}
    shared = len(set.intersection(*sets.values()))
    return {**counts, "shared": shared, "share": shared / max(min(counts.values()), 1)}
