"""A disk that is full or turns read-only at each of the ten stages, and a machine with 2 GB of memory."""

import subprocess
from pathlib import Path

import pytest

from lunar_assets.settings import CHECKOUT
from lunar_assets.warehouse.contracts import STAGES
from lunar_tests.upheaval.memory import largest_child, limited
from lunar_tests.upheaval.runs import Process, files, left_over, state
from lunar_tests.upheaval.starving import FILLER

pytestmark = pytest.mark.soak

SAID = {"full": "could not be written: the disk of", "read-only": "may not be changed (Read-only file system)"}
TO_DO = {"full": "Make room there", "read-only": "not mounted read-only: change that"}
GIGABYTE = 10**9


def starve_at_each_stage(how: str, warehouse: Path, **settings: str) -> None:
    Process(warehouse, **settings).end()
    published = state(warehouse)
    print(f"\nthe disk is {how} when a stage begins to write:")
    for stage in STAGES:
        good = files(warehouse, but=["dagster", "work.duckdb"])
        starved = Process(warehouse, ["-m", "lunar_tests.upheaval.starving", how, stage], **settings).end(None)
        if how == "full":
            (warehouse / FILLER).unlink()
        now = files(warehouse, but=["dagster", "work.duckdb"])
        assert {path for path in good if now.get(path) != good[path]} == set(), stage
        assert state(warehouse) == published, stage
        if how == "read-only":
            subprocess.run(["mount", "-o", "remount,rw", warehouse], check=True)
        assert starved.process.returncode in (1, 2), f"{stage}\n{starved.output}"
        assert SAID[how] in starved.output and TO_DO[how] in starved.output, f"{stage}\n{starved.output}"
        assert "Traceback" not in starved.output, f"{stage}\n{starved.output}"
        said = next(line for line in starved.output.splitlines() if SAID[how] in line)
        print(f"{stage:12} after {starved.seconds:4.0f} s: {said.replace(str(warehouse), 'warehouse')[:150]}")
    Process(warehouse, **settings).end()
    assert state(warehouse) == published and left_over(warehouse) == []


def test_a_full_disk_at_any_stage_leaves_the_last_publication(mount):
    """The databases of Dagster are on the same disk."""
    starve_at_each_stage("full", mount("size=1g"))


def test_a_disk_that_turns_read_only_at_any_stage_leaves_the_last_publication(mount, tmp_path):
    """The databases of Dagster are elsewhere: a disk on which files are open for writing cannot be turned."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "dagster.yaml").symlink_to(CHECKOUT / "dagster.yaml")
    starve_at_each_stage("read-only", mount("size=1g"), DAGSTER_HOME=str(home))


@pytest.mark.parametrize("cores", ["2", "8"])
def test_two_gigabytes_of_memory_are_enough_for_the_demo(tmp_path, cores):
    """With the repeated evaluation, that is processes side by side, one a core."""
    with limited(2 * GIGABYTE) as group:
        if group is None:
            pytest.skip("no control group with a memory limit is allowed here")
        run = Process(
            tmp_path / "warehouse",
            ["-m", "lunar_assets.cli", "run"],
            before=group.command,
            LOKY_MAX_CPU_COUNT=cores,
        ).end()
    print(
        f"\n{cores} cores: the demo in 2 GB takes {run.seconds:.0f} s; all processes together held at most "
        f"{group.peak / 1e6:.0f} MB, one alone {largest_child() / 1e6:.0f} MB"
    )
