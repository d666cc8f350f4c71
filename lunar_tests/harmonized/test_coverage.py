"""Genes that are there twice, and genes that both cohorts have."""

import duckdb
import pandas as pd
import pytest

from lunar_assets.harmonized.coverage import SAMPLES_WITH_DOUBLES, doubled_ids, shared_genes


def genes(*rows: tuple[str, str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["symbol", "entrez_id", "hgnc_id"], dtype="str")


TP53, EGFR = ("TP53", "7157", "HGNC:11998"), ("EGFR", "1956", "HGNC:3236")


@pytest.mark.parametrize(
    ("further", "doubled"),
    [
        (("IDH1", "3417", "HGNC:5382"), {"symbol": [], "entrez_id": [], "hgnc_id": []}),
        (("TP53", "1", "HGNC:1"), {"symbol": ["TP53"], "entrez_id": [], "hgnc_id": []}),
        (("TP53-AS1", "7157", "HGNC:1"), {"symbol": [], "entrez_id": ["7157"], "hgnc_id": []}),
        (("ERBB1", "1", "HGNC:3236"), {"symbol": [], "entrez_id": [], "hgnc_id": ["HGNC:3236"]}),
    ],
)
def test_an_id_of_two_genes_is_found(further, doubled):
    assert doubled_ids(genes(TP53, EGFR, further)) == doubled


def test_genes_without_an_entrez_id_are_not_the_same_gene():
    assert doubled_ids(genes(("A", None, "HGNC:1"), ("B", None, "HGNC:2")))["entrez_id"] == []


def samples(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    with duckdb.connect() as connection:
        connection.register("stored", pd.DataFrame(rows, columns=["dataset", "sample_id", "symbol"]))
        return connection.execute(SAMPLES_WITH_DOUBLES).df()


def test_samples_with_a_gene_twice_are_counted_and_one_is_named():
    once = [("tcga", sample, symbol) for sample in ("T1", "T2", "T3") for symbol in ("EGFR", "TP53")]
    assert samples(once)["samples_with_doubles"].tolist() == [0]
    found = samples([*once, ("tcga", "T3", "TP53"), ("glass", "G1", "TP53")]).to_dict("records")
    assert [row["samples_with_doubles"] for row in found] == [0, 1]
    assert found[1]["example"] == "T3" and found[1]["samples"] == 3


def test_the_share_is_of_the_smaller_cohorts_genes():
    rows = [("tcga", s) for s in "ABCDEFGH"] + [("glass", s) for s in "ABCX"]
    found = shared_genes(pd.DataFrame(rows, columns=["dataset", "symbol"]))
    assert found == {"tcga": 8, "glass": 4, "shared": 3, "share": 0.75}


def test_a_cohort_without_genes_shares_none():
    assert shared_genes(pd.DataFrame({"dataset": ["tcga"], "symbol": ["A"]}))["share"] == 0
