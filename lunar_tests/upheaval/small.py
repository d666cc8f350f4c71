"""Publications of a few rows, as fast as they go: all that writes to a warehouse, without the pipeline.

`python -m lunar_tests.upheaval.small WAREHOUSE STOP FIRST` makes one after the other until the file STOP appears, each
with a number of its own from FIRST on; it says when the first one is there.
"""

import sys
from itertools import count
from pathlib import Path

import pandas as pd

from lunar_assets.release.publication import publish
from lunar_assets.release.retention import prune
from lunar_assets.release.snapshots import snapshot_published
from lunar_assets.warehouse.aside import aside
from lunar_assets.warehouse.catalogue import build_views
from lunar_assets.warehouse.store import Store, Version

FACTS = {"source": "demo", "synthetic": True, "seed": 42, "code_version": "0"}
FILE = {
    "dataset": "genes",
    "kind": "genes",
    "source": "demo",
    "file": "hgnc/hgnc_complete_set.txt",
    "url": "https://a",
    "sha256": "0" * 64,
    "license": "CC0",
    "pinned_by": "first_seen",
}
PATIENT = {
    "dataset": "tcga",
    "sample_id": "TCGA-06-0125-01",
    "split": "train",
    "scheme": "generated",
    "seed": 42,
    "stratum": "1_4",
    "position": 0,
}


def publish_once(store: Store, number: int, path: str = "/x") -> Version:
    """One publication of the tables that `publish` itself reads, each a new version; `path` is the file it read."""
    run_id = f"{number:08d}-run"

    def write(table: str, frame: pd.DataFrame) -> Version:
        return store.write(table, "", frame, run_id=run_id, inputs=[], facts=FACTS)

    file = FILE | {"bytes": number + 1, "path": path, "release": f"demo-42-{number}"}
    files = write("raw.files", pd.DataFrame([file | {"retrieved_at": pd.Timestamp.now("UTC")}]))
    splits = write("splits.assignments", pd.DataFrame([PATIENT]))
    pages = write("report.pages", pd.DataFrame({"page": ["index.html"], "content": [f"publication {number}"]}))
    publish(store, [files, splits, pages], run_id, FACTS)
    return files


def everything_once(store: Store, number: int) -> None:
    """A publication, with the files of a model before it and all that comes after it."""
    with aside(store.root, store.root / "models" / "files" / "lunar" / f"{number:08d}") as folder:
        folder.mkdir()
        (folder / "lunar.safetensors").write_bytes(b"\0" * 1_000_000)
    files = publish_once(store, number)
    store.record(files, "contract", {"passed": True})
    snapshot_published(store)
    prune(store)
    build_views(store.root / "work.duckdb", store.versions("raw.files", "")[-1:])


def main(warehouse: Path, stop: Path, first: int) -> None:
    """Publish until the file is there."""
    for number in count(first):
        everything_once(Store(warehouse), number)
        print(number, flush=True)
        if stop.exists():
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
