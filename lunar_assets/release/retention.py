"""Retention: files that none of the last publications lists are removed, never those of a run that may still go on."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from lunar_assets.release.downloads import prune_downloads
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.published import publications, versions_of
from lunar_assets.warehouse.store import Store, Version
from lunar_assets.warehouse.stored_table import StoredTable

KEPT_PUBLICATIONS = 3


def prune(store: Store) -> list[Path]:
    """Remove versions, model folders and downloads that none of the last three publications lists.

    Only what was written before the oldest of them is looked at, so that a run that goes on at the same time keeps
    what it wrote. Snapshots hold their own rows and list no file.

    Returns:
        What was removed.
    """
    listed = publications(store)
    if listed is None:
        return []
    times = sorted(listed["published_at"].unique())[-KEPT_PUBLICATIONS:]
    if len(times) < KEPT_PUBLICATIONS:
        return []
    kept = versions_of(store, listed[listed["published_at"].isin(times)])
    latest = store.versions("raw.files", "")[-1:]
    return [
        *_prune_versions(store, kept, _stamp(times[0])),
        *_prune_models(store, kept, _stamp(times[0])),
        *_prune_leftovers(store, times[0].to_pydatetime()),
        *prune_downloads(store, [*kept, *latest], times[0].to_pydatetime()),
    ]


def _prune_versions(store: Store, kept: Sequence[Version], before: str) -> Iterator[Path]:
    kept_ids = {(version.name, version.id) for version in kept}
    for table in TABLES:
        for partition in store.partitions(table):
            for version in store.versions(table, partition)[:-1]:
                if (version.name, version.id) not in kept_ids and version.id < before:
                    yield from _remove(version)


def _prune_models(store: Store, kept: Sequence[Version], before: str) -> Iterator[Path]:
    folders = {
        path for v in kept if v.table == "models.runs" and v.path.exists() for path in StoredTable((v,)).frame()["path"]
    }
    for folder in (store.root / "models" / "files").glob("*/*"):
        if str(folder) not in folders and folder.name < before:
            shutil.rmtree(folder)
            yield folder


def _prune_leftovers(store: Store, before: datetime) -> Iterator[Path]:
    """Files that a killed run was writing when it ended."""
    for table in TABLES:
        for partition in store.partitions(table):
            for path in store.folder(table, partition).glob("*.partial"):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                    path.unlink()
                    yield path


def _remove(version: Version) -> list[Path]:
    paths = [version.path, *version.path.parent.glob(f"{version.id}.*.json")]
    for path in paths:
        path.unlink(missing_ok=True)
    return paths


def _stamp(time: pd.Timestamp | datetime) -> str:
    return f"{pd.Timestamp(time).tz_convert('UTC'):%Y%m%dT%H%M%S%f}"
