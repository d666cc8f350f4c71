"""`kill -9` at twenty random moments of a full run, in a new warehouse and in one that has published before."""

import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lunar_tests.upheaval.runs import Process, left_over, state
from lunar_tests.upheaval.watch import Watch

pytestmark = pytest.mark.soak

KILLS = 20
SEED = 5
ONE_CORE = {"OMP_NUM_THREADS": "1", "LOKY_MAX_CPU_COUNT": "1"}
"""Two lanes of runs share the machine; the number of threads and processes changes no table (`test_executors`)."""


def stage_of(warehouse: Path) -> str:
    """The stage whose table was written last."""
    written = [path for path in warehouse.glob("*/**/*.parquet*") if "dagster" not in path.parts]
    last = max(written, key=lambda path: path.stat().st_mtime, default=None)
    return last.relative_to(warehouse).parts[0] if last else "none yet"


def kill_and_run_again(warehouse: Path, seconds: float, expected: dict[str, str]) -> str:
    """Kill a run after so many seconds, let the next one end, and say what was found on the way."""
    with Watch(warehouse) as watch:
        killed = Process(warehouse, **ONE_CORE)
        time.sleep(seconds)
        killed.kill()
        stage, torn = stage_of(warehouse), left_over(warehouse)
        published = warehouse / "lunar.duckdb"
        assert not published.exists() or state(warehouse) == expected
        again = Process(warehouse, **ONE_CORE).end()
    assert watch.faults == []
    assert state(warehouse) == expected
    assert left_over(warehouse) == []
    return (
        f"killed after {seconds:6.1f} s, last written {stage:12} half files {len(torn)}, "
        f"next run {again.seconds:5.0f} s, looks at the catalogues {watch.looks}"
    )


def test_a_run_after_a_kill_ends_as_if_there_had_been_none(tmp_path):
    published, other = tmp_path / "published", tmp_path / "other"
    undisturbed = [Process(warehouse, **ONE_CORE) for warehouse in (published, other)]  # as slow as the lanes will be
    length = min(run.end().seconds for run in undisturbed)
    expected = state(published)
    assert state(other) == expected
    shutil.rmtree(other)
    draw = random.Random(SEED)
    moments = [draw.uniform(0, 0.95) * length for _ in range(KILLS)]

    def in_new_warehouses(moments: list[float]) -> list[str]:
        found = []
        for number, seconds in enumerate(moments):
            warehouse = tmp_path / f"new{number}"
            found.append(kill_and_run_again(warehouse, seconds, expected))
            shutil.rmtree(warehouse)
        return found

    def in_one_that_has_published(moments: list[float]) -> list[str]:
        return [kill_and_run_again(published, seconds, expected) for seconds in moments]

    with ThreadPoolExecutor(2) as pool:
        new = pool.submit(in_new_warehouses, moments[::2])
        old = pool.submit(in_one_that_has_published, moments[1::2])
    print(f"\nundisturbed: {length:.0f} s, {len(expected)} tables and partitions")
    print("\n".join(["new warehouse", *new.result(), "published before", *old.result()]))
