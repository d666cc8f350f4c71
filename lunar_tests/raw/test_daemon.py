"""The release sensor under a real daemon: years of upstream in a minute, with failures, and one run a release."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from lunar_assets.raw.datahub import MASTER_URL
from lunar_tests.upstream.answers import status
from lunar_tests.upstream.daemon import Daemon
from lunar_tests.upstream.datahub import SMALL, Datahub
from lunar_tests.upstream.history import HISTORY, MUTATIONS
from lunar_tests.upstream.hosts import Hosts
from lunar_tests.upstream.small_definitions import BROKEN

pytestmark = pytest.mark.pipeline

LAST_YEARS = HISTORY[2:]
"""With the one commit that changed nothing; `make soak` replays all of them with the whole pipeline."""
SUCCESS, FAILURE = dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[tuple[Hosts, Datahub]]:
    hosts, datahub = Hosts(tmp_path), Datahub(SMALL)
    datahub.serve(hosts)
    yield hosts, datahub
    hosts.close()


def test_one_run_a_release_a_retry_after_failure_and_a_reason_when_upstream_is_down(upstream, tmp_path):
    hosts, datahub = upstream
    environment = hosts.environment | {"LUNAR_SOURCE": "public"}
    with Daemon(tmp_path / "warehouse", "lunar_tests.upstream.small_definitions", environment) as daemon:

        def ended(number: int) -> None:
            daemon.wait_for(f"run {number}", lambda: sum(r.is_finished for r in daemon.runs()) >= number, seconds=120)

        def seen() -> None:
            daemon.wait_for("a look", lambda: datahub.master[:12] in daemon.last_reason(), seconds=60)

        expected = 0
        for number, (commit, changed) in enumerate(LAST_YEARS):
            datahub.release(commit, {path: f"{path} as of {number}".encode() for path in changed})
            expected += bool(changed)
            ended(expected)
            seen()
            assert len(daemon.runs()) == expected, commit
        history = daemon.runs()

        hosts.answers[MASTER_URL] = status(503)
        datahub.release("while nobody can look", {MUTATIONS: b"after the history"})
        daemon.wait_for("a reason", lambda: "Upstream could not be asked" in daemon.last_reason(), seconds=60)
        assert len(daemon.runs()) == expected

    (tmp_path / BROKEN).touch()
    del hosts.answers[MASTER_URL]
    datahub.release("broken", {MUTATIONS: b"broken"})
    with Daemon(tmp_path / "warehouse", "lunar_tests.upstream.small_definitions", environment) as daemon:
        ended(expected + 2)
        (tmp_path / BROKEN).unlink()
        daemon.wait_for("a success", lambda: daemon.runs()[-1].status is SUCCESS, seconds=120)
        seen()
        retried = daemon.runs()[expected:]

    assert [run.job_name for run in history] == ["full_refresh"] + ["glass_refresh"] * 2
    assert {run.status for run in history} == {SUCCESS}
    assert len({run.tags["lunar/release"] for run in history}) == 3
    assert [run.tags["dagster/run_key"].endswith(":1") for run in history] == [True] * 3
    assert [run.status for run in retried[:-1]] == [FAILURE] * (len(retried) - 1) and len(retried) >= 3
    assert [run.tags["lunar/attempt"] for run in retried] == [str(n + 1) for n in range(len(retried))]
    assert len({run.tags["lunar/release"] for run in retried}) == 1
