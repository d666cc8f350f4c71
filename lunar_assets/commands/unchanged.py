"""Whether `lunar run` has anything to do: what differs from what the last publication was made of."""

from collections.abc import Iterator, Mapping

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.listener import Listener
from lunar_assets.raw.resources import files_as_pinned
from lunar_assets.raw.sources import source_of
from lunar_assets.release.publication import PUBLICATIONS
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.provenance import other_settings
from lunar_assets.warehouse.published import published_versions
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.store import Version
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.words import REPLICATES


def differences(warehouse: Warehouse) -> list[str]:
    """Why a full refresh would not give the last publication again; nothing is written but downloads.

    Settings and code are compared with what the published tables remember, the newest tables with the published ones,
    and where all that is the same every upstream file by its SHA-256. Tables of jobs of
    their own (replicates, trials) do not count.

    Returns:
        A sentence a reason; empty where nothing has changed.

    Raises:
        StorageError: The disk is full or may not be written.
    """
    published = published_versions(warehouse.store)
    if not published:
        return ["nothing has been published"]
    made = [version for version in published if not TABLES[version.table].optional]
    found = [*_settings_and_code(made, warehouse.facts()), *_not_published(warehouse, made)]
    return found or list(_files(warehouse, made))  # the run that is due anyway reads every file itself


def replicates_published(warehouse: Warehouse, number: int) -> bool:
    """Whether the last publication has the first so many replicates of the repeated evaluation."""
    there = {v.partition for v in published_versions(warehouse.store) if v.table == "evaluation.replicates"}
    return there >= set(REPLICATES[:number])


def _settings_and_code(made: list[Version], facts: Mapping[str, object]) -> Iterator[str]:
    for setting, versions in other_settings(made, facts).items():
        before = versions[0].footer["facts"].get(setting, "not recorded")
        yield f"{setting} is {facts[setting]}, and was {before} for {len(versions)} of the tables"
    if any(version.footer["facts"].get("code_files") != facts["code_files"] for version in made):
        yield "the code is another one"


def _not_published(warehouse: Warehouse, made: list[Version]) -> Iterator[str]:
    published = {(version.name, version.id) for version in made}
    for version in warehouse.store.newest():
        of_a_run = not TABLES[version.table].optional and version.table != PUBLICATIONS
        if of_a_run and (version.name, version.id) not in published:
            yield f"{version.name} has been made since, and not published"


def _files(warehouse: Warehouse, made: list[Version]) -> Iterator[str]:
    recorded = StoredTable(tuple(version for version in made if version.table == "raw.files")).frame()
    before = dict(zip(recorded["file"], recorded["sha256"], strict=True))
    files = files_as_pinned(warehouse) if warehouse.settings.source == "public" else CATALOGUE
    try:
        fetched = source_of(warehouse.settings, Listener()).fetch(files)
    except SourceError as error:
        yield f"the files cannot all be had: {str(error).splitlines()[0]}"
        return
    now = {one.file.path: one.sha256 for one in fetched}
    yield from (f"{path} has changed" for path in sorted(before.keys() | now) if before.get(path) != now.get(path))
