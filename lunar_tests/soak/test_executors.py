"""One process or many, one thread or several: the same tables and the same weights."""

from pathlib import Path

import duckdb
import pytest

from lunar_tests.upheaval.runs import Process, left_over, state

pytestmark = pytest.mark.soak

PROCESSES = ["-c", "from lunar_tests.upheaval.processes import main; main()"]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `lunar run` gives in one process, with as many threads as the libraries take."""
    warehouse = tmp_path_factory.mktemp("usual") / "warehouse"
    print(f"\nin one process: {Process(warehouse).end().seconds:.0f} s")
    return warehouse


def weights(warehouse: Path) -> dict[str, str]:
    """Hash of the fitted arrays of every model."""
    with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:
        return dict(connection.execute("select model, weights_hash from models.runs").fetchall())


def test_a_process_for_every_step_gives_the_same_tables_and_weights(usual, tmp_path):
    run = Process(tmp_path / "warehouse", PROCESSES).end()
    print(f"\na process a step, two at a time: {run.seconds:.0f} s; {run.output.splitlines()[-1]}")
    assert state(tmp_path / "warehouse") == state(usual)
    assert weights(tmp_path / "warehouse") == weights(usual)
    assert left_over(tmp_path / "warehouse") == []


@pytest.mark.parametrize("threads", ["1", "2", "4"])
def test_the_number_of_threads_changes_nothing(usual, tmp_path, threads):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    run = Process(tmp_path / "warehouse", **{name: threads for name in names}).end()
    print(f"\nwith {threads} threads: {run.seconds:.0f} s")
    assert state(tmp_path / "warehouse") == state(usual)
    assert weights(tmp_path / "warehouse") == weights(usual)
