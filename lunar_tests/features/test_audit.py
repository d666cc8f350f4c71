"""What is wrong with stored features is found and named."""

import numpy as np
import pandas as pd
import pytest

from lunar_assets.features.audit import (
    FITTED_STEPS,
    column_problems,
    correlated,
    doubled_clinical,
    features_of,
    row_problems,
    scale_deviations,
    seen_samples,
    tcga_train,
)
from lunar_assets.features.preprocessor import Preprocessor

KEYS = {
    "dataset": "tcga",
    "sample_id": ["T1", "T2", "T3", "T4"],
    "split": ["train"] * 3 + ["test"],
    "label": [1, 0, 1, 0],
}
MATRIX = pd.DataFrame(
    {
        **KEYS,
        "age": [-np.sqrt(1.5), 0.0, np.sqrt(1.5), 9.0],
        "grade": [0.0, 2.0, 1.0, 1.0],
        "A_expr": [np.sqrt(0.5), np.sqrt(0.5), -np.sqrt(2), 1.0],
        "A_mut": [0.0, 0.25, 1.0, 3.0],
    }
)
COLUMNS = pd.DataFrame(
    {
        "feature": ["age", "grade", "A_expr", "B_expr", "A_mut"],
        "kept": [True, True, True, False, True],
        "centre": [50.0, np.nan, 1.0, np.nan, 0.0],
        "scale": [9.0, np.nan, 2.0, np.nan, 1.0],
    }
)
PATIENTS = MATRIX[["dataset", "sample_id", "label"]].iloc[::-1]
ASSIGNMENTS = MATRIX[["dataset", "sample_id", "split"]]


def with_value(frame: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    changed = frame.copy()
    changed.loc[row, column] = value
    return changed


def test_features_are_all_columns_but_the_keys_and_the_label():
    assert features_of(MATRIX) == ["age", "grade", "A_expr", "A_mut"]
    assert tcga_train(MATRIX)["sample_id"].tolist() == ["T1", "T2", "T3"]


def test_the_steps_that_are_due_are_those_of_the_preprocessor():
    assert set(Preprocessor(42).fitted_on()) == set(FITTED_STEPS)


def test_who_has_seen_too_much_or_too_little_is_named():
    glass = pd.DataFrame({"dataset": "glass", "sample_id": ["G1"], "split": "train"})
    fitted_on = pd.DataFrame(
        [("scaling", "tcga", t) for t in ("T1", "T2", "T3", "T4")]
        + [("stability", "tcga", t) for t in ("T1", "T3")]
        + [("stability", "glass", "G1"), ("batch", "glass", "G1")],
        columns=["step", "dataset", "sample_id"],
    )
    seen = seen_samples(fitted_on, pd.concat([ASSIGNMENTS, glass])).set_index(["step", "dataset"])
    assert seen.loc[("scaling", "tcga")].tolist() == [4, 3, ["T4"], []]
    assert seen.loc[("stability", "tcga")].tolist() == [2, 3, [], ["T2"]]
    assert seen.loc[("stability", "glass")].tolist() == [1, 0, ["G1"], []]
    assert seen.loc[("batch", "glass")].tolist() == [1, 1, [], []]
    assert seen.loc[("constant", "tcga")].tolist() == [0, 3, [], ["T1", "T2", "T3"]]


def test_rows_of_the_split_have_no_problem():
    assert row_problems(MATRIX, PATIENTS, ASSIGNMENTS) == {}


@pytest.mark.parametrize(
    ("matrix", "problems"),
    [
        (with_value(MATRIX, 3, "split", "train"), {"in another part than splits.assignments says": ["T4"]}),
        (with_value(MATRIX, 1, "label", 1), {"with another label than cohort.patients has": ["T2"]}),
        (with_value(MATRIX, 1, "sample_id", "T9"), {"not in the split": ["T9"], "without a row": ["T2"]}),
        (MATRIX.iloc[:3], {"without a row": ["T4"]}),
        (MATRIX.iloc[[1, 0, 2, 3]], {"in another place than in splits.assignments": ["T2", "T1"]}),
    ],
    ids=["part", "label", "stranger", "missing", "order"],
)
def test_rows_of_another_split_or_cohort_are_named(matrix, problems):
    assert row_problems(matrix, PATIENTS, ASSIGNMENTS) == problems


def test_kept_columns_have_no_problem():
    assert column_problems(MATRIX, COLUMNS) == {}


@pytest.mark.parametrize(
    ("matrix", "problems"),
    [
        (MATRIX.drop(columns="grade"), {"kept by features.columns and not there": ["grade"]}),
        (MATRIX.assign(B_expr=MATRIX["A_mut"] ** 2), {"there and not kept by features.columns": ["B_expr"]}),
        (with_value(MATRIX, 3, "age", np.nan), {"with missing or infinite values": ["age"]}),
        (with_value(MATRIX, 0, "A_mut", np.inf), {"with missing or infinite values": ["A_mut"]}),
        (MATRIX.assign(grade=[1.0, 1, 1, 0]), {"constant in TCGA train": ["grade"]}),
        (MATRIX.assign(grade=[*MATRIX["age"][:3], 0]), {"equal to another one in TCGA train": ["grade"]}),
        (
            MATRIX[[*KEYS, "grade", "age", "A_expr", "A_mut"]],
            {"in another place than in features.columns": ["grade", "age"]},
        ),
    ],
    ids=["lost", "unknown", "missing", "infinite", "constant", "doubled", "order"],
)
def test_columns_that_are_not_as_they_should_be_are_named(matrix, problems):
    assert column_problems(matrix, COLUMNS) == problems


def test_scaled_features_are_on_the_scale_that_is_claimed():
    found = scale_deviations(MATRIX, COLUMNS)
    assert found["claim"].tolist() == [
        "mean 0, standard deviation 1", "as encoded", "mean 0, standard deviation 1", "0 to 1"
    ]  # fmt: skip
    assert found["deviation"].max() < 1e-15
    assert found["recorded"].all()


@pytest.mark.parametrize(
    ("row", "feature", "value", "deviation"),
    [
        (0, "age", 0.0, 1 - np.sqrt(1 / 3)),
        (1, "grade", 1.5, 0.5),
        (2, "A_mut", 0.75, 0.25),
        (0, "A_mut", 0.125, 0.125),
    ],
)
def test_how_far_a_feature_is_off_is_measured_over_tcga_train(row, feature, value, deviation):
    found = scale_deviations(with_value(MATRIX, row, feature, value), COLUMNS)
    assert found.loc[feature, "deviation"] == pytest.approx(deviation)
    assert (found["deviation"] > 1e-9).sum() == 1


def test_a_standard_deviation_by_n_minus_1_is_off():
    sample = MATRIX.assign(age=[-1.0, 0.0, 1.0, 9.0])
    assert scale_deviations(sample, COLUMNS).loc["age", "deviation"] == pytest.approx(1 - np.sqrt(2 / 3))


@pytest.mark.parametrize(("row", "column", "value"), [(0, "centre", np.nan), (1, "scale", 1.0), (4, "scale", np.nan)])
def test_a_centre_and_a_scale_are_recorded_exactly_where_a_feature_is_scaled(row, column, value):
    recorded = scale_deviations(MATRIX, with_value(COLUMNS, row, column, value))["recorded"]
    assert recorded.index[~recorded].tolist() == [COLUMNS.loc[row, "feature"]]


def test_pairs_of_genomic_features_come_by_their_correlation_over_tcga_train():
    matrix = MATRIX.assign(B_expr=-MATRIX["A_expr"], B_mut=[0.0, 0.0, 1.0, 5.0], C_mut=1.0)
    pairs = correlated(matrix)
    assert pairs.loc[0, ["first", "second"]].tolist() == ["A_expr", "B_expr"]
    assert pairs.loc[0, "r"] == pytest.approx(-1)
    assert not {"age", "grade", "C_mut"} & {*pairs["first"], *pairs["second"]}
    assert pairs["r"].abs().is_monotonic_decreasing
    assert len(pairs) == 6


def test_subtypes_that_repeat_a_type_are_named():
    assert doubled_clinical(MATRIX) == []
    assert doubled_clinical(MATRIX.assign(**{"IDHmut-codel": 0.0, "IDHwt": 1.0})) == ["IDHmut-codel"]
