"""The warehouse as Dagster hands it to assets and checks: the settings of this run and the store under its root."""

import os
from collections.abc import Mapping, Sequence

import dagster as dg

from lunar_assets import words
from lunar_assets.code_state import code_files, code_version
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.settings import Settings
from lunar_assets.warehouse.catalogue import build_views
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.provenance import CODE_VERSION, other_settings, same_settings
from lunar_assets.warehouse.published import published_versions
from lunar_assets.warehouse.store import Store, Version, parse_name
from lunar_assets.warehouse.stored_table import StoredTable

PARTITION_KEYS = {None: ("",), "dataset": words.DATASETS, "model": MODEL_NAMES, "replicate": words.REPLICATES}


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """The warehouse of this run. It has no config: what a table must have passed is not for a launchpad to say."""

    @property
    def required_checks(self) -> Mapping[str, Sequence[str]]:
        """For each table the checks that a version must have passed to be read: none in this class."""
        return {}

    @property
    def settings(self) -> Settings:
        """The settings, read anew from the environment."""
        return Settings.from_environment()

    @property
    def store(self) -> Store:
        """The Parquet store."""
        required = {table: frozenset(checks) for table, checks in self.required_checks.items()}
        return Store.of(self.settings, required)

    def read(self, table: str, run_id: str | None, partitions: Sequence[str] | None = None) -> StoredTable:
        """A table as a step of a run sees it; all its partitions unless some are named, always in one order.

        Raises:
            MissingDataError: A partition has not been materialised, or has not passed its checks.
        """
        keys = [key for key in PARTITION_KEYS[TABLES[table].partition] if partitions is None or key in partitions]
        return StoredTable(tuple(self.store.resolve(table, keys, run_id)))

    def current(self, table: str, run_id: str | None) -> StoredTable:
        """What there is of an optional table that fits the tables and settings of now; it may have no versions.

        A job of its own makes such a table, perhaps long ago: only what was made from the contents that a step would
        read now, under the settings of now, may stand beside the other tables.
        """
        facts = self.facts()
        contents: dict[str, str | None] = {}

        def content(name: str) -> str | None:
            if name not in contents:
                version = self.store.usable(*parse_name(name), run_id)
                contents[name] = version and version.footer["content_hash"]
            return contents[name]

        def fits(version: Version) -> bool:
            made_from = version.footer["lineage"].items()
            return same_settings(version, facts) and all(content(name) == then for name, then in made_from)

        stored = set(self.store.partitions(table))  # of a hundred replicates that there may be, those that there are
        keys = [key for key in PARTITION_KEYS[TABLES[table].partition] if key in stored]
        found = (self.store.usable(table, key, run_id) for key in keys)
        return StoredTable(tuple(version for version in found if version and fits(version)), table)

    def published(self, table: str, source: str | None = None) -> StoredTable | None:
        """A table of the last publication, made from a source (that of this run if none is named); None without one."""
        source = source or self.settings.source
        versions = [
            v for v in published_versions(self.store) if v.table == table and v.footer["facts"]["source"] == source
        ]
        return StoredTable(tuple(versions)) if versions else None

    def made_what_is_published(self) -> bool:
        """Whether the last publication was made under the settings of now, by the rules of now."""
        return not other_settings(published_versions(self.store), self.facts())

    def facts(self) -> dict[str, object]:
        """What every version written now has to remember of where it comes from."""
        settings = self.settings
        return {
            "source": settings.source,
            "synthetic": settings.synthetic,
            "demo_cohort": f"{settings.seed}, {settings.scale}" if settings.synthetic else "none",
            "seed": settings.seed,
            "symbols": settings.symbols,
            "cutoff_days": settings.cutoff_days,
            "splits": settings.splits,
            "shared_genes": settings.shared_genes,
            "baselines": settings.baselines,
            "device": settings.device,
            "code": CODE_VERSION,
            "code_version": code_version(),
            "code_files": code_files(),
            "threads": os.cpu_count(),
        }

    def refresh_work_catalogue(self) -> None:
        """Show the latest version of every table in `work.duckdb`."""
        store = self.store
        build_views(store.root / "work.duckdb", store.newest())
