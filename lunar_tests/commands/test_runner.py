"""A run from the command line: Ctrl-C cancels it, and leaves nothing half done."""

import os
import signal

import dagster as dg
import pytest
from typer.testing import CliRunner

from lunar_assets.cli import app


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
