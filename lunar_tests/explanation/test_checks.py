"""The checks of the explanation are green on what the pipeline makes, and a wrong background or sum turns them red."""

import pandas as pd
import pytest

from lunar_assets.explanation.patients import background_patients, explained_patients
from lunar_assets.models.registry import MODELS
from lunar_tests.judge import judge
from lunar_tests.models.stored import assignments
from lunar_tests.models.synthetic import matrix

pytestmark = pytest.mark.usefixtures("own_warehouse")
MATRIX = matrix()
PAIRS = [(name, method) for name, entry in MODELS.items() for method in entry.explained_by]


def tables() -> dict[str, pd.DataFrame]:
    """Patients of every model and method as the pipeline takes them; one feature stands for all."""
    background = [
        background_patients(MATRIX)[["dataset", "sample_id"]].assign(model=name, method=method)
        for name, method in PAIRS
    ]
    explained = [
        explained_patients(MATRIX, method, 42)[["dataset", "sample_id"]].assign(model=name, method=method)
        for name, method in PAIRS
    ]
    values = {"feature": "age", "modality": "clinical", "feature_value": 0.5, "attribution": 0.1}
    return {
        "explanation.background": pd.concat(background, ignore_index=True),
        "explanation.attributions": pd.concat(explained, ignore_index=True).assign(**values),
        "splits.assignments": assignments(MATRIX),
    }


def test_attributions_of_test_against_train_pass():
    outcome = judge("explanation/background", "background_is_train", tables())
    assert outcome.passed, outcome.summary
    assert f"{len(PAIRS)} backgrounds are the 37 TCGA train patients" in outcome.summary
    assert outcome.measured["explained_by_linear"] == 9 and outcome.measured["explained_by_permutation"] == 2


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ("tcga-test-00", "knn by permutation has a background beside TCGA train: 1 samples (tcga-test-00)"),
        ("glass-train-00", "knn by permutation has a background beside TCGA train: 1 samples (glass-train-00)"),
    ],
)
def test_a_patient_in_the_background_who_is_not_of_tcga_train_is_named(sample, told):
    given = tables()
    further = {"model": "knn", "method": "permutation", "dataset": sample.split("-")[0], "sample_id": sample}
    given["explanation.background"] = pd.concat([given["explanation.background"], pd.DataFrame([further])])
    outcome = judge("explanation/background", "background_is_train", given)
    assert not outcome.passed and told in outcome.summary


def test_a_split_that_changed_after_the_attributions_is_found():
    given = tables()
    moved = MATRIX.assign(split=MATRIX["split"].mask(MATRIX["sample_id"] == "tcga-train-05", "test"))
    outcome = judge("explanation/background", "background_is_train", given | {"splits.assignments": assignments(moved)})
    assert not outcome.passed and "(tcga-train-05)" in outcome.summary


def additivity(**errors: float) -> dict[str, pd.DataFrame]:
    """Table explanation.additivity with no error, but for some methods of lunar."""
    rows = [
        {"model": name, "method": method, "dataset": "tcga", "relative_error": 0.0, "n": 9} for name, method in PAIRS
    ]
    table = pd.DataFrame(rows)
    of_lunar = table["model"] == "lunar"
    return {
        "explanation.additivity": table.assign(
            relative_error=table["method"].map(errors).where(of_lunar).fillna(table["relative_error"])
        )
    }


@pytest.mark.parametrize(
    ("errors", "default", "every"),
    [
        ({}, True, True),
        ({"integrated_gradients": 0.05}, True, True),
        ({"integrated_gradients": 0.051}, False, False),
        ({"deep": 0.4}, True, False),
    ],
)
def test_attributions_must_add_up_within_five_per_cent(errors, default, every):
    given = additivity(**errors)
    outcomes = [
        judge("explanation/additivity", f"{which}_adds_up", given) for which in ("default_method", "every_method")
    ]
    assert [outcome.passed for outcome in outcomes] == [default, every]
    if not every:
        (method,) = errors
        assert f"lunar by {method} {errors[method]:.1%}" in outcomes[1].summary


def test_a_method_that_is_missing_does_not_add_up():
    (table,) = additivity().values()
    outcome = judge("explanation/additivity", "default_method_adds_up", {"explanation.additivity": table[1:]})
    assert not outcome.passed and "lunar by integrated_gradients missing" in outcome.summary
