"""When a run has something to do: what differs from what the last publication was made of is named."""

import hashlib

import pandas as pd
import pytest

from lunar_assets.commands.unchanged import differences, replicates_published
from lunar_assets.raw import demo_source
from lunar_assets.release.publication import publish
from lunar_assets.settings import Settings
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.store import Version
from lunar_tests.raw.stand_ins import recorded_files
from lunar_tests.upheaval.small import PATIENT

DEMO = Settings()


@pytest.fixture
def warehouse(own_warehouse, tmp_path, monkeypatch):
    """A publication of the files of a demo folder that has stand-ins in it, by the code and settings of now."""
    folder = tmp_path / "demo"
    files = recorded_files(folder, DEMO, "generator")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files["file"]]
    (folder / "SHA256SUMS").write_text("".join(sums))
    monkeypatch.setattr(demo_source, "_make_once", lambda *_: None)
    monkeypatch.setattr(demo_source, "Folder", lambda _, *rest: demo_source_folder(folder, *rest))
    warehouse = Warehouse()
    published(warehouse, files)
    return warehouse


demo_source_folder = demo_source.Folder


def write(warehouse: Warehouse, table: str, frame: pd.DataFrame, run_id: str = "1", **facts: object) -> Version:
    return warehouse.store.write(table, "", frame, run_id=run_id, inputs=[], facts=warehouse.facts() | facts)


def published(warehouse: Warehouse, files: pd.DataFrame, run_id: str = "0", **facts: object) -> None:
    pages = pd.DataFrame({"page": ["index.html"], "content": ["a page"]})
    tables = {"raw.files": files, "splits.assignments": pd.DataFrame([PATIENT]), "report.pages": pages}
    versions = [write(warehouse, table, frame, run_id, **facts) for table, frame in tables.items()]
    publish(warehouse.store, versions, run_id, warehouse.facts())


def test_the_same_files_settings_and_code_leave_nothing_to_do(warehouse):
    assert differences(warehouse) == []


def test_before_the_first_publication_there_is(own_warehouse):
    assert differences(Warehouse()) == ["nothing has been published"]


def test_another_setting_is_named_with_both_values(warehouse, monkeypatch):
    monkeypatch.setenv("LUNAR_CUTOFF_DAYS", "390")
    assert differences(warehouse) == ["cutoff_days is 390.0, and was None for 2 of the tables"]


def test_files_are_not_read_where_a_run_is_due_anyway(warehouse, monkeypatch, tmp_path):
    monkeypatch.setenv("LUNAR_CUTOFF_DAYS", "390")
    (tmp_path / "demo" / "hgnc" / "hgnc_complete_set.txt").unlink()
    assert len(differences(warehouse)) == 1


def test_other_code_counts_though_its_version_is_the_same(warehouse, tmp_path):
    files = recorded_files(tmp_path / "demo", DEMO, "generator")
    published(warehouse, files, "2", code_files="0" * 12)
    assert differences(warehouse) == ["the code is another one"]


def test_a_table_that_was_made_since_is_not_what_users_see(warehouse):
    write(warehouse, "splits.assignments", pd.DataFrame([PATIENT]))
    assert differences(warehouse) == ["splits.assignments has been made since, and not published"]


def test_a_changed_file_is_named(warehouse, tmp_path):
    name = "hgnc/hgnc_complete_set.txt"
    file, sums = tmp_path / "demo" / name, tmp_path / "demo" / "SHA256SUMS"
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_bytes(file.read_bytes() + b"\n")
    sums.write_text(sums.read_text().replace(before, hashlib.sha256(file.read_bytes()).hexdigest()))
    assert differences(warehouse) == [f"{name} has changed"]


def test_files_that_cannot_be_had_are_left_to_the_run_to_tell(warehouse, tmp_path):
    (tmp_path / "demo" / "hgnc" / "hgnc_complete_set.txt").unlink()
    (found,) = differences(warehouse)
    assert found.startswith("the files cannot all be had: hgnc/hgnc_complete_set.txt is missing")


def test_replicates_that_were_never_published_are_missing(warehouse):
    assert replicates_published(warehouse, 0) and not replicates_published(warehouse, 2)
