"""Leaks planted into the real pipeline: each is stopped by the writer or by a red check, and nothing is published."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from lunar_assets.definitions import defs
from lunar_assets.warehouse.published import publications
from lunar_assets.warehouse.store import Store

pytestmark = pytest.mark.pipeline

FEATURES = [
    f"features/{n}" for n in ("columns", "batch_shifts", "correlated_pairs", "fitted_on", "matrix", "unusual_sites")
]
AFTER = ["evaluation/predictions", "release/publications"]


@pytest.fixture
def warehouse(demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a published warehouse of the demo cohort, in which this process may run."""
    copy = tmp_path / "warehouse"
    shutil.copytree(demo.warehouse, copy, ignore=shutil.ignore_patterns("snapshots", "dagster"))
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(copy))
    return copy


def run(*assets: str) -> dg.ExecuteInProcessResult:
    return defs.resolve_job_def("full_refresh").execute_in_process(
        asset_selection=[dg.AssetKey(asset.split("/")) for asset in assets],
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        raise_on_error=False,
    )


def red_checks(result: dg.ExecuteInProcessResult) -> set[str]:
    return {check.check_name for check in result.get_asset_check_evaluations() if not check.passed}


def errors(result: dg.ExecuteInProcessResult) -> str:
    causes = [event.step_failure_data.error for event in result.get_step_failure_events()]
    return "\n".join((error.cause or error).message for error in causes if error)


def stopped(result: dg.ExecuteInProcessResult, warehouse: Path) -> bool:
    """Whether a run failed and published nothing, while what was published before is still there."""
    listed = publications(Store(warehouse))
    return not result.success and listed is not None and result.run_id not in set(listed["run_id"])


def doctored(monkeypatch: pytest.MonkeyPatch, target: str, change: Callable) -> None:
    """Put a change behind a function of the pipeline."""
    import importlib

    module, name = target.rsplit(".", 1)
    original = getattr(importlib.import_module(module), name)
    monkeypatch.setattr(target, lambda *arguments, **named: change(original(*arguments, **named)))


def test_without_a_leak_the_same_runs_succeed(warehouse):
    assert run(*FEATURES).success


def test_preprocessing_that_is_given_test_patients_refuses_to_fit(warehouse, monkeypatch):
    from lunar_assets.features import tables

    everybody = tables.samples
    monkeypatch.setattr(tables, "samples", lambda assignments, dataset, split=None: everybody(assignments, dataset))
    result = run(*FEATURES, "models/lunar", *AFTER)
    assert "LeakageError" in errors(result) and "not in the train" in errors(result)
    assert stopped(result, warehouse)


def test_a_step_that_has_seen_a_test_patient_turns_its_check_red(warehouse, monkeypatch):
    assignments = pd.read_parquet(Store(warehouse).versions("splits.assignments", "")[-1].path)
    test_patient = assignments.loc[assignments["split"] == "test", "sample_id"].iloc[0]
    leak = pd.DataFrame({"step": ["scaling"], "dataset": ["tcga"], "sample_id": [test_patient]})
    doctored(
        monkeypatch,
        "lunar_assets.features.tables.fitted_on_table",
        lambda table: pd.concat([table, leak], ignore_index=True),
    )
    result = run(*FEATURES, "models/lunar", *AFTER)
    assert "fitted_on_train_only" in red_checks(result)
    assert stopped(result, warehouse)


def test_a_selection_that_was_fitted_on_glass_turns_its_check_red(warehouse, monkeypatch):
    doctored(
        monkeypatch,
        "lunar_assets.features.tables.fitted_on_table",
        lambda table: table.assign(step=table["step"].mask(table["dataset"] == "glass", "stability")),
    )
    result = run(*FEATURES, *AFTER)
    assert "fitted_on_train_only" in red_checks(result)
    assert stopped(result, warehouse)


def test_a_patient_in_two_parts_is_refused_by_the_writer(warehouse, monkeypatch):
    doctored(
        monkeypatch,
        "lunar_assets.splits.choose.assign",
        lambda table: pd.concat(
            [table, table[table["split"] == "test"].head(1).assign(split="train")], ignore_index=True
        ),
    )
    before = Store(warehouse).versions("splits.assignments", "")
    result = run("splits/assignments", *AFTER)
    assert "lunar_assets.errors" in errors(result)
    assert Store(warehouse).versions("splits.assignments", "") == before
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


def test_a_tcga_patient_in_glass_turns_its_check_red(warehouse, monkeypatch):
    from lunar_assets.cohort import steps

    nobody = pd.Series(dtype="str")
    blind = tuple(
        step.__class__(step.name, lambda samples: nobody, step.datasets) if step.name == "not_tcga" else step
        for step in steps.STEPS
    )
    monkeypatch.setattr("lunar_assets.cohort.selection.STEPS", blind)
    result = run("cohort/candidates", "cohort/cutoff", "cohort/patients", "cohort/exclusions", "cohort/flow", *AFTER)
    assert "no_tcga_patient_in_glass" in red_checks(result)
    assert stopped(result, warehouse)


def test_a_model_that_has_seen_a_test_patient_turns_its_check_red(warehouse, monkeypatch):
    assignments = pd.read_parquet(Store(warehouse).versions("splits.assignments", "")[-1].path)
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
    result = run("release/publications")
    assert "InconsistentDataError" in errors(result)
    assert "splits.assignments" in errors(result) and "features.matrix" in errors(result)
    assert stopped(result, warehouse)


@pytest.mark.parametrize("asset", ["models/lunar", "report/pages", "release/publications"])
def test_made_up_tables_never_go_into_a_run_on_real_data(warehouse, monkeypatch, tmp_path, asset):
    """Whoever turns to real data and only retrains would publish the demo's figures without the word synthetic."""
    monkeypatch.setenv("LUNAR_SOURCE", "mirror")
    monkeypatch.setenv("LUNAR_MIRROR", str(tmp_path))
    result = run(asset)
    assert "LUNAR_SOURCE is mirror in this run, but another one made" in errors(result)
    assert stopped(result, warehouse)
