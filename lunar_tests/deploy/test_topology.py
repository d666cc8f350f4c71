"""What `deploy/docker-compose.yaml` starts, started as processes: its commands, settings, instance and workspace.

Other than in the containers are addresses, ports and folders. Images, volumes and networks are not tried by this.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from lunar_assets.settings import CHECKOUT
from lunar_tests.deploy.compose import Compose
from lunar_tests.deploy.postgres import INITDB, NONE, Postgres
from lunar_tests.upheaval.ui import UI

pytestmark = [pytest.mark.pipeline, pytest.mark.skipif(INITDB is None, reason=NONE)]

PROGRAMS = Path(sys.executable).parent
RAW = ["raw/clinical", "raw/expression", "raw/mutations", "raw/genes", "raw/published", "raw/files"]


class Topology(UI):
    """Code location, web server and daemon; `with` starts them in the order of the file, and stops them."""

    def __init__(self, place: Path, database: dict[str, str]) -> None:
        super().__init__(place / "local")
        self.place, self.processes = place, []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.code_port = free.getsockname()[1]
        self.home = self.warehouse / "dagster"
        self.home.mkdir(parents=True)
        for name, folder in (("dagster.yaml", self.home), ("workspace.yaml", place)):  # volumes of the file
            shutil.copy(CHECKOUT / "deploy" / name, folder)
        secrets = {"POSTGRES_PASSWORD": database["DAGSTER_POSTGRES_PASSWORD"], "S3_USER": "user", "S3_PASSWORD": "x"}
        self.compose = Compose(CHECKOUT / "deploy" / "docker-compose.yaml", secrets)
        self.here = database | {
            "DAGSTER_HOME": str(self.home),
            "DAGSTER_CODE_HOST": "127.0.0.1",
            "DAGSTER_CODE_PORT": str(self.code_port),
            "LUNAR_LOCAL": str(self.warehouse),
            "LUNAR_WAREHOUSE": str(self.warehouse),
        }

    def __enter__(self) -> "Topology":
        for service in ("code", "web", "daemon"):
            self.processes.append(self._start(service))
            if service == "code":
                self._wait_for_code()
        self.process = self.processes[1]
        self._wait_until_there()
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGINT)
        for process in self.processes:
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def _start(self, service: str) -> "subprocess.Popen[bytes]":
        there = {"0.0.0.0": "127.0.0.1", "4000": str(self.code_port), "3000": str(self.port)}
        program, *arguments = [there.get(word, word) for word in self.compose.command(service)]
        settings = self.compose.environment(service)
        assert self.here.keys() <= settings.keys(), "the test sets what the file does not"
        usual = {
            name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_", "AWS_"))
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [PROGRAMS / program, *arguments],
                env=usual | settings | self.here,
                cwd=self.place,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def _wait_for_code(self) -> None:
        """Until the healthcheck of the image is content."""
        until = time.monotonic() + 300
        check = [word.replace("4000", str(self.code_port)) for word in self.compose.image_healthcheck]
        while subprocess.run([PROGRAMS / check[0], *check[1:]], capture_output=True, check=False).returncode:
            assert time.monotonic() < until, f"no code location\n{self.log.read_text()[-3000:]}"
            time.sleep(1)

    def healthcheck(self, service: str) -> int:
        """Exit code of what the file asks a service."""
        word, program, *arguments = self.compose.healthcheck(service)
        assert word == "CMD"
        arguments = [argument.replace(":3000", f":{self.port}") for argument in arguments]
        return subprocess.run([PROGRAMS / program, *arguments], env=os.environ | self.here, check=False).returncode


@pytest.fixture(scope="module")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    with Postgres() as server, Topology(tmp_path_factory.mktemp("compose"), server.database("dagster")) as topology:
        yield topology


def test_a_run_launched_by_graphql_succeeds_and_is_in_postgresql(topology, monkeypatch):
    run_id = topology.launch("full_refresh", RAW)
    assert topology.end_of(run_id, seconds=600) == "SUCCESS", topology.log.read_text()[-5000:]
    for name, value in topology.here.items():
        monkeypatch.setenv(name, value)
    with dg.DagsterInstance.from_config(str(topology.home)) as instance:
        assert type(instance.run_storage).__name__ == "PostgresRunStorage"
        (run,) = instance.get_runs()
        assert run.run_id == run_id and run.status is dg.DagsterRunStatus.SUCCESS
        assert instance.get_materialized_partitions(dg.AssetKey(["raw", "clinical"])) == {"tcga", "glass"}
    assert list((topology.warehouse / "raw" / "files").rglob("*.parquet"))


def test_the_healthchecks_are_content(topology):
    assert topology.healthcheck("web") == 0
    until = time.monotonic() + 120  # the daemon is well once each of its parts has been heard of
    while topology.healthcheck("daemon"):
        assert time.monotonic() < until, topology.log.read_text()[-3000:]
        time.sleep(2)
