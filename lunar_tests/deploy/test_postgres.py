"""Runs, events, schedules and sensors in PostgreSQL, by `deploy/dagster.yaml`."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from lunar_tests.deploy.homes import Home
from lunar_tests.deploy.postgres import INITDB, NONE, Postgres
from lunar_tests.upstream.daemon import Daemon
from lunar_tests.upstream.datahub import SMALL, Datahub
from lunar_tests.upstream.history import HISTORY
from lunar_tests.upstream.hosts import Hosts

pytestmark = [pytest.mark.pipeline, pytest.mark.skipif(INITDB is None, reason=NONE)]


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture
def home(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Home:
    """A Dagster home of its own with an empty database, as a user makes it; beside an empty warehouse."""
    database = f"of_{request.node.name}"[:60]
    home = Home(tmp_path, server.database(database))
    for name, value in home.settings.items():
        monkeypatch.setenv(name, value)
    return home


def test_two_runs_at_once_begin_with_an_empty_database_and_are_recorded_whole(home, server):
    runs = [home.launch("--assets", "group:raw", "--partition", partition) for partition in ("tcga", "glass")]
    assert [run.wait(300) for run in runs] == [0, 0], home.output
    with dg.DagsterInstance.from_config(str(home.folder)) as instance:
        recorded = instance.get_runs()
        assert [run.status for run in recorded] == [dg.DagsterRunStatus.SUCCESS] * 2
        assert {run.tags["dagster/partition"] for run in recorded} == {"tcga", "glass"}
        for run in recorded:
            stats = {step.step_key: step.status.value for step in instance.get_run_step_stats(run.run_id)}
            assert len(stats) > 10 and set(stats.values()) == {"SUCCESS"}
        assert instance.get_materialized_partitions(dg.AssetKey(["raw", "clinical"])) == {"tcga", "glass"}
    assert not [path.name for path in home.folder.iterdir() if path.name in ("history", "schedules")]


def test_the_commands_use_the_home_of_the_user(home):
    ran = home.lunar("run", "--job", "retrain")
    assert ran.returncode == 1 and "splits/assignments has not been materialised" in ran.stderr, ran.stderr
    with dg.DagsterInstance.from_config(str(home.folder)) as instance:
        (run,) = instance.get_runs()
    assert (run.job_name, run.status) == ("retrain", dg.DagsterRunStatus.FAILURE)
    assert run.run_id in ran.stderr
    status = home.lunar("status")
    assert status.returncode == 1 and "Nothing has been published" in status.stdout, status.stderr
    assert not (home.warehouse / "dagster").exists()


def test_a_sensor_keeps_its_cursor_there(home, server, tmp_path):
    hosts, datahub = Hosts(tmp_path), Datahub(SMALL)
    datahub.serve(hosts)
    commit, changed = HISTORY[0]
    datahub.release(commit, {path: f"{path} as of {commit}".encode() for path in changed})
    settings = {**hosts.environment, **home.settings, "LUNAR_SOURCE": "public"}
    with Daemon(home.warehouse, "lunar_tests.upstream.small_definitions", settings, home=home.folder) as daemon:
        daemon.wait_for("a run", lambda: [run for run in daemon.runs() if run.is_finished], seconds=120)
        daemon.wait_for("a look after it", lambda: "which is published" in daemon.last_reason(), seconds=60)
        (run,) = daemon.runs()
    hosts.close()
    assert run.status is dg.DagsterRunStatus.SUCCESS
    kept = server.rows(home.settings["DAGSTER_POSTGRES_DB"], "select instigator_body from instigators")
    assert any("glass_release" in body and commit in body for (body,) in kept), kept


def test_a_wrong_password_is_told_and_shown_nowhere(home):
    ran = home.lunar("run", "--job", "retrain", DAGSTER_POSTGRES_PASSWORD="not-the-password")
    assert ran.returncode != 0
    assert "password authentication failed" in ran.stderr + ran.stdout
    assert "not-the-password" not in ran.stderr + ran.stdout
