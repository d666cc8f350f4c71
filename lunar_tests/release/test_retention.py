"""Old files go, but none that a publication of the last three, the latest look or a run that goes on may need."""

from datetime import timedelta

import pandas as pd
import pytest

from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.raw.wanted import Received
from lunar_assets.release.retention import prune
from lunar_assets.warehouse.aside import aside, leftovers
from lunar_assets.warehouse.store import Store
from lunar_tests.upheaval.small import FACTS, publish_once


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def test_nothing_goes_before_three_publications(store):
    kept = [publish_once(store, number) for number in range(3)]
    assert prune(store) == []
    assert all(version.path.exists() for version in kept)


def test_what_only_older_publications_list_goes_with_its_audits(store):
    old = publish_once(store, 0)
    store.record(old, "contract", {"passed": True})
    kept = [publish_once(store, number) for number in range(1, 4)]
    removed = prune(store)
    assert old.path in removed and not old.path.exists() and not old.audit_path("contract").exists()
    assert all(version.path.exists() for version in kept)


def test_files_of_a_run_that_goes_on_stay(store):
    for number in range(4):
        publish_once(store, number)
    frame = pd.read_parquet(store.versions("splits.assignments", "")[-1].path)
    running = store.write("splits.assignments", "", frame, run_id="99999999", inputs=[], facts=FACTS)
    later = store.write("splits.assignments", "", frame, run_id="99999998", inputs=[], facts=FACTS)
    prune(store)
    assert running.path.exists() and later.path.exists()


def test_the_report_of_the_last_publication_is_in_place(store):
    publish_once(store, 0)
    publish_once(store, 1)
    assert (store.root / "report" / "index.html").read_text() == "publication 1"
    assert list((store.root / "report").glob("*.partial")) == []


def test_a_publication_that_fails_on_the_way_leaves_report_and_catalogue_as_they_were(store, monkeypatch):
    publish_once(store, 0)
    before = (store.root / "lunar.duckdb").read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lunar_assets.warehouse.catalogue._new_database", full)  # while the new catalogue is built
    with pytest.raises(OSError, match="No space left"):
        publish_once(store, 1)
    assert (store.root / "report" / "index.html").read_text() == "publication 0"
    assert (store.root / "lunar.duckdb").read_bytes() == before


def test_downloads_go_once_a_later_state_has_replaced_them_in_all_publications(store):
    states = [store.root / f"raw/sources/public/{digits}/hgnc/hgnc_complete_set.txt" for digits in ("aaaa", "bbbb")]
    other = store.root / "raw/sources/public/cccc/gdc/TCGA-CDR-SupplementalTableS1.xlsx"
    for path in (*states, other):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"downloaded")
    publish_once(store, 0, str(states[0]))
    for number in range(1, 3):
        publish_once(store, number, str(states[1]))
        assert prune(store) == [] and states[0].exists()  # the first publication still reads it
    publish_once(store, 3, str(states[1]))
    assert states[0] in prune(store) and not states[0].exists()
    assert states[1].exists() and other.exists()  # one is read, the other replaced by nothing


def test_publications_of_other_sources_do_not_take_the_downloads_away(store):
    download = store.root / "raw/sources/public/aaaa/hgnc/hgnc_complete_set.txt"
    download.parent.mkdir(parents=True)
    download.write_bytes(b"downloaded")
    for number in range(5):
        publish_once(store, number, str(store.root / "raw/sources/demo-42-small/hgnc/hgnc_complete_set.txt"))
    prune(store)
    assert download.exists()


def test_a_state_that_was_accepted_but_not_yet_read_stays(store):
    public = PublicHosts(store.root / "raw/sources/public")
    name = "hgnc/hgnc_complete_set.txt"
    read, accepted = public.root / "aaaa" / name, public.root / ("b" * 12) / name
    for path in (read, accepted):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"downloaded")
    public.first_seen.take(name, Received("b" * 64, 10, None, None))
    for number in range(5):
        publish_once(store, number, str(read))
    prune(store)
    assert read.exists() and accepted.exists()


def test_versions_of_a_run_that_has_not_published_stay_for_a_day(store, monkeypatch):
    publish_once(store, 0)
    frame = pd.read_parquet(store.versions("splits.assignments", "")[-1].path)
    slow = store.write("splits.assignments", "", frame, run_id="99999999", inputs=[], facts=FACTS)
    model = store.root / "models" / "files" / "lunar" / slow.id
    model.mkdir(parents=True)
    for number in range(1, 5):
        publish_once(store, number)
    prune(store)
    assert slow.path.exists() and model.exists()
    monkeypatch.setattr("lunar_assets.release.retention.LONGEST_RUN", timedelta(0))
    assert {slow.path, model} <= set(prune(store)) and not slow.path.exists() and not model.exists()


def test_a_model_that_is_being_written_stays_however_old_its_name(store, monkeypatch):
    monkeypatch.setattr("lunar_assets.warehouse.aside.PATIENCE_SECONDS", 0.2)
    for number in range(4):
        publish_once(store, number)
    with aside(store.root, store.root / "models" / "files" / "lunar" / "00000101") as folder:
        folder.mkdir()
        assert folder not in prune(store) and folder.exists()


def test_what_a_killed_run_was_writing_goes_with_the_next_publication(store):
    publish_once(store, 0)
    model = store.root / "models/files/lunar/20260101T000000000000-aaaaaaaa.0123abcd.partial"
    model.mkdir(parents=True)
    left = [
        model,
        store.folder("raw.files", "") / "20260101T000000000000-aaaaaaaa.parquet.0123abcd.partial",
        store.folder("raw.files", "") / "20260101T000000000000-aaaaaaaa.contract.json.0123abcd.partial",
        store.root / "lunar.duckdb.0123abcd.partial",
        store.root / "work.duckdb.0123abcd.partial.wal",
        store.root / "report" / "index.html.partial",
    ]
    for path in (*left[1:], model / "model.json"):
        path.write_bytes(b"half a file")
    download = store.root / "raw/sources/public/aaaa/hgnc/hgnc_complete_set.txt.partial"
    download.parent.mkdir(parents=True)
    download.write_bytes(b"to be gone on with")
    assert set(prune(store)) == set(left)
    assert leftovers(store.root) == [] and download.exists()


def test_what_another_process_is_writing_stays(store, monkeypatch):
    publish_once(store, 0)
    monkeypatch.setattr("lunar_assets.warehouse.aside.PATIENCE_SECONDS", 0.2)
    with aside(store.root, store.root / "cohort" / "file") as partial:
        partial.write_bytes(b"half a file")
        assert prune(store) == [] and partial.exists()
    assert (store.root / "cohort" / "file").read_bytes() == b"half a file"
