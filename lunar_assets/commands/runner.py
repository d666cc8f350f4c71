"""Running a job headless and in this process, with progress, in the instance that the UI shows."""

import gc
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import dagster as dg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from lunar_assets.commands.held_open import held_open
from lunar_assets.commands.instance import dagster_home
from lunar_assets.disk import storage_errors
from lunar_assets.errors import SettingsError
from lunar_assets.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""The result tells what failed."""
OF_THIS_CODE = {".dagster/repository": "__repository__@lunar_assets"}
"""Tag by which the UI finds the runs of a job; it sets it itself on those that it launches."""


@dataclass
class JobResult:
    """How a run ended.

    Attributes:
        run_id: Id of the run, as the UI shows it.
        success: Whether every step succeeded and no blocking check was red.
        failures: Message of every failed step and check, by its name.
        interrupted: Whether Ctrl-C ended it; the run is then cancelled.
    """

    run_id: str
    success: bool
    failures: dict[str, str] = field(default_factory=dict)
    interrupted: bool = False


def run_job(
    job_name: str,
    settings: Settings,
    console: Console,
    tags: Mapping[str, str] | None = None,
    config: Mapping[str, object] | None = None,
) -> JobResult:
    """Run a job of the definitions to its end.

    Args:
        job_name: Name of the job.
        settings: Settings of the run; they are read again from the environment by every step.
        console: Where progress is shown; quiet when it is not a terminal.
        tags: Tags of the run, in place of those of the job that have the same names.
        config: Run config.

    Raises:
        SettingsError: The environment asks for an executor with other processes.
        StorageError: The warehouse or the Dagster home cannot be written. Where that is met by a step, the result says
            so; here it is where Dagster cannot record the run.
    """
    if settings.executor != Settings.executor:
        raise SettingsError(
            f"LUNAR_EXECUTOR is {settings.executor!r}, but this command works in its own process. Unset it, or let "
            f"Dagster launch the job where the executor is: dg launch --job {job_name}, or the Jobs page of the UI."
        )
    home = dagster_home(settings)
    from lunar_assets.definitions import defs

    job = defs.resolve_job_def(job_name)
    gc.freeze()  # what is loaded by now stays to the end: half a second of a run goes into looking through it again
    gc.set_threshold(20_000)  # nor through the millions of objects of torch that are still to come
    run_id = str(uuid.uuid4())
    with (
        storage_errors(home),
        dg.DagsterInstance.get() as instance,
        held_open(home, run_id) as hold,
        storage_errors(home),  # before the databases are closed, which makes room on a full disk
        _progress(console) as progress,
    ):
        bar = progress.add_task(job_name, total=len(job.graph.nodes))
        failures: dict[str, str] = {}

        def show(event: dg.EventLogEntry) -> None:
            if not event.dagster_event:
                if event.step_key:  # what a step says while it works, downloads among it
                    progress.update(bar, description=f"{event.step_key}: {event.user_message[:100]}")
                return
            kind = event.dagster_event.event_type
            if kind == dg.DagsterEventType.STEP_START:
                progress.update(bar, description=str(event.step_key))
            elif kind in (
                dg.DagsterEventType.STEP_SUCCESS,
                dg.DagsterEventType.STEP_FAILURE,
                dg.DagsterEventType.STEP_SKIPPED,
            ):
                progress.advance(bar)
            if failure := _failure(event.dagster_event):
                failures.setdefault(*failure)

        instance.add_event_listener(run_id, hold)
        instance.add_event_listener(run_id, show)
        try:
            result = job.execute_in_process(
                run_config={**(config or {}), **QUIET},
                instance=instance,
                run_id=run_id,
                tags={**OF_THIS_CODE, **(tags or {})},
                raise_on_error=False,
            )
        except (KeyboardInterrupt, dg.DagsterExecutionInterruptedError):
            return _cancelled(instance, run_id)
        if any(map(_is_interrupt, result.all_events)):
            return _cancelled(instance, run_id)
    return JobResult(run_id, result.success and not failures, failures)


def _is_interrupt(event: dg.DagsterEvent) -> bool:
    """Whether an event tells of Ctrl-C, which Dagster takes for the failure of the step that it met."""
    error = event.step_failure_data.error if event.event_type == dg.DagsterEventType.STEP_FAILURE else None
    return bool(error and error.cls_name == "DagsterExecutionInterruptedError")


def _cancelled(instance: dg.DagsterInstance, run_id: str) -> JobResult:
    """Leave a run as cancelled, which otherwise would seem to go on, or to have failed by itself."""
    if run := instance.get_run_by_id(run_id):
        instance.report_run_canceled(run, "Interrupted at the terminal.")
    return JobResult(run_id, success=False, interrupted=True)


def _failure(event: dg.DagsterEvent) -> tuple[str, str] | None:
    if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        check = event.asset_check_evaluation_data
        if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
            return f"{check.asset_key.to_user_string()} check {check.check_name}", str(check.description)
    if event.event_type == dg.DagsterEventType.STEP_FAILURE:
        error = event.step_failure_data.error
        cause = error.cause if error and error.cause else error
        return str(event.step_key), cause.message if cause else "failed"
    return None


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
