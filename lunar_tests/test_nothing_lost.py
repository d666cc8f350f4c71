"""Killed, crowded and starved, in seconds: publications of a few rows in place of runs; `make soak` has the whole."""

import random
import shutil
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from lunar_assets.errors import StorageError
from lunar_assets.raw.demo_source import demo_folder
from lunar_assets.raw.listener import Listener
from lunar_assets.warehouse.store import Store
from lunar_tests.conftest import LUNAR
from lunar_tests.upheaval.runs import Process, environment, files, left_over
from lunar_tests.upheaval.small import everything_once, publish_once
from lunar_tests.upheaval.watch import Watch

SMALL = ["-m", "lunar_tests.upheaval.small"]
READER = ["-m", "lunar_tests.upheaval.reader"]


def last_number(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:
        return connection.execute("select bytes - 1 from raw.files").fetchall()[0][0]


def wait_for_a_publication(process: Process) -> None:
    while not process.output:
        assert process.running, process.output
        time.sleep(0.05)


@pytest.mark.parametrize("seed", range(2))
def test_after_a_kill_at_any_moment_the_next_publication_leaves_no_half_file(tmp_path, seed):
    warehouse = tmp_path / "warehouse"
    moments = random.Random(seed)
    with Watch(warehouse) as watch:
        for number in (100, 200):
            publishing = Process(warehouse, [*SMALL, warehouse, tmp_path / "stop", str(number)])
            wait_for_a_publication(publishing)
            time.sleep(moments.uniform(0, 1))
            publishing.kill()
            assert number <= last_number(warehouse) < number + 100
    assert watch.faults == []
    everything_once(Store(warehouse), 300)
    assert left_over(warehouse) == [] and last_number(warehouse) == 300
    assert (warehouse / "report" / "index.html").read_text() == "publication 300"


def test_two_that_publish_and_three_that_read_do_not_disturb_each_other(tmp_path):
    warehouse, stop = tmp_path / "warehouse", tmp_path / "stop"
    everything_once(Store(warehouse), 0)
    with Watch(warehouse) as watch:
        publishing = [Process(warehouse, [*SMALL, warehouse, stop, first]) for first in ("100", "200")]
        reading = [Process(warehouse, [*READER, warehouse, stop, str(seed)]) for seed in range(3)]
        for process in publishing:
            wait_for_a_publication(process)
        time.sleep(3)
        stop.touch()
        made = [len(process.end().output.split()) for process in publishing]
        found = [process.end().output.splitlines() for process in reading]
    assert watch.faults == []
    assert [fault for _, _, *faults in found for fault in faults] == []
    with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:
        listed = connection.execute("select count(distinct run_id) from release.publications").fetchall()
    assert listed == [(1 + sum(made),)]
    everything_once(Store(warehouse), 300)
    assert left_over(warehouse) == []


@pytest.mark.parametrize("kilobytes", [0, 4, 16, 64, 128, 256, 1024])
def test_a_publication_that_finds_too_little_room_leaves_the_last_one(mount, kilobytes):
    store = Store(mount("size=8m"))
    publish_once(store, 0)
    good = files(store.root)
    filler = store.root / "filler"
    with filler.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096) == 4096 and shutil.disk_usage(store.root).free > kilobytes * 1024:
            pass
    try:
        publish_once(store, 1)
    except StorageError as error:
        assert "is full" in str(error)
        assert {path for path, content in good.items() if path.read_bytes() != content} == set()
        assert last_number(store.root) == 0
    else:
        assert last_number(store.root) == 1
    assert left_over(store.root) == []
    filler.unlink()
    everything_once(store, 2)
    assert last_number(store.root) == 2 and left_over(store.root) == []


def test_half_a_demo_cohort_of_a_killed_run_goes_when_the_next_one_asks_for_it(tmp_path, monkeypatch):
    monkeypatch.setattr("lunar_assets.raw.demo.write.write_demo", lambda folder, **_: folder.mkdir())
    made = demo_folder(tmp_path, seed=1, scale="small", listener=Listener()).root
    left = tmp_path / f".{made.name}-x1y2z3" / made.name / "hgnc"
    left.mkdir(parents=True)
    demo_folder(tmp_path, seed=1, scale="small", listener=Listener())
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [made.name]


def test_a_warehouse_on_a_read_only_disk_is_refused_before_anything_else(mount):
    warehouse = mount("size=1m")
    subprocess.run(["mount", "-o", "remount,ro", warehouse], check=True)
    done = subprocess.run([*LUNAR, "run"], env=environment(warehouse), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "StorageError" in done.stderr and f"{warehouse} may not be changed (Read-only file system)" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_warehouse_that_is_a_file_is_refused_before_anything_else(tmp_path):
    (tmp_path / "warehouse").write_bytes(b"")
    command = [*LUNAR, "run"]
    settings = environment(tmp_path / "warehouse")
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "warehouse is no folder and cannot be made one (File exists)" in done.stderr


def test_three_commands_at_once_make_one_instance(tmp_path):
    """Dagster by itself breaks databases that two processes begin with at once, for good."""
    code = (
        "import time, sys\n"
        "from lunar_assets.commands.instance import dagster_home\n"
        "from lunar_assets.settings import Settings\n"
        "import dagster as dg\n"
        "time.sleep(max(0.0, float(sys.argv[1]) - time.time()))\n"
        "dagster_home(Settings.from_environment())\n"
        "with dg.DagsterInstance.get() as instance:\n"
        "    instance.get_runs_count(), instance.all_asset_keys(), instance.all_instigator_state()\n"
    )
    begin = str(time.time() + 5)
    commands = [Process(tmp_path / "warehouse", ["-c", code, begin]) for _ in range(3)]
    for command in commands:
        command.end()
    assert left_over(tmp_path / "warehouse") == []
