"""Retention: files that none of the last publications lists are removed, never those of a run that may still go on."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock

from lunar_assets.disk import storage_errors
from lunar_assets.release.downloads import prune_downloads
from lunar_assets.warehouse.aside import PARTIAL, sweep
from lunar_assets.warehouse.claim import claim
from lunar_assets.warehouse.place import Place, remove
from lunar_assets.warehouse.published import publications, versions_of
from lunar_assets.warehouse.store import Store, Version
from lunar_assets.warehouse.stored_table import StoredTable

KEPT_PUBLICATIONS = 3
LONGEST_RUN = timedelta(days=1)
"""A run that has published nothing so long after it wrote a file was killed, or failed."""


@dataclass(frozen=True)
class Age:
    """What is old enough to go.

    Attributes:
        published: Ids of the runs that have published; publishing is the last that a run does.
        before: Time of the oldest publication that is kept.
    """

    published: Collection[str]
    before: datetime

    def is_past(self, version_id: str) -> bool:
        """Whether a version, or folder of a model, is older than all that is kept and of no run that may go on."""
        if version_id.rpartition("-")[2] in self.published:
            return version_id < _stamp(self.before)
        return version_id < _stamp(min(self.before, datetime.now(UTC) - LONGEST_RUN))


def prune(store: Store) -> list[Place]:
    """Remove what killed processes were writing, and what none of the last three publications lists.

    That is versions, model folders and downloads from before the oldest of them; those of a run that has not published
    stay for a day, since it may still go on. Snapshots hold their own rows and list no file.

    Returns:
        What was removed.

    Raises:
        StorageError: The disk may not be written.
    """
    lock = FileLock(store.root / "publish.lock")  # a publication under way has chosen versions that are not listed yet
    with storage_errors(store.root), lock:
        claim(store.root, store.tables)
        return [*sweep(store.root, store.tables), *_prune_outdated(store)]


def _prune_outdated(store: Store) -> list[Place]:
    listed = publications(store)
    if listed is None:
        return []
    times = sorted(listed["published_at"].unique())[-KEPT_PUBLICATIONS:]
    if len(times) < KEPT_PUBLICATIONS:
        return []
    kept = versions_of(store, listed[listed["published_at"].isin(times)])
    latest = store.versions("raw.files", "")[-1:]
    age = Age(set(listed["run_id"].str[:8]), times[0].to_pydatetime())
    return [
        *_prune_versions(store, kept, age),
        *_prune_models(store, kept, age),
        *prune_downloads(store, [*kept, *latest], age.before),
    ]


def _prune_versions(store: Store, kept: Sequence[Version], age: Age) -> Iterator[Place]:
    kept_ids = {(version.name, version.id) for version in kept}
    for versions in store.everything():
        for version in versions[:-1]:
            if (version.name, version.id) not in kept_ids and age.is_past(version.id):
                yield from _remove(store, version)


def _prune_models(store: Store, kept: Sequence[Version], age: Age) -> Iterator[Path]:
    folders = {
        path for v in kept if v.table == "models.runs" and v.path.exists() for path in StoredTable((v,)).frame()["path"]
    }
    for folder in (store.root / "models" / "files").glob("*/*"):
        being_written = PARTIAL in folder.name  # `sweep` knows whether its process is gone
        if str(folder) not in folders and not being_written and age.is_past(folder.name):
            shutil.rmtree(folder)
            yield folder


def _remove(store: Store, version: Version) -> list[Place]:
    places = [version.path, *store.outcome_places(version)]
    for place in places:
        remove(place)
    return places


def _stamp(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y%m%dT%H%M%S%f}"
