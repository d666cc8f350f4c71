import numpy as np
import pandas as pd
import pytest

from lunar_assets.splits.comparability import VARIABLES, comparability
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import CNS5_TYPES, GLASS, IDH_CODEL_SUBTYPES, TCGA


def facts(dataset, n_train, n_test):
    """Patients of train and test who differ in nothing but age, and their assignments."""
    n = n_train + n_test
    row = np.arange(n)
    patients = pd.DataFrame(
        {
            "dataset": dataset,
            "sample_id": [f"{dataset}-{i:03d}" for i in row],
            "label": row % 2,
            "grade": 2 + row % 3,
            "race": np.array(["WHITE", "ASIAN", None], dtype=object)[row % 3],
            "ethnicity": np.array(["NOT HISPANIC OR LATINO", "HISPANIC OR LATINO"])[row % 2],
            "histology_cns5": np.array(CNS5_TYPES)[row % 4],
            "idh_codel_subtype": np.array(IDH_CODEL_SUBTYPES)[row % 3],
            "vital_status": np.array(["Alive", "Deceased"])[row % 2],
            "ttr_days": 100.0 + row % 7,
            "age": 20.0 + row,
        }
    )
    return patients, patients[["dataset", "sample_id"]].assign(split=["train"] * n_train + ["test"] * n_test)


def result(frame, variable, rule, dataset=TCGA):
    return frame.set_index(["dataset", "variable", "rule"]).loc[(dataset, variable, rule)]


def test_every_variable_of_the_tables_is_compared_by_both_rules():
    patients, split = facts(TCGA, 60, 12)
    glass, glass_split = facts(GLASS, 60, 12)
    glass[["race", "ethnicity"]] = None
    found = comparability(pd.concat([patients, glass]), pd.concat([split, glass_split]))
    rows = [(d, v, r) for d in (TCGA, GLASS) for v in VARIABLES[d] for r in ("paper", "study_code")]
    assert list(found[["dataset", "variable", "rule"]].itertuples(index=False, name=None)) == rows
    conform(found, TABLES["splits.comparability"])


def test_two_by_two_table_with_large_counts_is_chi_square_by_the_text_and_fisher_by_the_code():
    found = comparability(*facts(TCGA, 60, 20))
    assert result(found, "label", "paper")["test"] == "chi_square"
    assert result(found, "label", "study_code")["test"] == "fisher_exact"
    assert np.isnan(float(result(found, "label", "study_code")["statistic"]))


def test_two_by_two_table_with_an_expected_count_below_five_is_fisher_by_either_rule():
    found = comparability(*facts(TCGA, 60, 9))
    assert result(found, "label", "paper")["test"] == "fisher_exact"


def test_yates_correction_is_applied():
    patients, split = facts(TCGA, 40, 40)
    patients["label"] = [0] * 20 + [1] * 20 + [0] * 28 + [1] * 12
    # chi-square with Yates: n (|ad - bc| - n/2)^2 / (product of margins) = 80 (320 - 40)^2 / (48 32 40 40)
    assert result(comparability(patients, split), "label", "paper")["statistic"] == pytest.approx(
        80 * 280**2 / (48 * 32 * 40 * 40)
    )


def test_missing_values_are_left_out_by_the_text_and_a_category_by_the_code():
    patients, split = facts(TCGA, 60, 21)
    found = comparability(patients, split)
    paper, code = (result(found, "race", rule) for rule in ("paper", "study_code"))
    assert (paper["n_train"], paper["n_test"]) == (code["n_train"], code["n_test"]) == (40, 14)
    assert paper["p_value"] == 1.0
    patients["race"] = patients["race"].where(split["split"].eq("train"), "WHITE")
    changed = comparability(patients, split)
    assert result(changed, "race", "study_code")["test"] == "chi_square"
    assert result(changed, "race", "study_code")["statistic"] > result(changed, "race", "paper")["statistic"]


def test_a_difference_in_age_is_found_and_validation_patients_play_no_part():
    patients, split = facts(TCGA, 60, 12)
    older = patients.assign(sample_id="V" + patients["sample_id"], age=99.0)
    found = comparability(
        pd.concat([patients, older]), pd.concat([split, split.assign(sample_id=older["sample_id"], split="validation")])
    )
    age = result(found, "age", "paper")
    assert (age["test"], age["statistic"], age["n_train"], age["n_test"]) == ("mann_whitney_u", 0.0, 60, 12)
    assert age["p_value"] < 0.001


def test_a_variable_without_a_value_in_test_has_a_row_by_the_rule_that_counts_missing_values_only():
    patients, split = facts(TCGA, 60, 12)
    patients["race"] = patients["race"].where(split["split"].eq("train"), None)
    found = comparability(patients, split)
    assert found.loc[found["variable"].eq("race"), "rule"].tolist() == ["study_code"]


def test_a_variable_with_one_value_only_does_not_differ():
    patients, split = facts(TCGA, 60, 12)
    patients["vital_status"] = "Alive"
    assert result(comparability(patients, split), "vital_status", "paper")["p_value"] == 1.0
