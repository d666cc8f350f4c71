"""The checks of an asset as steps of a run: any of them can be asked alone, and one that breaks hides no other."""

import dagster as dg
import pandas as pd
import pytest

from lunar_assets.definitions import defs
from lunar_assets.graph.table_checks import CHECKS, Outcome, TableCheck, _step, steps_of_checks
from lunar_assets.warehouse.resources import Warehouse

KEY = dg.AssetKey(["cohort", "cutoff"])
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def passes(_):
    return Outcome(True, "fine")


def turns_red(_):
    return Outcome(False, "not fine")


def breaks(_):
    raise ZeroDivisionError("the check itself is wrong")


@pytest.fixture
def stored(own_warehouse):
    frame = pd.DataFrame({"tcga_median_days": [445.0], "glass_median_days": [335.0], "cutoff_days": [390.0]})
    warehouse = Warehouse()
    return warehouse.store.write(
        "cohort.cutoff", "", frame.assign(rule="computed"), run_id="0", inputs=[], facts=warehouse.facts()
    )


def asked(*verdicts, only=None):
    """A run of these checks of one asset, and the outcome of each that was asked."""
    checks = [
        TableCheck("cohort/cutoff", "cohort.cutoff", verdict.__name__, "rules", True, "A check.", (), verdict)
        for verdict in verdicts
    ]
    job = dg.define_asset_job("checks", dg.AssetSelection.checks(*[dg.AssetCheckKey(KEY, n) for n in only or NAMES]))
    platform = dg.Definitions(
        assets=[dg.AssetSpec(KEY)],
        asset_checks=[_step("cohort/cutoff", "checks", checks)],
        jobs=[job],
        resources={"warehouse": Warehouse()},
    )
    result = platform.resolve_job_def("checks").execute_in_process(run_config=QUIET, raise_on_error=False)
    return result, {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


NAMES = ("passes", "breaks", "turns_red")


def test_a_check_that_breaks_fails_its_step_and_the_others_are_asked(stored):
    result, outcomes = asked(passes, breaks, turns_red)
    assert not result.success
    assert outcomes == {"passes": True, "turns_red": False}
    assert set(Warehouse().store.outcomes(stored)) == {"passes", "turns_red"}


def test_a_check_can_be_asked_alone(stored):
    result, outcomes = asked(passes, breaks, turns_red, only=["passes"])
    assert result.success and outcomes == {"passes": True}


def test_blocking_checks_and_warnings_of_an_asset_are_two_steps():
    blocking = {frozenset(spec.blocking for spec in step.check_specs) for step in steps_of_checks()}
    assert blocking == {frozenset({True}), frozenset({False})}
    assert sum(len(list(step.check_specs)) for step in steps_of_checks()) == len(CHECKS)
    assert len(steps_of_checks()) < len(CHECKS) / 2


def test_every_check_of_the_platform_can_be_selected_alone():
    assert all(step.can_subset for step in defs.asset_checks or [])
