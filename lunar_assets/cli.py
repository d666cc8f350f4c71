"""`lunar`, the command line: run the pipeline, ask the warehouse, find the report."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from typer.core import TyperGroup

from lunar_assets.commands.run import (
    Job,
    compare,
    content_to_compare,
    nothing_changed,
    replicates_published,
    run_to_its_end,
    show_results,
)
from lunar_assets.commands.terminal import (
    FAILED,
    INTERRUPTED,
    REFUSED,
    console,
    errors,
    print_frame,
    print_json,
    say,
)
from lunar_assets.errors import LunarError
from lunar_assets.settings import DemoScale, Settings, SourceName, SplitChoice
from lunar_assets.words import DEFAULT_REPLICATES, REPLICATES

FIRST_LOOK = 2  # replicates after a full refresh: enough to fill the tables, in a quarter of a minute


class Commands(TyperGroup):
    """The commands; what the platform refuses on purpose is told in red and ends with 2, without a traceback.

    Ctrl-C ends with 130, as a shell expects; every write is a rename, so that nothing half done is left.
    """

    def invoke(self, ctx: typer.Context) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except LunarError as error:
            errors.print(f"[red]{type(error).__name__}[/]: {escape(str(error))}", highlight=False, soft_wrap=True)
            raise typer.Exit(REFUSED) from error
        except KeyboardInterrupt as error:
            errors.print("Interrupted. What was published before stands.")
            raise typer.Exit(INTERRUPTED) from error


app = typer.Typer(
    name="lunar",
    cls=Commands,
    help="Early recurrence of glioma as a data platform. Settings are LUNAR_* environment variables.\n\nExit codes: 0 "
    "fine; 1 something failed, or there is something to do; 2 refused, or a wrong option; 130 interrupted by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def run(
    source: Annotated[SourceName | None, typer.Option(help="Where bytes come from, instead of LUNAR_SOURCE.")] = None,
    mirror: Annotated[Path | None, typer.Option(help="Folder of the mirror, instead of LUNAR_MIRROR.")] = None,
    scale: Annotated[DemoScale | None, typer.Option(help="Size of the demo cohort, instead of LUNAR_SCALE.")] = None,
    splits: Annotated[SplitChoice | None, typer.Option(help="Choice of splits, instead of LUNAR_SPLITS.")] = None,
    job: Annotated[Job, typer.Option(help="The job to run.")] = "full_refresh",
    replicates: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=len(REPLICATES),
            help="Replicates of the repeated evaluation. Default: 50 for the job of that name; 2, a first look, after "
            "a full refresh (0 for none).",
        ),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify", help="Make all of it again; exit 1 unless every table is that of the last publication."
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Make everything again, though nothing has changed.")] = False,
) -> None:
    """Materialise everything, check it and publish it; exits 1 if anything failed or was blocked.

    Where files, settings and code are those of the last publication there is nothing to do, and it says so.

    Examples: lunar run --source mirror --mirror /data/lunar-mirror; lunar run --job repeated_evaluation
    """
    given = {"SOURCE": source, "MIRROR": mirror, "SCALE": scale, "SPLITS": splits}
    os.environ.update({f"LUNAR_{name}": str(value) for name, value in given.items() if value is not None})
    settings = Settings.from_environment()
    usual = {"full_refresh": FIRST_LOOK, "repeated_evaluation": DEFAULT_REPLICATES}
    if replicates is not None and job not in usual:
        raise typer.BadParameter(f"{job} has no replicates: leave --replicates out, or name one of {', '.join(usual)}.")
    before = content_to_compare(settings) if verify else {}
    number = usual.get(job, 0) if replicates is None else replicates
    as_it_is = job == "full_refresh" and not (force or verify) and nothing_changed()
    if job != "repeated_evaluation" and not as_it_is:
        run_to_its_end(job, settings)
    if number and not (as_it_is and replicates_published(number)):
        run_to_its_end("repeated_evaluation", settings, number)
    show_results(settings)
    if verify:
        compare(before, content_to_compare(settings))


@app.command()
def status(
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Say what is there, how fresh it is, what is stale and which checks are red; exits 1 if there is something to do.

    A red check that warns is shown and is nothing to do.
    """
    from lunar_assets.commands.status import status as look
    from lunar_assets.definitions import warehouse

    found = look(warehouse.store, warehouse.facts())
    if json_:
        print_json(found.as_record())
    else:
        for line in found.lines():
            say(line)
        if found.held:
            print_frame(found.stages())
    if not found.is_fine:
        raise typer.Exit(FAILED)


@app.command()
def doctor(
    json_: Annotated[bool, typer.Option("--json", help="A JSON list instead of a table.")] = False,
) -> None:
    """Say whether this machine and the warehouse are fit for a run; exits 1 if something is wrong.

    Looks at Python, packages, cores, memory, disk, the warehouse and the source; asks public hosts once.
    """
    from lunar_assets.commands.doctor import examine

    shown = {"fine": "[green]fine [/]", "look": "[yellow]look [/]", "wrong": "[red]wrong[/]"}
    found = examine(Settings.from_environment())
    if json_:
        print_json([finding._asdict() for finding in found])
    else:
        for finding in found:
            console.print(shown[finding.verdict], f"{finding.what:16}", end=" ", highlight=False)
            say(" ".join(filter(None, (finding.found, finding.remedy))))
    if any(finding.verdict == "wrong" for finding in found):
        raise typer.Exit(FAILED)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement.")],
    json_: Annotated[bool, typer.Option("--json", help="A JSON list, an object a row, instead of a table.")] = False,
) -> None:
    """Answer a SELECT statement on the published tables.

    Example: lunar sql "select dataset, label, count(*) from cohort.patients group by all"
    """
    from lunar_assets.warehouse.claim import tables_of
    from lunar_assets.warehouse.queries import select

    settings = Settings.from_environment()
    found = select(settings.root / "lunar.duckdb", query, tables_of(settings.root, settings.address))
    if json_:
        print_json(found)
    else:
        print_frame(found)


@app.command()
def report() -> None:
    """Say where the report of the last publication is."""
    path = Settings.from_environment().root / "report" / "index.html"
    if not path.exists():
        errors.print(f"{path} does not exist: nothing has been published yet. Run `lunar run` first.")
        raise typer.Exit(FAILED)
    say(str(path))


@app.command()
def snapshot() -> None:
    """Write the last publication into one self-contained database, in place of an older one of its release."""
    from lunar_assets.release.snapshots import snapshot_published
    from lunar_assets.warehouse.store import Store

    say(str(snapshot_published(Store.of(Settings.from_environment()))))


@app.command()
def fetch(
    to: Annotated[Path | None, typer.Option(help="Lay the files down here as a mirror, with its SHA256SUMS.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what is missing, corrupt or changed.")] = False,
    accept: Annotated[
        str | None, typer.Option(metavar="FILE", help="Take the present state of a file that upstream does not pin.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Download the public files that are missing (about 700 MB); exits 1 if a check finds something to do.

    Examples: lunar fetch --to /media/lunar-mirror; lunar fetch --check; lunar fetch --accept hgnc_complete_set.txt
    """
    from lunar_assets.commands import fetch as files

    if sum(map(bool, (to, check, accept))) > 1:
        raise typer.BadParameter("--to, --check and --accept are three different things: name one of them.")
    settings = Settings.from_environment()
    if check:
        found = files.check(settings)
    elif accept:
        found = files.accept(settings, console, accept)
    else:
        found = files.fetch(settings, console, to)
    if json_:
        print_json({"files": found.rows, "notes": found.notes})
    else:
        print_frame(found.rows)
        for name, note in found.notes.items():
            say(f"{name}: {note}")
    if not found.is_fine:
        raise typer.Exit(FAILED)
    if to and not json_:
        say(f"Use it with: LUNAR_SOURCE=mirror LUNAR_MIRROR={to.resolve()}")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="Release with a snapshot, or path of a .duckdb file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The same; what it has that A had not is new.")],
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Say what changed from release A to release B: figures of both, then every change of a patient.

    Example: lunar diff 2022-05-31-0dc66737 warehouse/lunar.duckdb
    """
    from lunar_assets.raw.manifest import release_of
    from lunar_assets.report.changes import changes, comparison
    from lunar_assets.report.display import concise
    from lunar_assets.report.inputs import RELEASE_COLUMNS
    from lunar_assets.warehouse.claim import tables_of
    from lunar_assets.warehouse.snapshot_tables import find_snapshot, read_tables

    settings = Settings.from_environment()
    root, tables = settings.root, tables_of(settings.root, settings.address)
    wanted = {"raw.files": ("release",), **RELEASE_COLUMNS}
    was, now = (read_tables(find_snapshot(root, name), wanted, tables) for name in (before, after))
    releases = (release_of(was["raw.files"]), release_of(now["raw.files"]))
    changed = changes(was, now, *releases)
    compared = comparison(was, now, changed, *releases)
    if json_:
        print_json({"comparison": compared, "changes": changed})
        return
    console.print(f"From {releases[0]} to {releases[1]}.", highlight=False)
    figures = ["before", "after", "difference"]
    print_frame(compared[["dataset", "quantity"]].join(compared[figures].map(concise)))
    if changed.empty:
        console.print("No patient came, left or changed.")
    else:
        print_frame(changed.drop(columns=["release", "previous_release"]))


def main() -> None:
    """Entry point of `lunar`.

    Leaves without the tear-down of the interpreter: once torch is loaded, duckdb 2.0 prints a page about its own
    reference counts there. Everything of ours is closed by then, and the worker processes are ended here.
    """
    try:
        app()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
        if "joblib" in sys.modules:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(kill_workers=True)  # they wait for more work for five minutes
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
