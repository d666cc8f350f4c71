"""Retention of downloads: states of upstream files that later ones have replaced in all publications that are kept."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.raw.sources import DOWNLOADS
from lunar_assets.warehouse.store import Store, Version
from lunar_assets.warehouse.stored_table import StoredTable

FILES = "raw.files"


def prune_downloads(store: Store, kept: Sequence[Version], before: datetime) -> list[Path]:
    """Remove downloads that no kept version reads while another download of the same file is read.

    The state of a file that counts as first seen stays, read or not: upstream may not have it any more.

    Args:
        store: The store.
        kept: Versions that stay, of whatever tables.
        before: Only what was downloaded before this time is looked at, since a run may be about to read the rest.

    Returns:
        What was removed.
    """
    public = PublicHosts(store.root / DOWNLOADS)
    listed = [version for version in kept if version.table == FILES and version.path.exists()]
    rows = StoredTable(tuple(listed), FILES).frame()
    read = rows[rows["path"].str.startswith(f"{public.root}{os.sep}")]
    stay = {Path(path) for path in read["path"]} | {public.there(file) for file in CATALOGUE if not file.checksum}
    there = [path for name in sorted(set(read["file"])) for path in public.root.glob(f"*/{name}")]
    old = [path for path in there if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before]
    removed = [path for path in old if path not in stay]
    for path in removed:
        path.unlink()
    return removed
