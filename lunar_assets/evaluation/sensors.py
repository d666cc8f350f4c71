"""The sensor that repeats the evaluation after a refresh, since replicates are partitions that its run cannot hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import dagster as dg

from lunar_assets.raw.sensors import REFRESH_TAG, RELEASE_TAG

if TYPE_CHECKING:  # what define_asset_job gives; Dagster exports no name for it
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def repeated_evaluation_sensor(
    refreshes: Sequence["UnresolvedAssetJobDefinition"], repeated: "UnresolvedAssetJobDefinition"
) -> dg.SensorDefinition:
    """The sensor; it follows refreshes that the release sensor asked for, not runs that a person started.

    Args:
        refreshes: Jobs that take a release.
        repeated: Job of the repeated evaluation.
    """

    @dg.run_status_sensor(
        name="repeated_evaluation_after_refresh",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=list(refreshes),
        request_job=repeated,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Repeats the evaluation on a release that has just been published by itself.",
    )
    def repeated_evaluation_after_refresh(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        run = context.dagster_run
        if REFRESH_TAG not in run.tags:
            return dg.SkipReason(f"Run {run.run_id[:8]} was not asked for by the release sensor.")
        return dg.RunRequest(run_key=run.run_id, tags={RELEASE_TAG: run.tags[RELEASE_TAG]})

    return repeated_evaluation_after_refresh
