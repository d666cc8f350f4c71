"""Expression rows reach their gene, are averaged there, and none is lost without a line in the mapping."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lunar_assets.errors import InconsistentDataError
from lunar_assets.harmonized.expression import expression_names, harmonize_expression
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import GeneNames, Match, platform_names
from lunar_assets.harmonized.gene_names_study import study_names
from lunar_assets.harmonized.genes import coding_autosomal, read_hgnc
from lunar_assets.harmonized.large_tables import Expression, read_expression
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES
from lunar_tests.harmonized.whole import whole

CONTRACT = next(table for table in TABLES if table.name == "expression")
LOOKUP = GeneNames(
    {
        "TP53": Match("TP53", "approved"),
        "p53": Match("TP53", "alias"),
        "EGFR": Match("EGFR", "approved"),
        "ATRX": Match(None, "not_autosomal"),
    },
    {},
)
SAMPLES = ["TCGA-06-0125-01", "TCGA-02-0047-01"]


def harmonized(symbols: list[str], values, samples: list[str] = SAMPLES) -> pd.DataFrame:
    mapping = map_names(expression_names(symbols), LOOKUP, "tcga", "expression")
    return whole(harmonize_expression(symbols, samples, np.asarray(values, dtype=float), mapping, "tcga"))


def test_names_are_counted_and_every_spelling_of_missing_is_one_name():
    names = expression_names(["TP53", "p53", "TP53", "", "NA", "nan"])
    assert dict(zip(names["input_symbol"], names["n_rows"], strict=True)) == {"": 3, "TP53": 2, "p53": 1}


def test_rows_of_one_gene_are_averaged_and_rows_without_a_gene_are_left_out():
    frame = harmonized(["TP53", "ATRX", "EGFR", "p53", "?"], [[1, 2], [9, 9], [5, 6], [3, 8], [9, 9]])
    assert frame.to_numpy().tolist() == [
        ["tcga", "TCGA-06-0125-01", "EGFR", 5.0],
        ["tcga", "TCGA-02-0047-01", "EGFR", 6.0],
        ["tcga", "TCGA-06-0125-01", "TP53", 2.0],
        ["tcga", "TCGA-02-0047-01", "TP53", 5.0],
    ]
    conform(frame, CONTRACT)


def test_missing_values_are_left_out_of_a_mean_and_a_gene_not_measured_in_a_sample_has_no_row_there():
    frame = harmonized(["TP53", "p53", "EGFR"], [[1, np.nan], [np.nan, np.nan], [np.nan, 2]])
    assert frame[["sample_id", "symbol", "value"]].to_numpy().tolist() == [
        ["TCGA-02-0047-01", "EGFR", 2],
        ["TCGA-06-0125-01", "TP53", 1],
    ]
    conform(frame, CONTRACT)


def test_text_is_categorical_so_that_millions_of_rows_stay_small():
    frame = harmonized(["TP53"], [[1, 2]])
    assert [str(frame[column].dtype) for column in ("dataset", "sample_id", "symbol")] == ["category"] * 3


def test_the_values_that_were_read_are_not_changed():
    values = np.array([[1.0, 2.0], [3.0, 4.0]])
    harmonized(["TP53", "p53"], values)
    assert values.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_file_without_any_known_gene_gives_no_rows():
    assert harmonized(["ATRX", "?"], [[1, 2], [3, 4]]).empty


def test_a_mapping_of_another_file_is_refused():
    mapping = map_names(expression_names(["TP53"]), LOOKUP, "tcga", "expression")
    with pytest.raises(InconsistentDataError, match="1 gene names of the tcga expression file .*'EGFR'.*gene_mapping"):
        harmonize_expression(["TP53", "EGFR"], SAMPLES, np.zeros((2, 2)), mapping, "tcga")


def test_lines_of_the_mapping_about_other_files_are_left_aside():
    mapping = map_names(expression_names(["TP53"]), LOOKUP, "tcga", "expression")
    other = mapping.assign(dataset="glass", symbol="EGFR")
    frame = whole(harmonize_expression(["TP53"], SAMPLES, np.ones((1, 2)), pd.concat([other, mapping]), "tcga"))
    assert frame["symbol"].tolist() == ["TP53", "TP53"]


@settings(max_examples=50, deadline=None)
@given(
    arrays(float, (5, 2), elements=st.one_of(st.floats(-1e3, 1e3), st.just(np.nan))),
    st.permutations(range(5)),
)
def test_the_order_of_rows_does_not_change_a_bit(values, order):
    symbols = ["TP53", "p53", "TP53", "EGFR", "p53"]
    straight = harmonized(symbols, values)
    shuffled = harmonized([symbols[i] for i in order], values[list(order)])
    np.testing.assert_array_equal(shuffled["value"], straight["value"])
    means = pd.DataFrame(values).groupby(["TP53", "TP53", "TP53", "EGFR", "TP53"]).mean()
    measured = means.to_numpy().ravel()
    np.testing.assert_allclose(straight["value"], measured[~np.isnan(measured)], rtol=1e-9, atol=1e-9)


@pytest.fixture(scope="module")
def xena(mirror: Path) -> Expression:
    name = "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz"
    return read_expression(mirror / name, name, "sample")


@pytest.mark.mirror
def test_the_real_matrix_keeps_the_gene_names_and_values_that_need_no_averaging(mirror, xena):
    hgnc = read_hgnc(mirror / "hgnc/hgnc_complete_set.txt", "hgnc")
    mapping = map_names(expression_names(xena.symbols), platform_names(hgnc), "tcga", "expression")
    frame = whole(harmonize_expression(xena.symbols, xena.samples, xena.values, mapping, "tcga"))
    genes = list(frame["symbol"].cat.categories)
    assert genes == sorted(genes)
    assert set(genes) == set(mapping["symbol"].dropna())
    assert set(genes) <= set(coding_autosomal(hgnc)["symbol"])
    assert len(frame) == len(genes) * len(xena.samples)
    own_row = xena.values[xena.symbols.index("IDH1")]
    np.testing.assert_array_equal(frame.loc[frame["symbol"] == "IDH1", "value"], own_row)


@pytest.mark.mirror
def test_by_the_studys_rule_cdkn1a_has_no_expression_of_its_own(mirror, xena):
    names = study_names(mirror / "lunar/other.zip", "lunar/other.zip")
    mapping = map_names(expression_names(xena.symbols), names, "tcga", "expression")
    frame = whole(harmonize_expression(xena.symbols, xena.samples, xena.values, mapping, "tcga"))
    assert "CDKN1A" not in set(frame["symbol"].cat.categories)
    rows = [place for place, symbol in enumerate(xena.symbols) if names.match(symbol).symbol == "CDPF1"]
    assert xena.symbols.index("CDKN1A") in rows
    mean = xena.values[rows].mean(axis=0)
    np.testing.assert_allclose(frame.loc[frame["symbol"] == "CDPF1", "value"], mean, rtol=1e-9, atol=1e-12)
