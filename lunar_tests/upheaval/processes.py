"""The full refresh with every step in a process of its own, two at a time: Dagster's multiprocess executor."""

import sys

import dagster as dg

from lunar_assets import definitions as platform
from lunar_assets.commands.instance import dagster_home
from lunar_assets.settings import Settings

IN_PROCESSES = {
    "max_concurrent": 2,
    # 250 steps: with the definitions loaded once and forked, not once for each
    "start_method": {"forkserver": {"preload_modules": [__name__]}},
}

defs = dg.Definitions(
    assets=platform.defs.assets,
    asset_checks=platform.defs.asset_checks,
    jobs=platform.defs.jobs,
    resources=platform.defs.resources,
    executor=dg.multiprocess_executor.configured(IN_PROCESSES),
)


def full_refresh() -> dg.JobDefinition:
    return defs.resolve_job_def("full_refresh")


def main() -> None:
    """Run it; exits 1 if it failed."""
    dagster_home(Settings.from_environment())
    job = dg.reconstructable(full_refresh)
    with dg.DagsterInstance.get() as instance, dg.execute_job(job, instance, tags=dict(full_refresh().tags)) as result:
        steps = len(result.get_step_success_events())
        print(f"{steps} steps succeeded, {len(result.get_failed_step_keys())} failed")
        sys.exit(not result.success)
