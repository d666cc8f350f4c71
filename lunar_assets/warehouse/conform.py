"""From a frame to a table that keeps its contract: cast, complete, and with every broken promise named at once."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from lunar_assets import in_memory
from lunar_assets.errors import ContractError
from lunar_assets.warehouse.contracts import Column, Table
from lunar_assets.warehouse.quoting import identifier, quote

ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}

MOST_HASHED = 10_000_000
"""Keys that are compared at once: their hashes take some 400 MB."""


def conform(frame: pd.DataFrame, contract: Table) -> pa.Table:
    """Cast a frame to its contract and make sure that it keeps every promise of it.

    Args:
        frame: Columns in any order; text columns may be categorical, which keeps millions of rows small.
        contract: The table's contract.

    Returns:
        The rows in their order, columns in the order of the contract, comments in the field metadata.

    Raises:
        ContractError: Names every missing, unexpected or uncastable column and every broken promise, with examples.
    """
    table = cast(frame, contract)
    with in_memory.connect() as connection:
        connection.register("candidate", table)
        refuse_violations(connection, "candidate", contract, table.column_names)
    return table


def cast(frame: pd.DataFrame, contract: Table) -> pa.Table:
    """Cast a frame, or a block of one, to its contract; promises about its values are not looked at.

    Args and the result are those of `conform`.

    Raises:
        ContractError: Names every missing, unexpected or uncastable column.
    """
    names = [str(name) for name in frame.columns]
    problems = _column_problems(names, contract)
    if problems:
        raise _error(contract, problems)
    declared = [column.name for column in contract.columns]
    ordered = declared + [name for name in names if name not in set(declared)]
    arrays: list[pa.Array] = []
    fields: list[pa.Field] = []
    for column in contract.columns_of(ordered):
        try:
            array = _cast_column(frame[column.name], column)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, ValueError, TypeError) as error:
            problems.append(f"column {column.name} does not hold {column.type} values: {error}")
            continue
        arrays.append(array)
        fields.append(pa.field(column.name, array.type, metadata={"comment": column.comment}))
    if problems:
        raise _error(contract, problems)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def refuse_violations(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    contract: Table,
    names: Sequence[str],
    *,
    keys_differ: bool = False,
) -> None:
    """Raise for rows that break a promise of their contract; arguments as for `violations`.

    Raises:
        ContractError: Names every broken promise, with examples.
    """
    if problems := violations(connection, relation, contract, names, keys_differ=keys_differ):
        raise _error(contract, problems)


def violations(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    contract: Table,
    names: Sequence[str],
    *,
    keys_differ: bool = False,
) -> list[str]:
    """Every promise of a contract that the rows of a relation break.

    Args:
        connection: Connection in which the relation exists.
        relation: Name of a table or view of that connection.
        contract: The table's contract.
        names: Columns of the relation.
        keys_differ: Whether it is known already that no key is there twice.

    Returns:
        One sentence a broken promise, with counts and examples; empty when the contract holds.
    """
    tests = [(column, what, sql) for column in contract.columns_of(list(names)) for what, sql in _tests(column)]
    # Of 600 aggregates with filters the planning alone takes half a second.
    counts = ", ".join(f"count_if({sql})" for _, _, sql in tests)
    rows, *broken = connection.execute(
        f"select count(*){', ' if counts else ''}{counts} from {relation}"
    ).fetchone() or (0,)
    found = [] if rows or contract.may_be_empty else ["it has no rows"]
    for (column, what, sql), count in zip(tests, broken, strict=True):
        if count:
            key = ", ".join(map(identifier, (*contract.key, column.name)))
            examples = connection.execute(f"select {key} from {relation} where {sql} limit 3").fetchall()
            found.append(f"{column.name} {what} in {count} rows, for example {_show(contract, column, examples)}")
    if contract.key and not keys_differ and (twice := _doubled_keys(connection, relation, contract.key, rows)):
        found.append(f"its key ({', '.join(contract.key)}) is not unique, for example {twice}")
    elif not contract.key and rows > 1:
        found.append(f"it has {rows} rows, expected one")
    return found


def refuse_other_partitions(rows: pa.Table, contract: Table, partition: str) -> None:
    """Raise for rows of another partition than the one that they are stored as.

    Raises:
        ContractError: Names the partitions that were found.
    """
    if contract.partition is None:
        return
    keys = set(map(str, rows[contract.partition].unique().to_pylist()))
    if keys - {partition}:
        raise ContractError(
            f"{contract.full_name}, partition {partition}: column {contract.partition} holds {sorted(keys)}, expected "
            f"{partition} only. Nothing was stored."
        )


def _doubled_keys(
    connection: duckdb.DuckDBPyConnection, relation: str, names: Sequence[str], rows: int
) -> list[tuple[object, ...]]:
    """Up to three keys that occur more than once.

    Of many rows a range of the first column of the key is looked at after the other, so that memory does not grow with
    them; in files that are sorted by it each range is a few row groups.
    """
    key, first = ", ".join(map(identifier, names)), identifier(names[0])
    for lowest, highest, expected in _ranges(connection, relation, first, rows):
        chosen = (
            f"from {relation} where {first} between $lowest and $highest" if expected < rows else f"from {relation}"
        )
        limits = {"lowest": lowest, "highest": highest} if expected < rows else {}
        # As many hashes as rows prove that no key is doubled, at a tenth of the memory of grouping millions of texts.
        distinct = connection.execute(f"select count(distinct hash({key})) {chosen}", limits).fetchall()[0][0]
        if distinct != expected:
            doubled = f"select {key} {chosen} group by all having count(*) > 1 limit 3"
            if found := connection.execute(doubled, limits).fetchall():
                return found
    return []


def _ranges(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, rows: int
) -> Iterator[tuple[object, object, int]]:
    """Ranges of the values of a column, of at most `MOST_HASHED` rows unless one value has more: ends and rows."""
    if rows <= MOST_HASHED:
        yield None, None, rows
        return
    sql = f"select {column}, count(*) from {relation} where {column} is not null group by all order by all"
    ends: list[object] = []
    total = 0
    for value, n in connection.execute(sql).fetchall():
        if ends and total + n > MOST_HASHED:
            yield ends[0], ends[-1], total
            ends, total = [], 0
        ends, total = [*ends[:1], value], total + n
    yield ends[0], ends[-1], total


def _tests(column: Column) -> list[tuple[str, str]]:
    name = identifier(column.name)
    tests = [] if column.nullable else [("is missing", f"{name} is null")]
    if column.allowed is not None:
        values = ", ".join(quote(v) if isinstance(v, str) else str(v) for v in column.allowed)
        tests.append((f"is not one of {', '.join(map(str, column.allowed))}", f"{name} not in ({values})"))
    if column.minimum is not None:
        tests.append((f"is below {column.minimum}", f"{name} < {column.minimum}"))
    if column.maximum is not None:
        tests.append((f"is above {column.maximum}", f"{name} > {column.maximum}"))
    if column.type == "double":
        tests.append(("is not a finite number", f"not isfinite({name})"))
    return tests


def _show(contract: Table, column: Column, rows: list[tuple[Any, ...]]) -> str:
    names = (*contract.key, column.name)
    return "; ".join(", ".join(f"{n}={v!r}" for n, v in dict(zip(names, row, strict=True)).items()) for row in rows)


def _column_problems(names: list[str], contract: Table) -> list[str]:
    declared = {column.name for column in contract.columns}
    problems = [f"column {name} is missing" for name in sorted(declared - set(names))]
    problems += [
        f"column {name} is there {names.count(name)} times" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if contract.further_columns is None:
        problems += [f"column {name} is not in the contract" for name in sorted(set(names) - declared)]
    return problems


def _cast_column(series: pd.Series, column: Column) -> pa.Array:
    """A column as an array of the type of its contract; raises what Arrow raises for values that are of another."""
    kind = ARROW_TYPES[column.type]
    if column.type == "text" and isinstance(series.dtype, pd.CategoricalDtype):
        codes = pa.array(series.cat.codes.to_numpy().astype(np.int32), mask=series.isna().to_numpy())
        return pa.DictionaryArray.from_arrays(codes, pa.array(series.cat.categories.to_numpy(), kind))
    array = pa.Array.from_pandas(series)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if column.type == "text" and not (pa.types.is_null(array.type) or _is_text(array.type)):
        raise ValueError(f"found {array.type}")
    return array.cast(kind)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _error(contract: Table, problems: list[str]) -> ContractError:
    listed = "\n".join(f"- {problem}" for problem in problems)
    return ContractError(
        f"{contract.full_name} breaks its contract and was not stored; the last good version stays.\n{listed}\n"
        f"Mend the rows where {contract.stage} makes them, or change the contract if it is the contract that is wrong."
    )
