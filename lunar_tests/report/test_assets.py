"""The figure of the replicates shows those of the summary beside it; releases are compared by their snapshots."""

from dataclasses import dataclass

import dagster as dg
import duckdb
import pandas as pd
import pytest

from lunar_assets.graph.nodes import parameter
from lunar_assets.report import assets
from lunar_assets.report.assets import summed_up
from lunar_assets.warehouse.published import snapshot_path
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.store import Store
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_tests.report.releases import release, write_snapshot

ROW = {"model": "lunar", "dataset": "tcga", "part": "test", "metric": "auroc"}
SUMMARY = ROW | {"mean": 0.7, "sd": None, "q05": 0.7, "q95": 0.7, "mean_rank": 1.0, "n": 1}
SUMMARY |= dict.fromkeys(["difference_to_clinical_only", "ci_low", "ci_high"])


def test_a_replicate_that_was_run_after_the_summary_waits_for_the_next(tmp_path):
    store = Store(tmp_path)

    def write(table, row, partition, inputs):
        return store.write(table, partition, pd.DataFrame([row]), run_id="a" * 8, inputs=inputs, facts={})

    numbers = {"value": 0.7, "n": 29, "n_train": 133, "one_class": False}
    first, later = (
        write("evaluation.replicates", ROW | numbers | {"replicate": number}, str(number), []) for number in (0, 7)
    )
    summary = StoredTable((write("evaluation.replicate_summary", SUMMARY, "", [first]),))
    assert summed_up(StoredTable((first, later)), summary).versions == (first,)
    assert summed_up(StoredTable((), "evaluation.replicates"), StoredTable(())).frame().empty


OLD, NEW = "demo-42-aaaaaaaa", "demo-42-bbbbbbbb"
PATIENT = ("tcga", "TCGA-1", 388.0, "Astrocytoma")


@dataclass
class Given:
    """A table as a step gets it."""

    rows: pd.DataFrame

    def frame(self):
        return self.rows


@pytest.fixture
def compared(tmp_path, monkeypatch):
    """Runs the asset on the newer release, in a warehouse with some publications and snapshots; its outcome."""
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path))

    def run(published, snapshots):
        with duckdb.connect(str(tmp_path / "lunar.duckdb")) as connection:
            connection.execute("create schema release")
            connection.execute("create table release.publications (release text, source text, published_at integer)")
            for time, name in enumerate(published):
                connection.execute("insert into release.publications values (?, 'demo', ?)", [name, time])
        for name in snapshots:
            write_snapshot(snapshot_path(tmp_path, name), release([PATIENT], 390.0, name=name))
        now = release([PATIENT], 387.5, name=NEW)
        with dg.build_asset_context() as context:
            inputs = {parameter(table): Given(rows) for table, rows in now.items()}
            frames = assets.changes(context, warehouse=Warehouse(), **inputs)
            return *frames, context.get_output_metadata("report__changes")

    return run


def test_a_release_is_compared_with_the_snapshot_of_the_one_before(compared):
    changed, figures, metadata = compared([OLD, NEW], [OLD, NEW])
    assert changed[["previous_release", "release", "change", "by_cutoff"]].to_numpy().tolist() == [
        [OLD, NEW, "label", True]
    ]
    assert set(figures["previous_release"]) == {OLD}
    assert (metadata["previous_release"], metadata["changes_label"], metadata["changes_left"]) == (OLD, 1, 0)
    assert metadata["labels_moved_by_cutoff"] == 1
    assert "| both      | cutoff_days " in metadata["comparison"].value and "nan" not in metadata["comparison"].value


def test_the_first_release_is_compared_with_none(compared):
    changed, figures, metadata = compared([NEW], [NEW])
    assert changed.empty and figures.empty
    assert metadata == {"release": NEW, "previous_release": "none"}


def test_a_snapshot_that_is_gone_is_missed_in_words(compared, capfd):
    changed, figures, metadata = compared([OLD], [])
    assert changed.empty and figures.empty
    assert f"snapshot of {OLD}, the release before, is gone" in metadata["not_compared"]
    log = capfd.readouterr().err
    assert "WARNING" in log and metadata["not_compared"] in log
