"""Fixtures that tests of several stages share."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import duckdb
import hypothesis
import pytest
from filelock import FileLock

from lunar_tests.object_storage import Bucket, s3_server
from lunar_tests.upstream.hosts import Hosts

CHECKOUT = Path(__file__).resolve().parent.parent
hypothesis.settings.register_profile("busy_machine", deadline=None)  # no test measures time
hypothesis.settings.load_profile("busy_machine")
LUNAR = [sys.executable, "-m", "lunar_assets.cli"]


LONGEST = ("test_pipeline", "test_mirror_pipeline")
"""The files that take minutes before their first test; one of them makes the demo that others use."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two processes wait least for each other when each begins with one of the longest files."""
    items.sort(key=lambda item: (item.path.stem not in LONGEST, item.get_closest_marker("pipeline") is None))


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror of the upstream files with the real clinical data, as one folder."""
    if built := os.environ.get("LUNAR_TEST_MIRROR"):
        return Path(built)
    tool = Path(os.environ.get("LUNAR_SHARED", CHECKOUT.parent / "shared")) / "tools" / "build_mirror.py"
    if not tool.exists():
        pytest.skip(
            "no real upstream data: set LUNAR_TEST_MIRROR to a mirror, or LUNAR_SHARED to a folder that builds one"
        )
    folder = shared_folder(tmp_path_factory) / "mirror"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            aside = folder.with_name("mirror_being_built")
            subprocess.run([sys.executable, tool, "--out", aside], check=True)
            aside.rename(folder)
    return folder


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all processes of this test run have in common."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture
def hosts(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosts]:
    """The upstream hosts, played by a local server that this process meets under their real addresses."""
    served = Hosts(tmp_path_factory.mktemp("hosts"))
    for name, value in served.environment.items():
        monkeypatch.setenv(name, value)
    yield served
    served.close()


@pytest.fixture(scope="session")
def s3_environment() -> Iterator[dict[str, str]]:
    """What leads to a server that speaks S3, which this process runs."""
    for package in ("moto", "s3fs"):
        pytest.importorskip(package, reason=f"{package} is not installed: pip install -e '.[dev]'")
    with s3_server() as environment:
        yield environment


@pytest.fixture
def bucket(s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """An empty bucket on it, which this process reaches as any other would: by its environment."""
    import s3fs

    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    fs = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    name = f"bucket-{uuid4().hex[:8]}"
    fs.mkdir(name)
    yield Bucket(name, s3_environment, fs)
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture
def own_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty warehouse of the test's own, which this process uses."""
    for name in [name for name in os.environ if name.startswith("LUNAR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path / "warehouse"))
    return tmp_path / "warehouse"


@pytest.fixture
def mount(tmp_path):
    """Mount a small file system in memory where that is allowed; else only the injected errors are tested."""
    folder = tmp_path / "mounted"
    folder.mkdir()

    def with_options(options):
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"mounting is not allowed here: {done.stderr.decode().strip()}")
        return folder

    yield with_options
    while subprocess.run(["umount", folder], capture_output=True, check=False).returncode == 0:
        pass


@dataclass
class Demo:
    """A warehouse after one full run of the demo cohort."""

    warehouse: Path
    environment: dict[str, str]
    output: str

    @property
    def as_it_was(self) -> Path:
        """A copy of the tables, files and Dagster's records after the first run."""
        return self.warehouse.parent.with_name("pipeline_as_it_was")

    def lunar(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*LUNAR, *arguments],
            env=self.environment | settings,
            cwd=self.warehouse.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    def rows(self, sql: str, catalogue: str = "lunar.duckdb") -> list[tuple]:
        with duckdb.connect(str(self.warehouse / catalogue), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def state(self) -> dict[str, str]:
        """What users see: content of every published table, by name."""
        query = (
            "select table_name || '/' || partition, content_hash from release.publications "
            "where published_at = (select max(published_at) from release.publications)"
        )
        return dict(self.rows(query))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Made once, however many processes test: only `test_pipeline` runs in it, others take the copy of `as_it_was`."""
    folder = shared_folder(tmp_path_factory)
    warehouse, output = folder / "pipeline" / "warehouse", folder / "pipeline.txt"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
    environment |= {"LUNAR_WAREHOUSE": str(warehouse), "COLUMNS": "160"}
    demo = Demo(warehouse, environment, "")
    with FileLock(f"{output}.lock"):
        if not output.exists():
            warehouse.parent.mkdir(exist_ok=True)
            done = demo.lunar("run")
            assert done.returncode == 0, done.stderr + done.stdout
            shutil.copytree(warehouse, demo.as_it_was, ignore=shutil.ignore_patterns("snapshots"))
            output.write_text(done.stdout)
    demo.output = output.read_text()
    return demo
