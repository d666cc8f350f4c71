"""The Parquet store: every write of a table is a new immutable file that knows what it was made from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from lunar_assets.errors import MissingDataError
from lunar_assets.settings import Settings
from lunar_assets.warehouse.aside import aside
from lunar_assets.warehouse.blocks import Blocks, write_parquet
from lunar_assets.warehouse.claim import claim, tables_of
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.place import Place, address_errors, files_under, for_arrow, names_in, texts

FOOTER = b"lunar"
PARQUET = ".parquet"


@dataclass(frozen=True)
class Version:
    """One stored version of a table, or of one partition of it.

    Attributes:
        table: `stage.name`.
        partition: Key of the partition; empty for an unpartitioned table.
        id: Sorts by time of writing and ends with the run that wrote it.
        path: The Parquet file, a local path or an address.
    """

    table: str
    partition: str
    id: str
    path: Place

    @property
    def name(self) -> str:
        """Table and partition, as the lineage of other versions names it."""
        return version_name(self.table, self.partition)

    @cached_property
    def footer(self) -> dict[str, Any]:
        """What the file knows of itself: run_id, created_at, rows, content_hash, lineage, facts."""
        return _read_footer(self.path) if isinstance(self.path, Path) else _footer_at(self.path)

    def audit_path(self, check: str) -> Place:
        """Where the outcome of a check of this version is kept."""
        return self.path.with_name(f"{self.id}.{check}.json")


def version_name(table: str, partition: str) -> str:
    """What lineage calls a table or one partition of it: `stage.name` or `stage.name[key]`."""
    return f"{table}[{partition}]" if partition else table


def parse_name(name: str) -> tuple[str, str]:
    """Table and partition of what `version_name` gave."""
    table, _, rest = name.partition("[")
    return table, rest.removesuffix("]")


def _read_footer(path: Place) -> dict[str, Any]:
    file, filesystem = for_arrow(path)
    return json.loads((pq.read_metadata(file, filesystem=filesystem).metadata or {})[FOOTER])


@lru_cache(maxsize=10_000)
def _footer_at(path: Place) -> dict[str, Any]:
    """A footer at an address, where every look costs a request and nothing is ever overwritten."""
    with address_errors(path):
        return _read_footer(path)


@dataclass(frozen=True)
class Store:
    """All stored versions under one root folder, or at one address.

    Attributes:
        root: Local folder of the warehouse.
        required_checks: For each table, the blocking checks that a version must have passed before another run or a
            reader may use it.
        address: Where the versions are, with their outcomes, if not under the root: an address as fsspec takes it.
    """

    root: Path
    required_checks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    address: str = ""

    @classmethod
    def of(cls, settings: Settings, required_checks: Mapping[str, frozenset[str]] | None = None) -> "Store":
        """The store that settings name."""
        return cls(settings.root, required_checks or {}, settings.address)

    @cached_property
    def tables(self) -> Place:
        """The folder of all stages' tables.

        Raises:
            StorageError: The address cannot be reached, or it or the root belongs to another.
        """
        return tables_of(self.root, self.address)

    def folder(self, table: str, partition: str) -> Place:
        """Folder of the versions of a table's partition."""
        contract = TABLES[table]
        base = self.tables / contract.stage / contract.name
        return base / f"{contract.partition}={partition}" if contract.partition else base

    def write(
        self,
        table: str,
        partition: str,
        rows: pd.DataFrame | Blocks,
        *,
        run_id: str,
        inputs: Iterable[Version],
        facts: Mapping[str, object],
    ) -> Version:
        """Store rows as a new version, aside first and then in place by a rename.

        Args:
            table: `stage.name`.
            partition: Key of the partition that all rows belong to; empty for an unpartitioned table.
            rows: A frame, or blocks of one, of which only one at a time is in memory.
            run_id: Run that writes.
            inputs: Versions that the rows were made from.
            facts: Source, seed and whatever else a reader has to know of the rows.

        Returns:
            The new version.

        Raises:
            ContractError: The rows break the contract, or belong to another partition; nothing was stored.
            StorageError: The disk is full or may not be written; nothing was stored.
        """
        claim(self.root, self.tables)
        now = datetime.now(UTC)

        def metadata(n_rows: int, content_hash: str) -> dict[bytes, bytes]:
            footer = {
                "run_id": run_id,
                "created_at": now.isoformat(),
                "rows": n_rows,
                "content_hash": content_hash,
                "lineage": lineage_of(inputs),
                "facts": dict(facts),
            }
            return {FOOTER: json.dumps(footer).encode()}

        version_id = f"{now:%Y%m%dT%H%M%S%f}-{run_id[:8]}"
        path = self.folder(table, partition) / f"{version_id}.parquet"
        with aside(self.root, path) as partial:
            write_parquet(partial, rows, TABLES[table], partition, metadata)
        return Version(table, partition, version_id, path)

    def versions(self, table: str, partition: str) -> list[Version]:
        """All versions of a table's partition, oldest first."""
        folder = self.folder(table, partition)
        names = names_in(folder, PARQUET)
        return [Version(table, partition, name.removesuffix(PARQUET), folder / name) for name in names]

    def everything(self) -> list[list[Version]]:
        """All versions of every table and partition that has any, oldest first, stage by stage."""
        if isinstance(self.tables, Path):
            stored = [self.versions(table, partition) for table in TABLES for partition in self.partitions(table)]
            return [versions for versions in stored if versions]
        found: dict[str, dict[str, list[Version]]] = {table: {} for table in TABLES}
        for file in files_under(self.tables):  # one listing: to ask folder by folder would be a hundred requests
            *folders, name = file.split("/")
            table, partition = ".".join(folders[:2]), "".join(folders[2:]).partition("=")[2]
            if name.endswith(PARQUET) and table in found:
                version = Version(table, partition, name.removesuffix(PARQUET), self.tables / file)
                found[table].setdefault(partition, []).append(version)
        return [versions for of_table in found.values() for _, versions in sorted(of_table.items())]

    def newest(self) -> list[Version]:
        """The last version of every table and partition that has been stored, audited or not, stage by stage."""
        return [versions[-1] for versions in self.everything()]

    def latest(self, table: str, partition: str, run_id: str) -> Version:
        """The version that a check audits: the last one of its own run, else the last one of all, audited or not.

        Raises:
            MissingDataError: Nothing has been stored.
        """
        stored = self.versions(table, partition)
        own = [version for version in stored if version.id.endswith(run_id[:8])]
        if not stored:
            raise MissingDataError(self._why_missing(table, partition, stored))
        return (own or stored)[-1]

    def partitions(self, table: str) -> list[str]:
        """Keys of the partitions of a table that have been stored; `[""]` for an unpartitioned table."""
        contract = TABLES[table]
        if contract.partition is None:
            return [""]
        base = self.tables / contract.stage / contract.name
        if isinstance(base, Path):
            folders = {path.name for path in base.glob(f"{contract.partition}=*")}
        else:
            folders = {file.partition("/")[0] for file in files_under(base)}
        return sorted(folder.partition("=")[2] for folder in folders)

    def record(self, version: Version, check: str, outcome: Mapping[str, object]) -> None:
        """Keep the outcome of a check beside the version that it audited; `outcome["passed"]` decides."""
        with aside(self.root, version.audit_path(check)) as partial:
            partial.write_text(json.dumps(outcome, default=str))

    def outcomes(self, version: Version) -> dict[str, dict[str, Any]]:
        """What `record` has kept of a version, by check."""
        kept = self.outcome_places(version)
        found = zip(kept, texts(kept), strict=True)
        return {place.stem.removeprefix(f"{version.id}."): json.loads(text) for place, text in found if text}

    def outcome_places(self, version: Version) -> list[Place]:
        """The files of what `record` has kept of a version."""
        folder = version.path.parent
        return [folder / name for name in names_in(folder, ".json") if name.startswith(f"{version.id}.")]

    def failed_checks(self, version: Version) -> list[str]:
        """Required checks that a version has not passed: red, or never run."""
        checks = sorted(self.required_checks.get(version.table, ()))
        found = texts([version.audit_path(check) for check in checks])
        return [check for check, text in zip(checks, found, strict=True) if not (text and json.loads(text)["passed"])]

    def resolve(self, table: str, partitions: Sequence[str], run_id: str | None) -> list[Version]:
        """The version of each partition that a step may read: its own run's, else the latest that passed its checks.

        Raises:
            MissingDataError: Names every partition that has no such version, and what to materialise.
        """
        found: list[Version] = []
        missing: list[str] = []
        for partition in partitions:
            if version := self.usable(table, partition, run_id):
                found.append(version)
            else:
                missing.append(self._why_missing(table, partition, self.versions(table, partition)))
        if missing:
            raise MissingDataError(
                "\n".join(missing)
                + "\nMaterialise what is missing first; the job full_refresh does all of it in order."
            )
        return found

    def usable(self, table: str, partition: str, run_id: str | None) -> Version | None:
        """The version of a partition that a step may read, as `resolve` chooses it; None where there is none."""
        stored = self.versions(table, partition)
        own = [version for version in stored if run_id and version.id.endswith(run_id[:8])]
        passed = (version for version in reversed(stored) if not self.failed_checks(version))
        return own[-1] if own else next(passed, None)

    def _why_missing(self, table: str, partition: str, stored: list[Version]) -> str:
        contract = TABLES[table]
        where = f" of {contract.partition} {partition}" if contract.partition else ""
        what = f"{contract.stage}/{contract.name}{where}"
        if not stored:
            return f"{what} has not been materialised (no version in {self.folder(table, partition)})."
        red = ", ".join(self.failed_checks(stored[-1]))
        return f"{what} has {len(stored)} versions, but none has passed its blocking checks (latest: {red})."


def lineage_of(inputs: Iterable[Version]) -> dict[str, str]:
    """Content hash of every table that the inputs are or were made from, by name.

    Where two inputs were made from different contents of one table the nearer one is kept; `provenance.mismatches`
    is what refuses such a mix.
    """
    lineage: dict[str, str] = {}
    versions = list(inputs)
    for version in versions:
        lineage |= version.footer["lineage"]
    return lineage | {version.name: version.footer["content_hash"] for version in versions}
