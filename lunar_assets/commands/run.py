"""What `lunar run` does: a job to its end, what it made, and whether that is what was there before."""

import sys
from typing import Literal

import typer
from rich.markup import escape

from lunar_assets.commands.terminal import FAILED, INTERRUPTED, console, errors, print_frame, say
from lunar_assets.settings import Settings
from lunar_assets.words import REPLICATES

MOST_SHOWN = 3
Job = Literal["full_refresh", "glass_refresh", "retrain", "repeated_evaluation", "shuffled_labels", "tuning"]


def run_to_its_end(job: Job, settings: Settings, replicates: int = 0) -> None:
    """Run a job, with progress on a terminal; what failed is told on the stream of errors.

    Args:
        job: Name of the job.
        settings: Of the run.
        replicates: How many replicates the repeated evaluation makes; 0 for the other jobs.

    Raises:
        typer.Exit: The run failed or was blocked (1), or was interrupted (130).
    """
    from lunar_assets.commands.runner import run_job
    from lunar_assets.partitions import partition_range

    tags = partition_range(REPLICATES[0], REPLICATES[replicates - 1]) if replicates else None
    result = run_job(job, settings, console, tags, _config(job, settings))
    if result.interrupted:
        errors.print(
            f"Interrupted: run {result.run_id} of {job} is cancelled and has published nothing. What it finished is in "
            "work.duckdb; what was published before stands. Run it again.",
            highlight=False,
        )
        raise typer.Exit(INTERRUPTED)
    if not result.success:
        errors.print(f"[red]Nothing was published.[/] Run {result.run_id} of {job} failed:\n")
        for step, message in result.failures.items():
            errors.print(f"[bold]{escape(step)}[/]\n{escape(message)}\n", highlight=False)
        raise typer.Exit(FAILED)


def nothing_changed() -> bool:
    """Whether a full refresh would give the last publication again; says so, or why it would not."""
    from lunar_assets.commands.unchanged import differences
    from lunar_assets.definitions import warehouse

    found = differences(warehouse)
    if found:
        more = f" (and {len(found) - MOST_SHOWN} more)" if len(found) > MOST_SHOWN else ""
        say(f"A full refresh is due: {'; '.join(found[:MOST_SHOWN])}{more}.")
    else:
        say("Nothing has changed since the last publication: files, settings and code. --force makes it again.")
    return not found


def replicates_published(number: int) -> bool:
    """Whether the first so many replicates are part of the last publication."""
    from lunar_assets.commands import unchanged
    from lunar_assets.definitions import warehouse

    return unchanged.replicates_published(warehouse, number)


def content_to_compare(settings: Settings) -> dict[str, str]:
    """Hash of the content of every published table and partition, by its name.

    Raises:
        typer.Exit: Nothing has been published (1).
    """
    from lunar_assets.commands.verification import published_contents
    from lunar_assets.warehouse.store import Store

    if contents := published_contents(Store.of(settings)):
        return contents
    errors.print(f"{settings.root} has no publication to compare with: run it once without --verify.")
    raise typer.Exit(FAILED)


def compare(before: dict[str, str], after: dict[str, str]) -> None:
    """Say whether two publications have the same content.

    Raises:
        typer.Exit: They have not (1).
    """
    from lunar_assets.commands.verification import differences

    found = differences(before, after)
    if found.empty:
        console.print(f"Verified: all {len(after)} tables and partitions have the content that they had before.")
        return
    print_frame(found)
    errors.print(f"[red]{len(found)} of {len(after)} tables and partitions differ from the publication before.[/]")
    raise typer.Exit(FAILED)


def _config(job: Job, settings: Settings) -> dict[str, object]:
    """A refresh of GLASS from the public hosts takes the release that upstream has now, as the sensor does."""
    if job != "glass_refresh" or settings.source != "public":
        return {}
    from lunar_assets.raw.glass_release import upstream_release, with_small_files
    from lunar_assets.raw.resources import run_config

    release = with_small_files(upstream_release())
    console.print(f"GLASS release {release.id}, commit {release.commit[:12]} of the datahub", highlight=False)
    return run_config(release)


def show_results(settings: Settings) -> None:
    """Show the metrics on test patients, and where warehouse, report and UI are."""
    from lunar_assets.warehouse.claim import tables_of
    from lunar_assets.warehouse.queries import select

    catalogue = settings.root / "lunar.duckdb"
    if settings.synthetic:
        console.print(
            "\n[bold yellow]SYNTHETIC DATA[/]: the demo cohort is made up; no figure says anything about glioma."
        )
    print_frame(
        select(
            catalogue,
            "select model, dataset, metric, round(value, 3) as value, round(ci_low, 3) as ci_low, round(ci_high, 3) as "
            "ci_high, n from evaluation.metrics where part = 'test' and metric in ('auroc', 'auprc', 'accuracy', 'f1') "
            "order by model, dataset desc, metric",
            tables_of(settings.root, settings.address),
        )
    )
    say(f"Warehouse: {catalogue}")
    say(f"Report:    {settings.root / 'report' / 'index.html'}")
    say(f'Ask:       {sys.argv[0]} sql "select * from cohort.flow"')
    console.print("Look:      make ui, then http://127.0.0.1:3000", highlight=False)
