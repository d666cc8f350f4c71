"""Publishing: choose one consistent, audited version of every table, and put catalogue and report in place together."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

import pandas as pd
from filelock import FileLock

from lunar_assets.disk import storage_errors
from lunar_assets.errors import MissingDataError
from lunar_assets.raw.manifest import release_of
from lunar_assets.splits.choose import scheme_of
from lunar_assets.warehouse.aside import aside
from lunar_assets.warehouse.catalogue import build_views
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.provenance import assert_together, mismatches, same_settings
from lunar_assets.warehouse.published import catalogue_path, publications
from lunar_assets.warehouse.store import Store, Version, parse_name
from lunar_assets.warehouse.stored_table import StoredTable

PUBLICATIONS = "release.publications"


def choose(
    store: Store, partitions: Mapping[str, Sequence[str]], run_id: str, facts: Mapping[str, object]
) -> list[Version]:
    """The versions that a publication of a run would show: its own, else the latest that passed their checks.

    Args:
        store: The store.
        partitions: Keys of the partitions of every table.
        run_id: The run.
        facts: Source and settings of the run.

    Raises:
        MissingDataError: A table is missing or has not passed its blocking checks.
        InconsistentDataError: Tables were made under other settings, or from different versions of the same input.
    """
    required = [name for name, table in TABLES.items() if not table.optional and name != PUBLICATIONS]
    versions = [version for name in required for version in store.resolve(name, partitions[name], run_id)]
    if red := [
        f"{version.name}: {', '.join(failed)}" for version in versions if (failed := store.failed_checks(version))
    ]:
        raise MissingDataError(
            "Nothing was published: blocking checks are red or have not run for\n- " + "\n- ".join(red) + "\n"
            "Look at the checks of these tables, mend the cause and run full_refresh."
        )
    assert_together(versions, facts)
    return versions + optional_versions(store, partitions, run_id, facts, versions)


def optional_versions(
    store: Store,
    partitions: Mapping[str, Sequence[str]],
    run_id: str,
    facts: Mapping[str, object],
    versions: Sequence[Version],
) -> list[Version]:
    """The versions of optional tables that stand beside those of a publication.

    Each fits all that is chosen already, last tables first: so a summary comes with exactly the replicates that it sums
    up, and what was made from other data than the publication's is left out, to be made again by its own job.
    """
    chosen: list[Version] = []
    for name in reversed([name for name, table in TABLES.items() if table.optional]):
        made_from = {source for version in chosen for source in version.footer["lineage"]}
        summed_up = {source for source in made_from if parse_name(source)[0] == name}
        stored = set(store.partitions(name))
        for partition in [key for key in partitions[name] if key in stored]:
            version = store.usable(name, partition, run_id)
            if (
                version
                and (not summed_up or version.name in summed_up)
                and not store.failed_checks(version)
                and same_settings(version, facts)
                and not mismatches([*versions, *chosen, version])
            ):
                chosen.append(version)
    return chosen


def publish(store: Store, versions: Sequence[Version], run_id: str, facts: Mapping[str, object]) -> Version:
    """Put the versions in front of the users: `report/index.html` and `lunar.duckdb`, renamed one after the other.

    Returns:
        The new version of `release.publications`, which lists this and all former publications.

    Raises:
        StorageError: The disk is full or may not be written; what was published stays.
    """
    with storage_errors(store.root), FileLock(store.root / "publish.lock"):
        former = publications(store)
        listed = listing(versions, run_id, facts)
        everything = listed if former is None else pd.concat([former, listed], ignore_index=True)
        record = store.write(PUBLICATIONS, "", everything, run_id=run_id, inputs=versions, facts=facts)
        with ExitStack() as pages:
            stored = StoredTable(tuple(version for version in versions if version.table == "report.pages")).frame()
            for page, content in zip(stored["page"], stored["content"], strict=True):
                file = pages.enter_context(aside(store.root, store.root / "report" / page))
                file.write_text(content, encoding="utf-8")
            build_views(catalogue_path(store.root), [*versions, record], just_before=pages.close)
    return record


def listing(versions: Sequence[Version], run_id: str, facts: Mapping[str, object]) -> pd.DataFrame:
    """The rows of `release.publications` for one publication, a row a version."""
    by_table = {version.table: version for version in versions}
    files = StoredTable((by_table["raw.files"],)).frame()
    release = release_of(files)
    scheme = scheme_of(StoredTable((by_table["splits.assignments"],)).frame())
    now = pd.Timestamp(datetime.now(UTC))
    rows = [
        {
            "release": release,
            "published_at": now,
            "run_id": run_id,
            "source": facts["source"],
            "seed": facts["seed"],
            "scheme": scheme,
            "code_version": facts["code_version"],
            "table_name": version.table,
            "partition": version.partition,
            "version": version.id,
            "rows": version.footer["rows"],
            "content_hash": version.footer["content_hash"],
        }
        for version in versions
    ]
    return pd.DataFrame(rows)
