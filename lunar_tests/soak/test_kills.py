"""`kill -9` at twenty random moments of a full run, in a new warehouse and in one that has published before."""

import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from lunar_tests.upheaval.runs import Process, left_over, state
from lunar_tests.upheaval.watch import Watch

pytestmark = pytest.mark.soak

KILLS = 20
SEED = 5
MORE_SECONDS = 5
"""Most steps take less, so that a kill meets a step, what it stores, its checks, or the next one. Near the end of a run
it is less: what is killed has to be at work."""
ONE_CORE = {"OMP_NUM_THREADS": "1", "LOKY_MAX_CPU_COUNT": "1"}
"""Two lanes of runs share the machine; the number of threads and processes changes no table (`test_executors`)."""


class Moment(NamedTuple):
    """So long after a run has stored so many versions of tables: other work on the machine does not move it."""

    n_versions: int
    more_seconds: float


def versions(warehouse: Path) -> set[Path]:
    """All stored versions of tables."""
    return {path for path in warehouse.glob("*/**/*.parquet") if "dagster" not in path.parts}


def stage_of(warehouse: Path) -> str:
    """The stage whose table was stored last."""
    last = max(versions(warehouse), key=lambda path: path.stat().st_mtime, default=None)
    return last.relative_to(warehouse).parts[0] if last else "none yet"


def kill_and_run_again(warehouse: Path, moment: Moment, expected: dict[str, str]) -> str:
    """Kill a run at a moment, let the next one end, and say what was found on the way."""
    there = versions(warehouse)
    with Watch(warehouse) as watch:
        killed = Process(warehouse, **ONE_CORE)
        while killed.running and len(versions(warehouse) - there) < moment.n_versions:
            time.sleep(0.1)
        time.sleep(moment.more_seconds)
        killed.kill()
        stage, torn = stage_of(warehouse), left_over(warehouse)
        published = warehouse / "lunar.duckdb"
        assert not published.exists() or state(warehouse) == expected
        again = Process(warehouse, **ONE_CORE).end()
    assert watch.faults == []
    assert state(warehouse) == expected
    assert left_over(warehouse) == []
    return (
        f"killed {moment.more_seconds:4.1f} s after version {moment.n_versions:3}, last stored {stage:12} "
        f"half files {len(torn)}, "
        f"next run {again.seconds:5.0f} s, looks at the catalogues {watch.looks}"
    )


def test_a_run_after_a_kill_ends_as_if_there_had_been_none(tmp_path):
    published, other = tmp_path / "published", tmp_path / "other"
    running = [Process(warehouse, **ONE_CORE) for warehouse in (published, other)]
    undisturbed = [run.end() for run in running]
    expected, n_versions = state(published), len(versions(published))
    assert state(other) == expected
    shutil.rmtree(other)
    draw = random.Random(SEED)
    shares = [draw.random() for _ in range(KILLS)]
    moments = [Moment(int(share * n_versions), draw.uniform(0, MORE_SECONDS) * (1 - share)) for share in shares]

    def in_new_warehouses(moments: list[Moment]) -> list[str]:
        found = []
        for number, moment in enumerate(moments):
            warehouse = tmp_path / f"new{number}"
            found.append(kill_and_run_again(warehouse, moment, expected))
            shutil.rmtree(warehouse)
        return found

    def in_one_that_has_published(moments: list[Moment]) -> list[str]:
        return [kill_and_run_again(published, moment, expected) for moment in moments]

    with ThreadPoolExecutor(2) as pool:
        new = pool.submit(in_new_warehouses, moments[::2])
        old = pool.submit(in_one_that_has_published, moments[1::2])
    seconds = ", ".join(f"{run.seconds:.0f} s" for run in undisturbed)
    print(f"\nundisturbed: {seconds}, {n_versions} versions, {len(expected)} tables and partitions")
    print("\n".join(["new warehouse", *new.result(), "published before", *old.result()]))
