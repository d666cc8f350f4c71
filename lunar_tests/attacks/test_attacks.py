"""Every planted leak is stopped, by the writer or by a blocking check, and nothing of it is published."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from lunar_tests.attacks import planted
from lunar_tests.attacks.harness import (
    COHORT,
    FEATURES,
    PREPROCESSING,
    PUBLISH,
    SPLITS,
    errors,
    red_checks,
    run,
    stopped,
)

pytestmark = pytest.mark.pipeline


@dataclass(frozen=True)
class Attack:
    """One planted leak.

    Attributes:
        plant: Plants it.
        assets: What is materialised then; the publication at last.
        checks: Blocking checks that have to be red, where the writer does not stop it before.
        error: What the writer has to say, where it stops it.
    """

    plant: Callable
    assets: list[str]
    checks: tuple[str, ...] = ()
    error: str = ""


ATTRIBUTION = [f"explanation/{name}" for name in ("attributions", "additivity", "background")]

ATTACKS = [
    Attack(planted.scaler_fitted_on_all_rows, PREPROCESSING, ("unmoved_by_what_it_must_not_see",)),
    Attack(planted.features_selected_before_the_split, PREPROCESSING, ("unmoved_by_what_it_must_not_see",)),
    Attack(planted.batch_correction_over_test, PREPROCESSING, ("unmoved_by_what_it_must_not_see",)),
    Attack(planted.steps_fitted_on_everybody, PREPROCESSING, error="not in the train"),
    Attack(planted.genes_shared_over_test_patients, FEATURES, ("unmoved_by_what_it_must_not_see",)),
    Attack(planted.outcome_as_a_feature, FEATURES, ("no_feature_is_the_outcome",)),
    Attack(planted.outcome_under_another_name, FEATURES, ("no_feature_is_the_outcome",)),
    Attack(planted.patient_in_two_parts, SPLITS, error="in more than one part"),
    Attack(planted.tcga_patient_in_glass, COHORT, ("no_tcga_patient_in_glass",)),
    Attack(planted.tcga_patient_in_glass_under_another_id, COHORT + SPLITS, ("no_near_duplicates_across_parts",)),
    Attack(planted.patient_twice_in_tcga, COHORT + SPLITS, ("no_near_duplicates_across_parts",)),
    Attack(planted.labels_of_glass_in_training, ["models/logistic_regression"], ("trained_on_train_only",)),
    Attack(planted.test_rows_in_early_stopping, ["models/lunar_natt"], ("trained_on_train_only",)),
    Attack(planted.early_stopping_on_test_with_a_clean_record, ["models/lunar_natt"], ("best_epoch_restored",)),
    Attack(planted.explained_against_test, ATTRIBUTION, error="of tcga test as background"),
    Attack(planted.threshold_chosen_on_test, ["evaluation/predictions"], ("predictions_follow_scores",)),
    Attack(planted.better_metrics, ["evaluation/metrics"], ("metrics_agree_with_predictions",)),
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.plant.__name__)
def test_a_planted_leak_is_stopped(warehouse, monkeypatch, attack):
    attack.plant(monkeypatch, warehouse)
    result = run(*attack.assets, PUBLISH)
    assert stopped(result, warehouse)
    assert set(attack.checks) <= red_checks(result)
    assert attack.error in errors(result)
    assert attack.checks or attack.error


@pytest.mark.parametrize("assets", [COHORT + SPLITS, FEATURES, ["models/lunar_natt"]], ids=lambda a: a[0])
def test_without_a_leak_the_same_assets_are_made(warehouse, assets):
    """But for the attributions: the demo has made them, and the error that their attack ends with is no other's."""
    assert run(*assets).success
