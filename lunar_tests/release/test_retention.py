"""Old files go, but none that a publication of the last three, the latest look or a run that goes on may need."""

import pandas as pd
import pytest

from lunar_assets.release.publication import publish
from lunar_assets.release.retention import prune
from lunar_assets.warehouse.store import Store

FACTS = {"source": "demo", "synthetic": True, "seed": 42, "code_version": "0"}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def publish_once(store: Store, number: int):
    """One publication of the tables that `publish` itself reads, each a new version."""
    run_id = f"{number:08d}-run"

    def write(table, frame):
        return store.write(table, "", frame, run_id=run_id, inputs=[], facts=FACTS)

    file = {
        "dataset": "genes",
        "kind": "genes",
        "source": "demo",
        "file": "hgnc/hgnc_complete_set.txt",
        "url": "https://a",
    }
    file |= {
        "sha256": "0" * 64,
        "bytes": number + 1,
        "license": "CC0",
        "pinned_by": "first_seen",
        "path": "/x",
        "release": f"demo-42-{number}",
    }
    files = write("raw.files", pd.DataFrame([file | {"retrieved_at": pd.Timestamp.now("UTC")}]))
    row = {"dataset": "tcga", "sample_id": "TCGA-06-0125-01", "split": "train", "scheme": "generated", "seed": 42}
    splits = write("splits.assignments", pd.DataFrame([row | {"stratum": "1_4", "position": 0}]))
    pages = write("report.pages", pd.DataFrame({"page": ["index.html"], "content": [f"publication {number}"]}))
    publish(store, [files, splits, pages], run_id, FACTS)
    return files


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
