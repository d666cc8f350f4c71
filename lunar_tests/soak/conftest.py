"""The upstream hosts with the files of a small cohort, and a platform that watches them by itself."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from lunar_assets.raw.demo.write import write_demo
from lunar_tests.upstream.daemon import Daemon
from lunar_tests.upstream.datahub import Datahub
from lunar_tests.upstream.hosts import Hosts


@dataclass
class Site:
    """A platform that has been left alone with its upstream.

    Attributes:
        hosts: The upstream hosts.
        datahub: Where GLASS is released.
        daemon: The daemon.
    """

    hosts: Hosts
    datahub: Datahub
    daemon: Daemon

    @property
    def warehouse(self) -> Path:
        return self.daemon.warehouse

    def rows(self, sql: str, parameters: Sequence[str] = ()) -> list[tuple]:
        with duckdb.connect(str(self.warehouse / "lunar.duckdb"), read_only=True) as connection:
            return connection.execute(sql, parameters).fetchall()

    def snapshots(self) -> list[Path]:
        return sorted((self.warehouse / "snapshots").glob("*.duckdb"))

    def published(self) -> list[str]:
        """Releases in the order of their publications."""
        if not (self.warehouse / "lunar.duckdb").exists():
            return []
        return [
            release
            for release, _ in self.rows("select distinct release, published_at from release.publications order by 2")
        ]

    def state(self) -> dict[str, str]:
        """What users see: content of every published table, and the report."""
        tables = dict(
            self.rows(
                "select table_name || '/' || partition, content_hash from release.publications "
                "where published_at = (select max(published_at) from release.publications)"
            )
        )
        page = hashlib.sha256((self.warehouse / "report" / "index.html").read_bytes()).hexdigest()
        return tables | {"page": page}

    def wait_for_runs(self, number: int, *, seconds: float = 900) -> list[dg.DagsterRun]:
        """All runs, once so many of them have ended."""
        ended = lambda: sum(run.is_finished for run in self.daemon.runs()) >= number  # noqa: E731
        self.daemon.wait_for(f"run {number}", ended, seconds=seconds)
        return self.daemon.runs()

    def wait_until_seen(self, *, seconds: float = 60) -> None:
        """Wait until the sensor has looked at the present commit and has nothing to ask for."""
        commit = self.datahub.master[:12]
        self.daemon.wait_for(f"a look at {commit}", lambda: commit in self.daemon.last_reason(), seconds=seconds)


@pytest.fixture(scope="module")
def upstream_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every upstream file of a small cohort, by path in the mirror layout."""
    folder = tmp_path_factory.mktemp("upstream") / "cohort"
    write_demo(folder, seed=42, scale="small")
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def site(upstream_files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    hosts, datahub = Hosts(folder), Datahub(upstream_files)
    datahub.serve(hosts)
    pins = {path: (hashlib.sha256(data).hexdigest(), len(data)) for path, data in upstream_files.items()}
    (folder / "pins.json").write_text(json.dumps(pins))
    settings = {
        "LUNAR_SOURCE": "public",
        "LUNAR_SPLITS": "generated",  # the published one has every patient of the cohort from the start
        "LUNAR_TEST_PINS": str(folder / "pins.json"),
    }
    daemon = Daemon(folder / "warehouse", "lunar_tests.soak.definitions", hosts.environment | settings)
    yield Site(hosts, datahub, daemon)
    hosts.close()
