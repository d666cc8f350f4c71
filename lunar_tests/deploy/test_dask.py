"""A cluster of dask with two workers: what a run fans out, and that its tables are those of one process."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.settings import CHECKOUT
from lunar_assets.warehouse.store import Store
from lunar_tests.deploy.homes import DG
from lunar_tests.upheaval.runs import environment, left_over

pytestmark = pytest.mark.pipeline

MODELS = " or ".join(f"key:models/{name}" for name in MODEL_NAMES)


class Cluster:
    """Two workers with the settings of a warehouse, which is a copy of the demo's after its run in one process."""

    def __init__(self, warehouse: Path) -> None:
        from distributed import Client, LocalCluster

        self.store = Store(warehouse)
        self.settings = {"DAGSTER_HOME": str(warehouse / "dagster")}
        # Processes of pytest-xdist ignore SIGTERM, and what they start with them; Dagster ends by it what copies the
        # logs of a step, and would wait for half a minute for each.
        self.sigterm = signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with pytest.MonkeyPatch.context() as patch:  # what each worker has in its environment
            for name in [name for name in os.environ if name.startswith(("LUNAR_", "DAGSTER_"))]:
                patch.delenv(name)
            patch.setenv("LUNAR_WAREHOUSE", str(warehouse))
            self.cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0")
        self.client = Client(self.cluster)

    def launch(self, *arguments: str) -> dict[str, set[str]]:
        """`dg launch` to its end; for each task that dask did, the workers that did it."""
        from distributed import get_task_stream

        settings = {
            **self.settings,
            "LUNAR_EXECUTOR": str(CHECKOUT / "deploy" / "executors" / "dask.yaml"),
            "DASK_SCHEDULER": self.cluster.scheduler_address,
        }
        command = [DG, "launch", *arguments]
        with get_task_stream(client=self.client) as tasks:
            ran = subprocess.run(
                command,
                env=environment(self.store.root, **settings),
                cwd=CHECKOUT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        assert ran.returncode == 0, ran.stdout[-5000:]
        workers: dict[str, set[str]] = {}
        for task in tasks.data:
            workers.setdefault(task["key"], set()).add(task["worker"])
        return workers

    def contents(self, *tables: str) -> dict[str, tuple[str, str]]:
        """Run and content of the newest version of every partition of some tables."""
        newest = [version for version in self.store.newest() if version.table in tables]
        return {version.name: (version.footer["run_id"], version.footer["content_hash"]) for version in newest}

    def close(self) -> None:
        self.client.close()
        self.cluster.close()
        signal.signal(signal.SIGTERM, self.sigterm)


@pytest.fixture(scope="module")
def cluster(demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    warehouse = tmp_path_factory.mktemp("dask") / "warehouse"
    shutil.copytree(demo.as_it_was, warehouse)
    cluster = Cluster(warehouse)
    yield cluster
    cluster.close()


def assert_made_again(before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]) -> None:
    """The same tables with the same content, of another run."""
    assert before and before.keys() == after.keys()
    assert {name: content for name, (_, content) in before.items()} == {n: content for n, (_, content) in after.items()}
    assert {run for run, _ in before.values()}.isdisjoint({run for run, _ in after.values()})


def test_models_fan_out_and_every_table_is_that_of_one_process(cluster):
    tables = ("models.runs", "models.history", "evaluation.predictions", "evaluation.metrics")
    before = cluster.contents(*tables)
    workers = cluster.launch("--assets", f"{MODELS} or key:evaluation/predictions or key:evaluation/metrics")
    of_models = {step: workers[step] for step in workers if step.rpartition(".")[2].startswith("models__")}
    trained = [step for step in of_models if step.rpartition(".")[2] in {f"models__{name}" for name in MODEL_NAMES}]
    assert len(trained) == len(MODEL_NAMES) and len(of_models) > len(trained), sorted(workers)
    assert len(set.union(*(of_models[step] for step in trained))) == 2
    assert_made_again(before, cluster.contents(*tables))
    assert left_over(cluster.store.root) == []


def test_replicates_of_one_step_fan_out_over_the_cluster(cluster):
    tables = ("evaluation.replicates", "evaluation.replicate_features")
    before = cluster.contents(*tables)
    assert len(before) == 4  # two replicates, which the demo runs
    selection = "key:evaluation/replicates or key:evaluation/replicate_features"
    # Four, since the scheduler may give two to one worker while that of the step has not said that it only waits.
    workers = cluster.launch("--assets", selection, "--partition-range", "0...3")
    replicates = {key: by for key, by in workers.items() if "replicate" in key.lower() and "." not in key}
    assert len(replicates) == 4 and len(set.union(*replicates.values())) == 2, workers
    after = cluster.contents(*tables)
    assert len(after) == 8
    assert_made_again(before, {name: after[name] for name in before})
