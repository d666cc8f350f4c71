"""Snapshots: for every release one self-contained database that stays when the files of the warehouse go."""

from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from lunar_assets.disk import storage_errors
from lunar_assets.errors import MissingDataError
from lunar_assets.warehouse.catalogue import build_tables
from lunar_assets.warehouse.published import publications, published_versions, snapshot_path
from lunar_assets.warehouse.store import Store, Version


def keep_release(store: Store, release: str, versions: Sequence[Version]) -> Path | None:
    """Write the snapshot of a release unless there is one; the path of a new one.

    Raises:
        StorageError: The disk is full or may not be written.
    """
    path = snapshot_path(store.root, release)
    lock = FileLock(store.root / "snapshots.lock")  # two runs may publish one release at the same time
    with storage_errors(path), lock:
        if path.exists():
            return None
        build_tables(store.root, path, versions)
    return path


def snapshot_published(store: Store) -> Path:
    """Write the snapshot of the last publication anew, in place of an older one of its release.

    Raises:
        MissingDataError: Nothing has been published.
    """
    listed = publications(store)
    if listed is None:
        raise MissingDataError(f"Nothing has been published in {store.root}: run `lunar run` first.")
    path = snapshot_path(store.root, str(listed["release"].iloc[-1]))
    build_tables(store.root, path, published_versions(store))
    return path
