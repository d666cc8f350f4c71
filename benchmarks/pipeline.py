"""The whole pipeline at the published size: how long a run takes and on what, a rerun, a refresh, and replicates.

`python -m benchmarks.pipeline [--scale small]` runs `lunar` in a warehouse of its own, reads the times of all steps
from Dagster's event log, and prints a line a figure; `--page` writes them into a page. What is measured is what a user
does; nothing else should run on the machine meanwhile.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pandas as pd

from benchmarks import results
from benchmarks.harness import resident_gb
from lunar_assets.warehouse.blocks import MAKING_SECONDS

KIND = dg.DagsterEventType
TO_THE_CUTOFF = ("raw", "harmonized", "cohort")
PUBLISHES = "release__publications"
N_REPLICATES = 10
"""Replicates: enough that the start of the processes does not count."""


@dataclass
class Step:
    """The moments of a step, in seconds since the epoch: begun, inputs read, computed, stored, ended.

    Attributes:
        made_late: Seconds of computing between `computed` and `stored`, of rows that are made when they are stored.
    """

    begun: float
    read: float
    computed: float
    stored: float
    ended: float
    made_late: float = 0


@dataclass(frozen=True)
class Run:
    """A run as Dagster has recorded it.

    Attributes:
        seconds: From its first event to its last.
        steps: Its steps by key.
    """

    seconds: float
    steps: dict[str, Step]

    def computing(self) -> float:
        """Seconds in the bodies of assets and checks, but for the publication."""
        return sum(step.computed - step.read + step.made_late for key, step in self.steps.items() if key != PUBLISHES)

    def storing(self) -> float:
        """Seconds of reading and writing tables, and of the publication with its snapshot."""
        moved = sum(
            step.read - step.begun + step.stored - step.computed - step.made_late for step in self.steps.values()
        )
        published = self.steps.get(PUBLISHES)
        return moved + (published.computed - published.read if published else 0)

    def dagster(self) -> float:
        """Seconds of everything else: the plan, events, the loop over the steps."""
        return self.seconds - self.computing() - self.storing()

    def of_stages(self, stages: Sequence[str]) -> float:
        """Seconds of all steps of some stages."""
        return sum(step.ended - step.begun for key, step in self.steps.items() if key.partition("__")[0] in stages)


def last_run(home: Path) -> Run:
    """The run that was recorded last."""
    with dg.DagsterInstance.from_config(str(home)) as instance:
        (run,) = instance.get_runs(limit=1)
        entries = instance.all_logs(run.run_id)
    steps: dict[str, Step] = {}
    for entry in entries:
        if entry.dagster_event and entry.step_key:
            event = entry.dagster_event
            _take(steps, entry.step_key, event.event_type, entry.timestamp, _made_late(event))
    return Run(entries[-1].timestamp - entries[0].timestamp, steps)


def _made_late(event: dg.DagsterEvent) -> float:
    """Seconds in which rows were made that an asset hands on in blocks."""
    if event.event_type != KIND.ASSET_MATERIALIZATION:
        return 0
    seconds = event.step_materialization_data.materialization.metadata.get(MAKING_SECONDS)
    return float(seconds.value) if seconds else 0


def _take(steps: dict[str, Step], key: str, kind: dg.DagsterEventType, at: float, made_late: float = 0) -> None:
    """Put a moment where it belongs; those that do not come (a step without inputs) are that of the one before."""
    if kind == KIND.STEP_START:
        steps[key] = Step(at, at, at, at, at)
    elif key in steps:
        step = steps[key]
        if kind == KIND.LOADED_INPUT:
            step.read = step.computed = step.stored = at
        elif kind == KIND.STEP_OUTPUT and step.stored == step.computed:  # nothing stored yet: checks come one by one
            step.computed = step.stored = at
        elif kind == KIND.HANDLED_OUTPUT:
            step.stored = at
        step.made_late += made_late
        step.ended = at


def lunar(warehouse: Path, scale: str, *arguments: str, **more: str) -> float:
    """Seconds that a command of `lunar` takes, interpreter and imports included."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
    given = {"LUNAR_WAREHOUSE": str(warehouse), "LUNAR_SCALE": scale, **more}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "lunar_assets.cli", *arguments],
        env=kept | given,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"lunar {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}{done.stdout}")
    return time.perf_counter() - started


def measured(folder: Path, scale: str) -> Iterator[results.Row]:
    """What is measured, how much it is, and what was wanted; each as soon as it is known."""
    warehouse = folder / "warehouse"
    whole = lunar(warehouse, scale, "run", "--replicates", "0")
    full = last_run(warehouse / "dagster")
    peak = resident_gb(resource.getrusage(resource.RUSAGE_CHILDREN))
    yield results.target("the whole pipeline, from upstream files to the publication, s", whole, at_most=180)
    yield results.target("its memory, GB", peak)
    yield results.target("of its seconds: computing, in assets and checks", full.computing())
    yield results.target("reading, writing and publishing", full.storing())
    yield results.target("Dagster", full.dagster())
    besides = (full.storing() + full.dagster()) / full.seconds
    yield results.target("share of the last two, %", 100 * besides, at_most=15)
    again = lunar(warehouse, scale, "run", "--replicates", "0")
    yield results.target("the same again with nothing changed, s", again, at_most=10)
    refresh = lunar(warehouse, scale, "run", "--job", "glass_refresh")
    stages = last_run(warehouse / "dagster").of_stages(TO_THE_CUTOFF)
    yield results.target("a refresh of GLASS, s", refresh)
    yield results.target("its stages up to the cutoff, s", stages)
    share = stages / full.of_stages(TO_THE_CUTOFF)
    yield results.target("share of those of the whole pipeline, %", 100 * share, at_most=50)
    replicates = ("run", "--job", "repeated_evaluation", "--replicates", str(N_REPLICATES))
    alone = lunar(warehouse, scale, *replicates, LOKY_MAX_CPU_COUNT="1")
    one = last_run(warehouse / "dagster").steps["replicate"]
    together = lunar(warehouse, scale, *replicates, LOKY_MAX_CPU_COUNT="2")
    two = last_run(warehouse / "dagster").steps["replicate"]
    yield results.target(f"{N_REPLICATES} replicates, their summary and report in one process, s", alone)
    yield results.target("in two processes, s", together)
    ratio = (one.computed - one.read) / (two.computed - two.read)
    yield results.target("the replicates alone: times faster with two", ratio, at_least=1.7)


def main() -> None:
    """Measure and print, and write the table of a page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", choices=["small", "paper"], default="paper", help="size of the demo cohort")
    parser.add_argument("--page", type=Path, help="the page whose table is written anew")
    asked = parser.parse_args()
    rows: list[results.Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in measured(Path(folder), asked.scale):
            print("; ".join(f"{name}: {value}" for name, value in row.items() if value), flush=True)
            rows.append(row)
    if asked.page:
        table = results.markdown(pd.DataFrame(rows))
        results.fill(asked.page, {"pipeline": f"{results.machine()}\n\n{table}"})


if __name__ == "__main__":
    main()
