"""Records that tell of a leak, and tables that do not belong together: nothing of either is published."""

import json

import pandas as pd
import pytest

from lunar_tests.attacks.harness import PREPROCESSING, PUBLISH, doctored, errors, latest, red_checks, run, stopped

pytestmark = pytest.mark.pipeline

AFTER = ["evaluation/predictions", PUBLISH]


def test_a_step_that_has_seen_a_test_patient_turns_its_check_red(warehouse, monkeypatch):
    assignments = latest(warehouse, "splits.assignments")
    test_patient = assignments.loc[assignments["split"] == "test", "sample_id"].iloc[0]
    leak = pd.DataFrame({"step": ["scaling"], "dataset": ["tcga"], "sample_id": [test_patient]})
    doctored(
        monkeypatch,
        "lunar_assets.features.tables.fitted_on_table",
        lambda table: pd.concat([table, leak], ignore_index=True),
    )
    result = run(*PREPROCESSING, *AFTER)
    assert "fitted_on_train_only" in red_checks(result)
    assert stopped(result, warehouse)


def test_a_selection_that_was_fitted_on_glass_turns_its_check_red(warehouse, monkeypatch):
    doctored(
        monkeypatch,
        "lunar_assets.features.tables.fitted_on_table",
        lambda table: table.assign(step=table["step"].mask(table["dataset"] == "glass", "stability")),
    )
    result = run(*PREPROCESSING, *AFTER)
    assert "fitted_on_train_only" in red_checks(result)
    assert stopped(result, warehouse)


def test_a_patient_who_lost_his_part_turns_the_check_red(warehouse, monkeypatch):
    """As if the writer had forgotten to verify: the check is what is left."""
    from lunar_assets.splits import audit

    verify, calls = audit.verify, []

    def forgetful(assignments: pd.DataFrame, patients: pd.DataFrame) -> None:
        calls.append(len(assignments))
        if len(calls) > 1:
            verify(assignments, patients)

    monkeypatch.setattr(audit, "verify", forgetful)
    doctored(monkeypatch, "lunar_assets.splits.choose.assign", lambda table: table.iloc[1:])
    result = run("splits/assignments", *AFTER)
    assert "disjoint_and_complete" in red_checks(result)
    assert stopped(result, warehouse)


def test_a_model_that_has_seen_a_test_patient_turns_its_check_red(warehouse, monkeypatch):
    assignments = latest(warehouse, "splits.assignments")
    test_patient = assignments.loc[assignments["split"] == "test", "sample_id"].iloc[0]

    def leak(row: pd.DataFrame) -> pd.DataFrame:
        seen = json.loads(row["fitted_on"].iloc[0])
        seen["tcga_train"].append(test_patient)
        return row.assign(fitted_on=json.dumps(seen))

    doctored(monkeypatch, "lunar_assets.warehouse.model_folders.run_row", leak)
    result = run("models/lunar", *AFTER)
    assert "trained_on_train_only" in red_checks(result)
    assert stopped(result, warehouse)


def test_features_of_one_split_do_not_meet_predictions_of_another(warehouse, monkeypatch):
    """A new split without new features: publishing the mix is refused with the list of what differs."""
    monkeypatch.setenv("LUNAR_SPLITS", "generated")
    assert run("splits/assignments", "splits/comparability").success
    result = run(PUBLISH)
    assert "InconsistentDataError" in errors(result)
    assert "splits.assignments" in errors(result) and "features.matrix" in errors(result)
    assert stopped(result, warehouse)


@pytest.mark.parametrize("asset", ["models/lunar", "report/pages", PUBLISH])
def test_made_up_tables_never_go_into_a_run_on_real_data(warehouse, monkeypatch, tmp_path, asset):
    """Whoever turns to real data and only retrains would publish the demo's figures without the word synthetic."""
    monkeypatch.setenv("LUNAR_SOURCE", "mirror")
    monkeypatch.setenv("LUNAR_MIRROR", str(tmp_path))
    result = run(asset)
    assert "LUNAR_SOURCE is mirror in this run, but another one made" in errors(result)
    assert stopped(result, warehouse)
