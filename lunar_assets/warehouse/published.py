"""What the users see now: the versions that the last publication put into `lunar.duckdb`."""

from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.warehouse.store import Store, Version


def catalogue_path(root: Path) -> Path:
    """The published catalogue of a warehouse."""
    return root / "lunar.duckdb"


def publications(store: Store) -> pd.DataFrame | None:
    """All publications as `release.publications` lists them, oldest first; None before the first one."""
    path = catalogue_path(store.root)
    if not path.exists():
        return None
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("select * from release.publications order by published_at").df()


def published_versions(store: Store) -> list[Version]:
    """The versions of the last publication; none before the first one."""
    listed = publications(store)
    if listed is None:
        return []
    return versions_of(store, listed[listed["published_at"] == listed["published_at"].max()])


def versions_of(store: Store, listed: pd.DataFrame) -> list[Version]:
    """The stored versions that rows of `release.publications` name."""
    columns = (listed[name].tolist() for name in ("table_name", "partition", "version"))
    return [
        Version(table, partition, version, store.folder(table, partition) / f"{version}.parquet")
        for table, partition, version in zip(*columns, strict=True)
    ]
