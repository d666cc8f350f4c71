from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.shared_genes import shared_genes
from lunar_tests.features.small_study import small_study

ASSIGNMENTS = pd.DataFrame(
    [
        ("tcga", "T1", "train"),
        ("tcga", "T2", "train"),
        ("tcga", "T3", "test"),
        ("glass", "G1", "train"),
        ("glass", "G2", "train"),
        ("glass", "G3", "validation"),
    ],
    columns=["dataset", "sample_id", "split"],
)
EXPRESSION = {
    "tcga": pd.DataFrame(
        {"VARIES": [1, 2, 2, 9], "TEST_ONLY": [0, 0, 5, 0], "GAP": [1, 2, np.nan, 3], "ONLY_TCGA": [1.0, 2, 3, 4]},
        index=["T1", "T2", "T3", "not in the cohort"],
    ),
    "glass": pd.DataFrame(
        {"VARIES": [0.5, 0.4, 0.4], "TEST_ONLY": [1.0, 2, 3], "GAP": [1.0, 2, 3]}, index=["G1", "G2", "G3"]
    ),
}
MUTATIONS = {
    "tcga": pd.DataFrame({"IDH1": [0, 1, 1], "TTN": [0, 0, 0]}, index=["T1", "T2", "T3"]),
    "glass": pd.DataFrame({"IDH1": [2, 0, 0], "TTN": [0, 3, 0]}, index=["G1", "G2", "G3"]),
}


def row(table: pd.DataFrame, modality: str, symbol: str) -> dict:
    return table[(table["modality"] == modality) & (table["symbol"] == symbol)].iloc[0].to_dict()


def shared_symbols(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(table.loc[table["shared"], ["modality", "symbol"]].itertuples(index=False, name=None))


def test_a_gene_is_shared_if_both_cohorts_measure_it_and_see_it_vary_in_train():
    table = shared_genes(EXPRESSION, MUTATIONS, ASSIGNMENTS, "train")
    assert shared_symbols(table) == [("expression", "VARIES"), ("mutation", "IDH1")]


def test_the_study_looked_at_whole_cohorts():
    table = shared_genes(EXPRESSION, MUTATIONS, ASSIGNMENTS, "study_code")
    assert shared_symbols(table) == [("expression", "TEST_ONLY"), ("expression", "VARIES"), ("mutation", "IDH1")]
    assert set(table["rule"]) == {"study_code"}


def test_every_measured_gene_says_what_it_lacks():
    table = shared_genes(EXPRESSION, MUTATIONS, ASSIGNMENTS, "train")
    flags = ["in_tcga", "in_glass", "varies_in_tcga", "varies_in_glass"]
    lacks = {
        symbol: [flag for flag in flags if not row(table, modality, symbol)[flag]]
        for modality, symbol in table[["modality", "symbol"]].itertuples(index=False)
    }
    assert lacks == {
        "GAP": ["in_tcga"],
        "ONLY_TCGA": ["in_glass", "varies_in_glass"],
        "TEST_ONLY": ["varies_in_tcga"],
        "VARIES": [],
        "IDH1": [],
        "TTN": ["varies_in_tcga"],
    }


def test_a_patient_without_a_row_is_named():
    without = {**EXPRESSION, "glass": EXPRESSION["glass"].drop("G3")}
    with pytest.raises(InconsistentDataError, match="expression of glass has no row for 1 of 3 samples.*'G3'"):
        shared_genes(without, MUTATIONS, ASSIGNMENTS, "train")


@given(st.sampled_from(["tcga", "glass"]), st.sampled_from(["validation", "test"]), st.integers(1, 99))
@settings(max_examples=10, deadline=None)
def test_under_the_train_rule_values_of_other_parts_change_nothing(dataset, part, seed):
    study = small_study()
    changed = study.with_genes_of(dataset, study.ids(dataset, part), seed)
    before, after = (shared_genes(s.expression, s.mutations, s.assignments, "train") for s in (study, changed))
    pd.testing.assert_frame_equal(before, after)


def test_train_values_decide():
    study = small_study()
    frozen = study.expression["glass"].copy()
    frozen.loc[study.ids("glass", "train"), "G07"] = 1.0
    changed = replace(study, expression={**study.expression, "glass": frozen})
    table = shared_genes(changed.expression, changed.mutations, changed.assignments, "train")
    assert not row(table, "expression", "G07")["shared"]
    whole = shared_genes(changed.expression, changed.mutations, changed.assignments, "study_code")
    assert row(whole, "expression", "G07")["shared"]
