"""A real Dagster daemon in a process of its own, and what its instance knows of runs and ticks."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import dagster as dg

from lunar_assets.settings import CHECKOUT


class Daemon:
    """The daemon over a module of definitions; `with` starts and stops it.

    Attributes:
        warehouse: Root of the warehouse.
        home: Where the instance lies: the folder `dagster` of the warehouse, unless another one is named.
    """

    def __init__(self, warehouse: Path, module: str, environment: Mapping[str, str], home: Path | None = None) -> None:
        self.warehouse, self.module, self.home = warehouse, module, home or warehouse / "dagster"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
        self.environment = kept | {"LUNAR_WAREHOUSE": str(warehouse), **environment}
        self.log = warehouse.parent / "daemon.txt"

    def __enter__(self) -> "Daemon":
        self.home.mkdir(parents=True, exist_ok=True)
        if not (self.home / "dagster.yaml").exists():
            (self.home / "dagster.yaml").symlink_to(CHECKOUT / "dagster.yaml")
        self.environment["DAGSTER_HOME"] = str(self.home)
        # made before the daemon starts: two processes that make the same database at once break it
        self.instance = dg.DagsterInstance.from_config(str(self.home))
        self.instance.all_instigator_state()
        command = [sys.executable, "-m", "dagster._daemon", "run", "-m", self.module]
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            cwd=CHECKOUT,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.instance.dispose()

    def runs(self) -> list[dg.DagsterRun]:
        """All runs, oldest first."""
        return [record.dagster_run for record in self.instance.get_run_records(ascending=True)]

    def process_of(self, run: dg.DagsterRun) -> int:
        """Id of the process that works on a run."""
        events = self.instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
        metadata = [event.get_dagster_event().engine_event_data.metadata for event in events]
        return int(next(str(one["pid"].value) for one in metadata if "pid" in one))

    def last_reason(self) -> str:
        """What the last tick of the sensor that did nothing gave as its reason."""
        (state,) = [one for one in self.instance.all_instigator_state() if one.name == "glass_release"]
        ticks = self.instance.get_ticks(state.instigator_origin_id, state.selector_id, limit=20)
        return next((tick.skip_reason for tick in ticks if tick.skip_reason), "")

    def wait_for(self, what: str, condition: Callable[[], object], *, seconds: float) -> None:
        """Wait until a condition holds; fails with the end of the daemon's log if it does not in time."""
        until = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"the daemon ended\n{self.log.read_text()[-3000:]}"
            assert time.monotonic() < until, f"{what} did not come\n{self.runs()}\n{self.log.read_text()[-3000:]}"
            time.sleep(0.5)
