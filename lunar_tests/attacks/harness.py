"""What an attack needs: a warehouse to attack, a run of some assets, and the verdict whether anything came through."""

import importlib
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest

from lunar_assets.definitions import defs
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.published import publications
from lunar_assets.warehouse.store import Store

PUBLISH = "release/publications"
FEATURES = [f"features/{table.name}" for table in TABLES.values() if table.stage == "features"]
PREPROCESSING = [asset for asset in FEATURES if asset != "features/shared_genes"]
SPLITS = [f"splits/{table.name}" for table in TABLES.values() if table.stage == "splits"]
COHORT = [f"cohort/{table.name}" for table in TABLES.values() if table.stage == "cohort"]


def run(*assets: str) -> dg.ExecuteInProcessResult:
    """Materialise assets, in the order of the lineage, with all their checks."""
    return defs.resolve_job_def("full_refresh").execute_in_process(
        asset_selection=[dg.AssetKey(asset.split("/")) for asset in assets],
        run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        raise_on_error=False,
    )


def red_checks(result: dg.ExecuteInProcessResult) -> set[str]:
    """Blocking checks that are red."""
    return {
        check.check_name
        for check in result.get_asset_check_evaluations()
        if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR
    }


def errors(result: dg.ExecuteInProcessResult) -> str:
    """What the steps that failed said."""
    causes = [event.step_failure_data.error for event in result.get_step_failure_events()]
    return "\n".join((error.cause or error).message for error in causes if error)


def stopped(result: dg.ExecuteInProcessResult, warehouse: Path) -> bool:
    """Whether a run failed and published nothing, while what was published before is still there."""
    listed = publications(Store(warehouse))
    return not result.success and listed is not None and result.run_id not in set(listed["run_id"])


def doctored(monkeypatch: pytest.MonkeyPatch, target: str, change: Callable) -> None:
    """Put a change behind a function of the pipeline."""
    module, name = target.rsplit(".", 1)
    original = getattr(importlib.import_module(module), name)
    monkeypatch.setattr(target, lambda *arguments, **named: change(original(*arguments, **named)))


def latest(warehouse: Path, table: str, partition: str = "") -> pd.DataFrame:
    """The rows that were stored last."""
    return pd.read_parquet(Store(warehouse).versions(table, partition)[-1].path)


def replace(warehouse: Path, table: str, partition: str, rows: pd.DataFrame) -> None:
    """Store other rows with all checks green, as if upstream had delivered them."""
    from lunar_assets.definitions import warehouse as resource

    store = Store(warehouse)
    was = store.versions(table, partition)[-1]
    written = store.write(table, partition, rows, run_id="upstream", inputs=[], facts=was.footer["facts"])
    for check in resource.required_checks[table]:
        store.record(written, check, {"passed": True, "summary": "planted"})
