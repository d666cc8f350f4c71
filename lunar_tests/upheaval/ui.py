"""The UI as `make ui` starts it, and what a user does there: launch a run and look how it ended."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lunar_assets.settings import CHECKOUT
from lunar_tests.upheaval.runs import environment

LAUNCH = """
mutation ($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } }
  }
}
"""
STATUS = "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
PLACES = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
ENDED = {"SUCCESS", "FAILURE", "CANCELED"}


class UI:
    """Web server and daemon over a warehouse; `with` starts and stops them."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.log = warehouse.parent / "ui.txt"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self) -> "UI":
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("dg"), "dev", "--host", "127.0.0.1", "--port", str(self.port)],
                env=environment(self.warehouse, DAGSTER_HOME=str(self.warehouse / "dagster")),
                cwd=CHECKOUT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_heed_interrupts,
            )
        self._wait_until_there()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def launch(self, job: str, assets: Sequence[str] = ()) -> str:
        """Launch a job, or some assets of it; the id of the run."""
        selector: dict[str, Any] = {**self.place, "jobName": job}
        if assets:
            selector["assetSelection"] = [{"path": asset.split("/")} for asset in assets]
        params = {"selector": selector, "runConfigData": {}, "executionMetadata": {"tags": []}}
        launched = self.ask(LAUNCH, params=params)["launchPipelineExecution"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        return launched["run"]["runId"]

    def end_of(self, run_id: str, *, seconds: float = 1800) -> str:
        """The status that a run ended with."""
        until = time.monotonic() + seconds
        while (status := self.ask(STATUS, id=run_id)["runOrError"]["status"]) not in ENDED:
            assert time.monotonic() < until, f"{run_id} is {status}\n{self.log.read_text()[-3000:]}"
            time.sleep(1)
        return status

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/graphql", body, headers)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(request, timeout=120) as answer:
            answered = json.load(answer)
        assert "errors" not in answered, answered["errors"]
        return answered["data"]

    def _wait_until_there(self) -> None:
        until = time.monotonic() + 300
        while True:
            assert self.process.poll() is None, f"the UI ended\n{self.log.read_text()[-3000:]}"
            assert time.monotonic() < until, f"the UI does not answer\n{self.log.read_text()[-3000:]}"
            try:
                nodes = self.ask(PLACES)["repositoriesOrError"]["nodes"]
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                nodes = []
            if nodes:
                node = nodes[0]
                self.place = {"repositoryLocationName": node["location"]["name"], "repositoryName": node["name"]}
                return
            time.sleep(1)


def _heed_interrupts() -> None:
    """Ctrl-C is ignored by what a shell started in the background, tests among it, and by all that these start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
