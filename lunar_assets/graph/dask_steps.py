"""dagster-dask's executor, with two things that version 0.29 of it leaves out.

It hands every step to dask at once, in order, and runs it whatever came of those before it: a red blocking check would
stop nothing, and a table be made from the rows of the last run where those of this one were refused. And its workers
take the whole job where a run is about some assets of it, so that the run's partitions are not known there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import dagster as dg
import dagster_dask.executor as library

if TYPE_CHECKING:  # what Dagster passes from place to place, and exports no names for
    from dagster._core.definitions.reconstruct import ReconstructableJob
    from dagster._core.execution.plan.state import KnownExecutionState
    from dagster._core.instance.ref import InstanceRef

dask_executor = library.dask_executor
run_step = library.query_on_dask_worker


@dataclass(frozen=True)
class Selected:
    """The job as it was launched, with the assets that were selected."""

    job: "ReconstructableJob"

    def get_subset(self, **_: object) -> "ReconstructableJob":
        """What a worker asks for: the job as it is, where a `ReconstructableJob` would drop the selected assets."""
        return self.job


def run_step_unless_one_before_failed(
    dependencies: Sequence[Sequence[dg.DagsterEvent]],
    job: "ReconstructableJob",
    run: dg.DagsterRun,
    config: Mapping[str, object] | None,
    steps: Sequence[str],
    instance_ref: "InstanceRef",
    known_state: "KnownExecutionState | None",
) -> Sequence[dg.DagsterEvent]:
    """What dask does for one step on a worker: the step; or nothing but a line in the log, as under other executors.

    Args:
        dependencies: The events of each step before it.
        job: How the worker gets the job.
        run: The run.
        config: Of the run.
        steps: Name of the one step.
        instance_ref: How the worker gets the Dagster instance.
        known_state: What is known of a run that is executed again.

    Returns:
        The events of the step; none where it did not run, so that none after it does either.
    """
    if all(any(event.is_step_success for event in events) for events in dependencies):
        selected = cast("ReconstructableJob", Selected(job))
        return run_step(dependencies, selected, run, config, steps, instance_ref, known_state)
    (step,) = steps
    with dg.DagsterInstance.from_ref(instance_ref) as instance:
        instance.report_engine_event(f"Not executed: a step before {step} failed.", run, step_key=step)
    return []


library.query_on_dask_worker = run_step_unless_one_before_failed
