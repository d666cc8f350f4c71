"""A job with a red blocking check, a step that fails, and a step after each."""

import dagster as dg

from lunar_assets.graph.executors import chosen_executor


@dg.asset
def checked() -> int:
    return 1


@dg.asset_check(asset=checked, blocking=True)
def is_red() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False)


@dg.asset
def after_the_check(checked: int) -> int:
    return checked


@dg.asset
def broken() -> int:
    raise dg.Failure("broken")


@dg.asset(deps=[broken])
def after_the_failure() -> int:
    return 1


@dg.asset(deps=[after_the_failure])
def long_after_the_failure() -> int:
    return 1


def job() -> dg.JobDefinition:
    assets = [checked, after_the_check, broken, after_the_failure, long_after_the_failure]
    everything = dg.define_asset_job("failing", "*")
    defs = dg.Definitions(assets, asset_checks=[is_red], jobs=[everything], executor=chosen_executor())
    return defs.resolve_job_def("failing")
