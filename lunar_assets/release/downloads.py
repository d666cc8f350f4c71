"""Retention of downloads: states of upstream files that later ones have replaced in all publications that are kept."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lunar_assets.warehouse.store import Store, Version
from lunar_assets.warehouse.stored_table import StoredTable

FILES = "raw.files"


def prune_downloads(store: Store, kept: Sequence[Version], before: datetime) -> list[Path]:
    """Remove downloads that no kept version reads while another state of the same file is read.

    Args:
        store: The store.
        kept: Versions that stay, of whatever tables.
        before: Only what was downloaded before this time is looked at, since a run may be about to read the rest.

    Returns:
        What was removed.
    """
    root = store.root / "raw" / "sources" / "public"
    listed = [version for version in kept if version.table == FILES and version.path.exists()]
    rows = StoredTable(tuple(listed)).sql("select distinct file, path from stored") if listed else None
    if rows is None:
        return []
    in_use = set(rows["path"])
    removed: list[Path] = []
    for name in sorted(set(rows["file"])):
        for path in root.glob(f"*/{name}"):
            if str(path) not in in_use and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                path.unlink()
                removed.append(path)
    return removed
