"""A run from the command line: Ctrl-C cancels it, and leaves nothing half done; a full disk is told of."""

import os
import signal
import sqlite3
from collections import namedtuple
from contextlib import contextmanager

import dagster as dg
import pytest
from rich.console import Console
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_assets.commands.runner import run_job
from lunar_assets.errors import StorageError
from lunar_assets.settings import Settings


@pytest.fixture
def ctrl_c(own_warehouse, monkeypatch):
    """`lunar run` on the demo cohort, with Ctrl-C while a step makes its files."""

    def interrupted(folder, **_):
        folder.with_name(f".{folder.name}-half").mkdir()
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setenv("DAGSTER_HOME", str(own_warehouse / "dagster"))
    monkeypatch.setattr("lunar_assets.raw.demo.write.write_demo", interrupted)
    return CliRunner().invoke(app, ["run"])


def test_ctrl_c_ends_with_130_and_says_what_stands(ctrl_c):
    assert ctrl_c.exit_code == 130
    assert "is cancelled and has published nothing" in ctrl_c.output


def test_an_interrupted_run_is_cancelled_for_the_ui_too(ctrl_c):
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs()
    assert run.status is dg.DagsterRunStatus.CANCELED


def test_nothing_half_done_is_left(ctrl_c, own_warehouse):
    made = [path.name for path in own_warehouse.rglob("*") if path.is_file() and "dagster" not in path.parts]
    assert not [name for name in made if name.endswith((".parquet", ".duckdb", ".json")) or ".partial" in name]


def test_a_full_disk_is_told_though_there_is_room_again_when_the_databases_are_closed(own_warehouse, monkeypatch):
    free = [0]

    @contextmanager
    def makes_room(*_):
        try:
            yield lambda _: None
        finally:
            free[0] = 4 * 2**20  # SQLite folds its log into the file and removes it

    def full(*_, **__):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setenv("DAGSTER_HOME", str(own_warehouse / "dagster"))
    monkeypatch.setattr("lunar_assets.commands.runner.held_open", makes_room)
    monkeypatch.setattr("lunar_assets.disk.shutil.disk_usage", lambda _: namedtuple("Usage", "free")(free[0]))
    monkeypatch.setattr(dg.JobDefinition, "execute_in_process", full)
    with pytest.raises(StorageError, match="disk of .* is full"):
        run_job("retrain", Settings.from_environment(), Console(quiet=True))
    assert free[0]
