"""Every model meets every reference on the same patients, part by part."""

import pandas as pd
import pytest

from lunar_assets.errors import InconsistentDataError, MissingDataError
from lunar_assets.evaluation.comparisons import comparisons
from lunar_assets.evaluation.delong import delong_test
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES

PATIENTS = [
    ("tcga", "TCGA-06-0125-01", "train", 1),
    ("tcga", "TCGA-06-0171-01", "test", 1),
    ("tcga", "TCGA-06-0190-01", "test", 1),
    ("tcga", "TCGA-06-0210-01", "test", 0),
    ("tcga", "TCGA-06-0211-01", "test", 0),
    ("glass", "GLSS-19-0266-TP", "train", 0),
    ("glass", "GLSS-19-0267-TP", "test", 1),
    ("glass", "GLSS-19-0268-TP", "test", 1),
    ("glass", "GLSS-19-0269-TP", "validation", 0),
]
SCORES = {
    "lunar": [0.9, 0.7, 0.4, 0.6, 0.2, 0.3, 0.6, 0.8, 0.7],
    "clinical_only": [0.9, 0.3, 0.8, 0.5, 0.4, 0.2, 0.9, 0.1, 0.5],
    "linear_svc": [2.0, -1.0, 0.5, 0.2, -0.3, -2.0, 1.1, 0.4, 0.1],
}


def predictions() -> pd.DataFrame:
    keys = pd.DataFrame(PATIENTS, columns=["dataset", "sample_id", "split", "label"])
    tables = [keys.assign(model=name, score=scores, predicted=0) for name, scores in SCORES.items()]
    return pd.concat(tables, ignore_index=True)


def test_each_model_meets_each_reference_but_itself_and_the_contract_holds():
    table = comparisons(predictions())
    assert conform(table, TABLES["evaluation.comparisons"]).num_rows == len(table)
    assert set(zip(table["model"], table["reference"], strict=True)) == {
        ("clinical_only", "lunar"), ("linear_svc", "lunar"), ("lunar", "clinical_only"), ("linear_svc", "clinical_only")
    }  # fmt: skip
    assert set(table["test"]) == {"delong"}


def test_a_row_is_the_test_of_the_patients_of_its_part():
    table = comparisons(predictions()).set_index(["model", "reference", "dataset", "part"])
    row = table.loc[("linear_svc", "lunar", "tcga", "test")]
    expected = delong_test([1, 1, 0, 0], SCORES["linear_svc"][1:5], SCORES["lunar"][1:5])
    assert tuple(row[["difference", "ci_low", "ci_high", "p_value"]]) == expected
    assert row["n"] == 4
    row = table.loc[("clinical_only", "lunar", "glass", "all")]
    expected = delong_test([0, 1, 1, 0], SCORES["clinical_only"][5:], SCORES["lunar"][5:])
    assert tuple(row[["difference", "ci_low", "ci_high", "p_value"]]) == expected


def test_a_part_with_one_class_has_no_row():
    table = comparisons(predictions())
    assert set(zip(table["dataset"], table["part"], strict=True)) == {("tcga", "test"), ("glass", "all")}


def test_no_part_at_all_leaves_numbers_as_numbers():
    table = comparisons(predictions().assign(label=1))
    assert table.empty
    assert (table[["difference", "ci_low", "ci_high", "p_value"]].dtypes == "float64").all()


def test_patients_are_paired_by_sample_and_not_by_row():
    of_model = dict(list(predictions().groupby("model")))
    mixed = pd.concat([of_model["linear_svc"].iloc[::-1], of_model["lunar"].sample(frac=1, random_state=3),
                       of_model["clinical_only"]])  # fmt: skip
    key = ["reference", "model", "dataset", "part"]
    expected, found = (comparisons(table).set_index(key).sort_index() for table in (predictions(), mixed))
    pd.testing.assert_frame_equal(found, expected)


def test_a_model_is_as_good_as_its_copy():
    table = predictions()
    copy = table[table["model"] == "lunar"].assign(model="lunar_copy")
    rows = comparisons(pd.concat([table, copy])).query("model == 'lunar_copy' and reference == 'lunar'")
    assert len(rows) == 2
    assert (rows[["difference", "ci_low", "ci_high"]] == 0).all(axis=None)
    assert (rows["p_value"] == 1).all()


def test_a_reference_without_predictions_is_named():
    table = predictions()
    with pytest.raises(MissingDataError, match="no rows of clinical_only"):
        comparisons(table[table["model"] != "clinical_only"])


def test_a_patient_whom_the_reference_has_not_scored_is_named():
    table = predictions()
    lost = (table["model"] == "lunar") & (table["sample_id"] == "TCGA-06-0190-01")
    with pytest.raises(InconsistentDataError, match="2 rows of other models.*lunar has not.*TCGA-06-0190-01 of clinic"):
        comparisons(table[~lost])


def test_a_label_that_differs_between_models_is_named():
    table = predictions()
    other = (table["model"] == "lunar") & (table["sample_id"] == "GLSS-19-0267-TP")
    with pytest.raises(InconsistentDataError, match="with another label, the first GLSS-19-0267-TP"):
        comparisons(table.assign(label=table["label"].mask(other, 0)))
