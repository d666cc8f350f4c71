"""The mapping keeps a line for every name of a file, matched or not, with its rows."""

import pandas as pd
import pytest

from lunar_assets.harmonized.expression import expression_names
from lunar_assets.harmonized.gene_mapping import COLUMNS, map_names
from lunar_assets.harmonized.gene_names import GeneNames, Match, platform_names
from lunar_assets.harmonized.genes import read_hgnc
from lunar_assets.harmonized.large_tables import read_expression, read_maf
from lunar_assets.harmonized.mutations import mutation_names
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES

CONTRACT = next(table for table in TABLES if table.name == "gene_mapping")
LOOKUP = GeneNames(
    {"TP53": Match("TP53", "approved"), "p53": Match("TP53", "alias"), "ATRX": Match(None, "not_autosomal")},
    {"7157": Match("TP53", "entrez")},
)


def test_expression_names_are_mapped_by_symbol():
    names = pd.DataFrame({"input_symbol": ["ATRX", "TP53", "p53", "?"], "n_rows": [1, 1, 2, 29]})
    mapping = map_names(names, LOOKUP, "tcga", "expression")
    assert list(mapping.columns) == COLUMNS
    assert mapping["matched_by"].tolist() == ["not_autosomal", "approved", "alias", "none"]
    assert mapping["symbol"].fillna("").tolist() == ["", "TP53", "TP53", ""]
    assert mapping["input_entrez_id"].isna().all()
    assert mapping["n_rows"].tolist() == [1, 1, 2, 29]
    conform(mapping, CONTRACT)


@pytest.mark.parametrize("dtype", ["str", "object"])
def test_mutation_names_are_mapped_by_entrez_id_first_each_pair_on_its_own(dtype):
    names = pd.DataFrame(
        {"input_symbol": ["TP53", "TP53", "ATRX", ""], "input_entrez_id": ["7157", None, "7157", None], "n_rows": 3}
    ).astype({"input_entrez_id": dtype})
    mapping = map_names(names, LOOKUP, "glass", "mutation")
    assert mapping["matched_by"].tolist() == ["entrez", "approved", "entrez", "none"]
    assert mapping["input_entrez_id"].isna().tolist() == [False, True, False, True]
    conform(mapping, CONTRACT)


@pytest.mark.mirror
def test_at_least_95_percent_of_the_rows_of_autosomal_coding_genes_map_in_the_real_files(mirror):
    lookup = platform_names(read_hgnc(mirror / "hgnc/hgnc_complete_set.txt", "hgnc"))
    calls = read_maf(mirror / "datahub/lgggbm_tcga_pub/data_mutations.txt", "maf")
    symbols = read_expression(mirror / "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz", "xena", "sample").symbols
    for names, modality, rows in (
        (mutation_names(calls), "mutation", calls.num_rows),
        (expression_names(symbols), "expression", len(symbols)),
    ):
        mapping = map_names(names, lookup, "tcga", modality)
        conform(mapping, CONTRACT)
        assert mapping["n_rows"].sum() == rows
        other_genes = mapping["matched_by"].isin(["not_coding", "not_autosomal"])
        candidates = mapping[~other_genes]
        mapped = candidates.loc[candidates["symbol"].notna(), "n_rows"].sum()
        assert mapped / candidates["n_rows"].sum() >= 0.95
