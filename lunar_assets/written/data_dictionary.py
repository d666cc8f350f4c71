"""The data dictionary, written from the contracts; `make docs` puts it into `docs/data_dictionary.md`."""

from lunar_assets.graph.lineage import comment_with_origin
from lunar_assets.warehouse.contracts import STAGES, TABLES, Column, Table


def data_dictionary() -> str:
    """All tables and columns as Markdown, in the order of the stages."""
    parts = [
        "# Data dictionary",
        "",
        "Written from the contracts (`make docs`); the same words, but for what a column is made from, stand as "
        "comments in `lunar.duckdb` (`select * from duckdb_columns()`).",
        "",
    ]
    for stage in STAGES:
        parts += [f"## {stage}", ""]
        for table in TABLES.values():
            if table.stage == stage:
                parts += _table(table)
    return "\n".join(parts)


def _table(table: Table) -> list[str]:
    key = f"Key: {', '.join(table.key)}." if table.key else "One row."
    divided = f" Stored by {table.partition}." if table.partition else ""
    empty = " May be empty." if table.may_be_empty else ""
    lines = [f"### {table.full_name}", "", table.comment, "", f"{key}{divided}{empty}", ""]
    lines += ["| column | type | may be missing | values | meaning |", "|---|---|---|---|---|"]
    lines += [_row(table, column) for column in table.columns]
    if table.further_columns:
        lines.append(
            _row(table, table.further_columns).replace(f"| {table.further_columns.name} |", "| one a feature |", 1)
        )
    return [*lines, ""]


def _row(table: Table, column: Column) -> str:
    ends = [f"{bound:g}" if bound is not None else "" for bound in (column.minimum, column.maximum)]
    values = ", ".join(map(str, column.allowed or ())) or (" to ".join(ends).strip() if any(ends) else "")
    if column.allowed is None and column.minimum is not None and column.maximum is None:
        values = f"at least {ends[0]}"
    missing = "yes" if column.nullable else ""
    return f"| {column.name} | {column.type} | {missing} | {values} | {comment_with_origin(table.full_name, column)} |"


if __name__ == "__main__":
    print(data_dictionary())
