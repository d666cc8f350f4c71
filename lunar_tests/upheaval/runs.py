"""Runs in processes of their own that can be killed with all their children, and what the users of a warehouse see."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from lunar_assets.warehouse.aside import leftovers

RUN = ["-m", "lunar_assets.cli", "run", "--force", "--replicates", "0"]
LAST = (
    "select table_name || '/' || partition, content_hash from release.publications "
    "where published_at = (select max(published_at) from release.publications)"
)


def environment(warehouse: Path, **settings: str) -> dict[str, str]:
    """The environment of a user of a warehouse."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
    return kept | {"LUNAR_WAREHOUSE": str(warehouse), "COLUMNS": "1000", **settings}


class Process:
    """A Python process of a group of its own, its output in a file beside the warehouse.

    Attributes:
        seconds: How long it took; once it has ended.
    """

    def __init__(
        self,
        warehouse: Path,
        arguments: Sequence[str | Path] = RUN,
        *,
        before: Sequence[str] = (),
        **settings: str,
    ) -> None:
        self.log = warehouse.parent / f"{warehouse.name}-{time.time_ns()}.txt"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.begun, self.seconds = time.monotonic(), 0.0
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*before, sys.executable, *arguments],
                env=environment(warehouse, **settings),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """`kill -9` of the whole group; it must still be at work."""
        assert self.running, f"it ended before it could be killed\n{self.output}"
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self, expected: int | None = 0, *, seconds: float = 1800) -> "Process":
        """Wait until it has ended, with the expected code."""
        code = self.process.wait(seconds)
        self.seconds = time.monotonic() - self.begun
        assert expected in (None, code), f"ended with {code}\n{self.output}"
        return self


def state(warehouse: Path) -> dict[str, str]:
    """Content of every published table, by name."""
    with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:
        return dict(connection.execute(LAST).fetchall())


def left_over(warehouse: Path) -> list[Path]:
    """All temporary files of a warehouse, by whatever sign; parts of downloads are kept on purpose."""
    signs = ("*.partial*", "*.wal", "*.tmp")
    found = {path for sign in signs for path in warehouse.rglob(sign)} | set(leftovers(warehouse))
    found |= set((warehouse / "raw" / "sources").glob(".demo-*"))
    return sorted(path for path in found if warehouse / "raw/sources/public" not in path.parents)


def files(warehouse: Path, *, but: Sequence[str] = ("dagster",)) -> dict[Path, bytes]:
    """Content of every file of a warehouse, without folders that hold no results."""
    there = (path for path in warehouse.rglob("*") if path.is_file())
    return {
        path: path.read_bytes()
        for path in there
        if path.relative_to(warehouse).parts[0] not in but and path.suffix != ".lock"
    }
