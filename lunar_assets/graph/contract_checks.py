"""The check that every table has: what lies in the files keeps the contract, columns and types included."""

import dagster as dg

from lunar_assets.graph.table_checks import Audited, Outcome, table_check
from lunar_assets.warehouse.catalogue import SQL_TYPES
from lunar_assets.warehouse.conform import violations
from lunar_assets.warehouse.contracts import TABLES, Table

_DUCKDB_NAMES = {"timestamptz": "TIMESTAMP WITH TIME ZONE"}


def contract_checks(stage: str) -> None:
    """Define a blocking contract check for every table of a stage that is an asset of its own."""
    for table, contract in TABLES.items():
        if contract.stage == stage:
            contract_check(table)


def contract_check(
    table: str, *, name: str = "contract", asset: dg.AssetKey | None = None, partition: str | None = None
) -> None:
    """Define the contract check of one table; see `table_check` for the arguments."""

    @table_check(table, name, protects="rows", asset=asset, partition=partition)
    def contract(audited: Audited) -> Outcome:
        """The stored rows keep the contract: columns, types, keys, allowed values and ranges, nothing missing."""
        promised = TABLES[table]
        with audited.table.connect() as connection:
            stored = connection.execute("select column_name, column_type from (describe stored)").fetchall()
            found = type_differences(promised, stored)
            if not found:
                found = violations(connection, "stored", promised, [column for column, _ in stored])
            rows = connection.execute("select count(*) from stored").fetchall()[0][0]
        summary = f"{rows} rows keep the contract." if not found else "; ".join(found)
        measured = {
            "rows": rows,
            "columns": len(stored),
            "broken_promises": len(found),
            "rows_by_partition": {v.partition or "all": v.footer["rows"] for v in audited.versions},
        }
        return Outcome(not found, summary, measured)


def type_differences(contract: Table, stored: list[tuple[str, str]]) -> list[str]:
    """Columns that are missing, not declared, or stored with another type than the contract's."""
    names = [name for name, _ in stored]
    found = [f"column {c.name} is missing" for c in contract.columns if c.name not in names]
    if contract.further_columns is None:
        found += [f"column {n} is not in the contract" for n in names if n not in {c.name for c in contract.columns}]
    if found:
        return found
    for column, (_, kind) in zip(contract.columns_of(names), stored, strict=True):
        expected = _DUCKDB_NAMES.get(SQL_TYPES[column.type], SQL_TYPES[column.type].upper())
        if kind != expected:
            found.append(f"column {column.name} is stored as {kind}, expected {expected}")
    return found
