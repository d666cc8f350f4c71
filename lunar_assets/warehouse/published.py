"""What the users see now: the versions that the last publication put into `lunar.duckdb`, and the releases before."""

from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.errors import MissingDataError
from lunar_assets.warehouse.place import reach
from lunar_assets.warehouse.store import Store, Version


def catalogue_path(root: Path) -> Path:
    """The published catalogue of a warehouse."""
    return root / "lunar.duckdb"


def snapshot_path(root: Path, release: str) -> Path:
    """Where the snapshot of a release lies."""
    return root / "snapshots" / f"{release}.duckdb"


def publications(store: Store) -> pd.DataFrame | None:
    """All publications as `release.publications` lists them, oldest first; None before the first one.

    Raises:
        MissingDataError: The file is no catalogue, or is damaged.
    """
    path = catalogue_path(store.root)
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            reach(connection, [store.tables])
            return connection.execute("select * from release.publications order by published_at").df()
    except duckdb.Error as error:
        raise MissingDataError(
            f"{path} cannot be read as the catalogue of a warehouse: {error}\nMove it away and put a copy back, or run "
            "`lunar run`, which publishes anew: tables and snapshots do not hang on it."
        ) from error


def last_publication(store: Store) -> pd.DataFrame | None:
    """The rows of `publications` that are about the last one; None before the first one."""
    listed = publications(store)
    return None if listed is None else listed[listed["published_at"] == listed["published_at"].max()]


def published_versions(store: Store) -> list[Version]:
    """The versions of the last publication; none before the first one."""
    last = last_publication(store)
    return [] if last is None else versions_of(store, last)


def last_release(store: Store, source: str) -> str | None:
    """The release that users see now; None where nothing was published, or the last publication has another source."""
    listed = publications(store)
    if listed is None or listed["source"].iloc[-1] != source:
        return None
    return str(listed["release"].iloc[-1])


def former_release(store: Store, release: str, source: str) -> str | None:
    """The release that was published last before this one, from the same source; None where this is the first."""
    listed = publications(store)
    if listed is None:
        return None
    others = listed.loc[(listed["source"] == source) & (listed["release"] != release), "release"]
    return None if others.empty else str(others.iloc[-1])


def versions_of(store: Store, listed: pd.DataFrame) -> list[Version]:
    """The stored versions that rows of `release.publications` name."""
    columns = (listed[name].tolist() for name in ("table_name", "partition", "version"))
    return [
        Version(table, partition, version, store.folder(table, partition) / f"{version}.parquet")
        for table, partition, version in zip(*columns, strict=True)
    ]
