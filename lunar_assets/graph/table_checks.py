"""How a verdict becomes a check of a table: one factory, so that all checks look alike, and the list of all of them."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import asset_key
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.resources import PARTITION_KEYS, Warehouse
from lunar_assets.warehouse.store import Version
from lunar_assets.warehouse.stored_table import StoredTable


@dataclass(frozen=True)
class Outcome:
    """What a check found.

    Attributes:
        passed: Whether what was checked is as it must be.
        summary: One sentence with the figures that decided.
        measured: Measured values and thresholds, by name.
    """

    passed: bool
    summary: str
    measured: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Audited:
    """What a check gets to see: the versions under audit, and any other table as the run sees it."""

    warehouse: Warehouse
    run_id: str
    versions: tuple[Version, ...]

    @property
    def table(self) -> StoredTable:
        """The table under audit."""
        return StoredTable(self.versions)

    def read(self, table: str, partitions: Sequence[str] | None = None) -> StoredTable:
        """Another table, in the versions that the run sees."""
        return self.warehouse.read(table, self.run_id, partitions)

    def current(self, table: str) -> StoredTable:
        """An optional table, as far as it fits the tables of now."""
        return self.warehouse.current(table, self.run_id)


MOST_SHOWN = 50


def as_table(rows: pd.DataFrame) -> dg.MarkdownMetadataValue:
    """Rows as metadata of a check: at most the first 50 of them; `none` where there are none."""
    return dg.MetadataValue.md(rows.head(MOST_SHOWN).to_markdown(index=False) or "" if len(rows) else "none")


Protected = Literal["sources", "rows", "rules", "splits", "leakage", "models", "numbers"]

PROTECTED: dict[Protected, str] = {
    "sources": "the files are those of upstream, unharmed, and of one release",
    "rows": "no patient, gene or feature is lost, doubled, or not what its table promises",
    "rules": "the rules of the study are kept, and what they rest on holds",
    "splits": "the parts are complete, disjoint and stratified",
    "leakage": "nothing that is fitted or chosen has seen what it is judged on",
    "models": "what is stored is what was trained, and it has learnt something",
    "numbers": "every figure that a reader sees follows from the predictions",
}
"""What checks protect, and what that means."""

Verdict = Callable[[Audited], Outcome]


@dataclass(frozen=True)
class TableCheck:
    """One check of one asset.

    Attributes:
        asset: Key of the asset, as `stage/name`.
        table: The table that is audited.
        name: Name of the check.
        protects: What it protects.
        blocking: Whether red stops what comes after; otherwise red is a warning.
        description: What it makes sure of.
        reads: Tables that it reads beside the audited one.
        verdict: The function behind it.
        partition: The only partition that is audited, where the asset itself has none.
    """

    asset: str
    table: str
    name: str
    protects: Protected
    blocking: bool
    description: str
    reads: tuple[str, ...]
    verdict: Verdict
    partition: str | None = None

    @property
    def key(self) -> dg.AssetKey:
        """Key of the asset, as Dagster has it."""
        return dg.AssetKey(self.asset.split("/"))


CHECKS: dict[tuple[str, str], TableCheck] = {}
"""Every check, by asset and name, in the order of their definition."""


def required_checks() -> dict[str, list[str]]:
    """For each table its blocking checks, in the order of their definition."""
    required: dict[str, dict[str, None]] = {table: {} for table in TABLES}
    for check in CHECKS.values():
        if check.blocking:
            required[check.table][check.name] = None
    return {table: list(names) for table, names in required.items()}


class GuardedWarehouse(Warehouse):
    """The warehouse of the platform: a version counts once it has passed all blocking checks of its table."""

    @property
    def required_checks(self) -> Mapping[str, Sequence[str]]:
        """For each table its blocking checks."""
        return required_checks()


def table_check(
    table: str,
    name: str,
    *,
    protects: Protected,
    reads: Sequence[str] = (),
    blocking: bool = True,
    asset: dg.AssetKey | None = None,
    partition: str | None = None,
) -> Callable[[Verdict], Verdict]:
    """Decorator: a check of a table, described by the docstring of its function.

    The outcome is kept beside the version that was audited. A red blocking check stops its run, and keeps later runs
    and readers from the version.

    Args:
        table: `stage.name`, a key of the contracts.
        name: Name of the check.
        protects: What it protects; the UI says so, and `docs/checks.md` is in that order.
        reads: Tables beside the audited one that the check reads; it waits for them.
        blocking: Whether red stops what comes after; otherwise red is a warning.
        asset: Asset of the check where it is not the table's own (models write two tables).
        partition: The only partition that is audited, where the asset itself has none.
    """

    def decorate(function: Verdict) -> Verdict:
        key = "/".join((asset or asset_key(table)).path)
        description = inspect.getdoc(function) or ""
        CHECKS[key, name] = TableCheck(
            key, table, name, protects, blocking, description, tuple(reads), function, partition
        )
        return function

    return decorate


def steps_of_checks() -> list[dg.AssetChecksDefinition]:
    """All checks as Dagster runs them, in two steps an asset, since a step costs more than most checks.

    What blocks is one step and what warns another: a warning may compare with a table that waits for the blocking ones.
    """
    together: dict[tuple[str, bool], list[TableCheck]] = {}
    for check in CHECKS.values():
        together.setdefault((check.asset, check.blocking), []).append(check)
    return [_step(asset, "checks" if blocking else "warnings", group) for (asset, blocking), group in together.items()]


def _step(asset: str, kind: str, checks: Sequence[TableCheck]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(
            check.name,
            asset=check.key,
            description=f"Protects {check.protects}: {PROTECTED[check.protects]}.\n\n{check.description}",
            metadata={"protects": check.protects},
            blocking=check.blocking,
            additional_deps=[asset_key(other) for other in check.reads],
        )
        for check in checks
    ]

    @dg.multi_asset_check(name=f"{asset.replace('/', '__')}_{kind}", specs=specs, can_subset=True)
    def step(context: dg.AssetCheckExecutionContext, warehouse: Warehouse) -> Iterator[dg.AssetCheckResult]:
        broken: list[Exception] = []
        for check in checks:
            if dg.AssetCheckKey(check.key, check.name) not in context.selected_asset_check_keys:
                continue
            try:
                result = _asked(context, warehouse, check)
            except Exception as error:  # the other checks of the asset are asked all the same
                context.log.exception(f"Check {check.name} of {asset} could not be asked.")
                broken.append(error)
            else:
                yield result
        if broken:
            raise broken[0]

    return step


def _asked(context: dg.AssetCheckExecutionContext, warehouse: Warehouse, check: TableCheck) -> dg.AssetCheckResult:
    """Ask a check, and keep its outcome beside the versions that it audited."""
    keys = [check.partition] if check.partition else _partitions_of_run(context, check.table)
    versions = tuple(warehouse.store.latest(check.table, key, context.run.run_id) for key in keys)
    outcome = check.verdict(Audited(warehouse, context.run.run_id, versions))
    for version in versions:
        warehouse.store.record(version, check.name, {"passed": outcome.passed, "summary": outcome.summary})
    return dg.AssetCheckResult(
        check_name=check.name,
        asset_key=check.key,
        passed=outcome.passed,
        severity=dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
        description=outcome.summary,
        metadata=dict(outcome.measured),
    )


def _partitions_of_run(context: dg.AssetCheckExecutionContext, table: str) -> Sequence[str]:
    """What a check audits: the partitions of its run; all of them where the run is not about any."""
    run = context.op_execution_context
    if TABLES[table].partition in ("dataset", "replicate") and (run.has_partition_key or run.has_partition_key_range):
        return run.partition_keys
    return PARTITION_KEYS[TABLES[table].partition]
