"""Versions are immutable, whole, and used only once their checks have passed."""

import errno
import subprocess

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from lunar_assets.errors import ContractError, MissingDataError
from lunar_assets.warehouse.store import Store

RUN_A, RUN_B, RUN_C = "aaaaaaaa-1", "bbbbbbbb-2", "cccccccc-3"
FACTS = {"source": "demo", "synthetic": True, "seed": 42}


def write(store, table, frame, run_id=RUN_A, partition="", inputs=()):
    return store.write(table, partition, frame, run_id=run_id, inputs=inputs, facts=FACTS)


def test_a_second_write_leaves_the_first_file_alone(store, genes):
    first = write(store, "harmonized.genes", genes)
    before = first.path.read_bytes()
    second = write(store, "harmonized.genes", genes.iloc[:1], RUN_B)
    assert first.path.read_bytes() == before
    assert [version.id for version in store.versions("harmonized.genes", "")] == [first.id, second.id]


def test_a_version_knows_what_it_is(store, genes):
    footer = write(store, "harmonized.genes", genes).footer
    assert (footer["rows"], footer["run_id"], footer["facts"]) == (2, RUN_A, FACTS)


def test_rows_that_break_the_contract_leave_nothing_behind(store, genes):
    with pytest.raises(ContractError):
        write(store, "harmonized.genes", genes.assign(chromosome="X"))
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == ["writing.lock"]


def test_a_write_that_fails_leaves_the_last_good_version_and_no_half_file(store, genes, monkeypatch):
    good = write(store, "harmonized.genes", genes)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(OSError, match="No space left"):
        write(store, "harmonized.genes", genes, RUN_B)
    assert [path.name for path in good.path.parent.iterdir()] == [good.path.name]


def test_a_read_only_warehouse_is_an_error_that_changes_nothing(store, genes, monkeypatch):
    good = write(store, "harmonized.genes", genes)

    def read_only(*args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.open", read_only)
    with pytest.raises(OSError, match="Read-only file system"):
        write(store, "harmonized.genes", genes, RUN_B)
    monkeypatch.undo()
    assert [path.name for path in good.path.parent.iterdir()] == [good.path.name]


def test_a_full_disk_leaves_the_last_good_version(mount):
    store = Store(mount("size=256k"))
    values = {f"f{i}": np.random.default_rng(i).normal(size=2000) for i in range(30)}
    ids = [f"TCGA-06-{i:04d}-01" for i in range(2000)]
    big = pd.DataFrame({"dataset": "tcga", "sample_id": ids, "split": "train", "label": 1, **values})
    good = write(store, "features.matrix", big.iloc[:5])
    with pytest.raises(OSError, match="No space left on device"):
        write(store, "features.matrix", big, RUN_B)
    assert [path.name for path in good.path.parent.iterdir()] == [good.path.name]
    assert good.footer["rows"] == 5


def test_a_disk_that_is_mounted_read_only_keeps_the_last_good_version(mount, genes):
    store = Store(mount("size=1m"))
    good = write(store, "harmonized.genes", genes)
    subprocess.run(["mount", "-o", "remount,ro", store.root], check=True)
    with pytest.raises(OSError, match="Read-only file system"):
        write(store, "harmonized.genes", genes, RUN_B)
    assert pq.read_table(good.path).num_rows == 2


def test_rows_of_another_partition_are_refused(store, mutations):
    with pytest.raises(ContractError, match=r"partition tcga: column dataset holds \['glass', 'tcga'\]"):
        write(store, "harmonized.mutations", mutations, partition="tcga")


def test_a_run_reads_its_own_version_before_any_check(store, genes):
    write(store, "harmonized.genes", genes, RUN_A)
    own = write(store, "harmonized.genes", genes, RUN_B)
    assert store.resolve("harmonized.genes", [""], RUN_B) == [own]


def test_other_runs_read_the_latest_version_that_passed(store, genes):
    passed = write(store, "harmonized.genes", genes, RUN_A)
    store.record(passed, "contract", {"passed": True})
    red = write(store, "harmonized.genes", genes, RUN_B)
    store.record(red, "contract", {"passed": False})
    write(store, "harmonized.genes", genes, RUN_B)  # its check has not run yet
    assert store.resolve("harmonized.genes", [""], RUN_C) == [passed]


def test_a_red_version_is_never_read_by_another_run(store, genes):
    red = write(store, "harmonized.genes", genes, RUN_A)
    store.record(red, "contract", {"passed": False})
    with pytest.raises(MissingDataError, match="none has passed its blocking checks.*contract"):
        store.resolve("harmonized.genes", [""], RUN_B)


def test_a_missing_partition_is_named_with_the_remedy(store, mutations):
    write(store, "harmonized.mutations", mutations.query("dataset == 'tcga'"), partition="tcga")
    with pytest.raises(MissingDataError, match="(?s)harmonized/mutations of dataset glass has not been.*full_refresh"):
        store.resolve("harmonized.mutations", ["tcga", "glass"], RUN_B)


def test_a_check_audits_the_version_of_its_own_run(store, genes):
    own = write(store, "harmonized.genes", genes, RUN_A)
    newer = write(store, "harmonized.genes", genes, RUN_B)
    assert store.latest("harmonized.genes", "", RUN_A) == own
    assert store.latest("harmonized.genes", "", RUN_C) == newer


def test_lineage_reaches_back_to_the_first_table(store, genes, mutations):
    first = write(store, "harmonized.genes", genes)
    second = write(
        store, "harmonized.mutations", mutations.query("dataset == 'tcga'"), partition="tcga", inputs=[first]
    )
    flow = pd.DataFrame([{"dataset": "tcga", "step_order": 1, "step": "clinical", "excluded": 0, "remaining": 9}])
    third = write(store, "cohort.flow", flow, inputs=[second])
    assert third.footer["lineage"] == {
        "harmonized.genes": first.footer["content_hash"],
        "harmonized.mutations[tcga]": second.footer["content_hash"],
    }
