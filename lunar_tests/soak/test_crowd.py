"""Two full runs at once, ten readers, and a user who materialises in the UI: all in one warehouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from lunar_tests.upheaval.runs import Process, left_over, state
from lunar_tests.upheaval.ui import UI
from lunar_tests.upheaval.watch import Watch

pytestmark = pytest.mark.soak

READERS = 10


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crowd") / "warehouse"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a run gives that has everything to itself."""
    warehouse = tmp_path_factory.mktemp("alone") / "warehouse"
    Process(warehouse).end()
    return state(warehouse)


def publications(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:
        query = "select count(distinct published_at) from release.publications"
        return connection.execute(query).fetchall()[0][0]


@contextmanager
def readers(warehouse: Path) -> Iterator[list[tuple[int, int]]]:
    """Ten processes that read while the block runs; publications met and looks of each are in the list after it."""
    stop, met = warehouse.parent / "stop", []
    stop.unlink(missing_ok=True)
    script = ["-m", "lunar_tests.upheaval.reader", warehouse, stop]
    crowd = [Process(warehouse, [*script, str(seed)]) for seed in range(READERS)]
    try:
        yield met
    finally:
        stop.touch()
        found = [reader.end().output.splitlines() for reader in crowd]
    assert [line for runs, looks, *faults in found for line in faults] == []
    met += [(int(runs), int(looks)) for runs, looks in found]


def test_two_full_runs_at_once_in_a_new_warehouse_end_well(warehouse, alone):
    with Watch(warehouse) as watch:
        both = [Process(warehouse) for _ in range(2)]
        for run in both:
            run.end()
    assert watch.faults == []
    assert state(warehouse) == alone
    assert publications(warehouse) == 2 and left_over(warehouse) == []
    print(f"\ntwo runs at once: {' and '.join(f'{run.seconds:.0f} s' for run in both)}, {watch.looks} looks")


def test_ten_readers_see_the_old_publication_or_the_new_one_never_a_mix(warehouse, alone):
    former = publications(warehouse)
    with readers(warehouse) as met:
        run = Process(warehouse).end()
    assert publications(warehouse) == former + 1 and state(warehouse) == alone
    assert max(runs for runs, _ in met) == 2
    print(f"\nten readers and a run of {run.seconds:.0f} s: {sum(looks for _, looks in met)} looks, {met}")


def test_materialisations_in_the_ui_and_a_run_do_not_disturb_each_other(warehouse, alone):
    former = publications(warehouse)
    with UI(warehouse) as ui, readers(warehouse) as met:
        run = Process(warehouse)
        some = ui.launch("__ASSET_JOB", ["cohort/patients", "cohort/flow", "splits/assignments"])
        retrained = ui.launch("retrain")
        assert ui.end_of(some) == "SUCCESS"
        again = ui.launch("__ASSET_JOB", ["evaluation/metrics", "evaluation/curves"])
        assert (ui.end_of(retrained), ui.end_of(again)) == ("SUCCESS", "SUCCESS")
        run.end()
    assert publications(warehouse) == former + 2 and state(warehouse) == alone
    assert left_over(warehouse) == []
    print(f"\nthree runs of the UI beside one of {run.seconds:.0f} s: {sum(looks for _, looks in met)} looks, {met}")
