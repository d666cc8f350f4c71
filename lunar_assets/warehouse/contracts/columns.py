"""The vocabulary in which a contract is written: a table, its columns, and short constructors for each column type."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "integer", "double", "boolean", "timestamp"]
Partition = Literal["dataset", "model", "replicate"]


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means, and which values it may hold.

    Attributes:
        name: Name in Parquet, DuckDB and every frame.
        type: Logical type; text is UTF-8, integer 64 bits, double 64 bits, timestamp UTC with microseconds.
        comment: One sentence for a reader of the table.
        nullable: Whether a value may be missing.
        allowed: The only values that may occur, in their order; None for any.
        minimum: Smallest value, inclusive.
        maximum: Largest value, inclusive.
        volatile: Whether the value differs between two runs of the same data (times, paths, run ids), so that it is
            left out of the content hash.
    """

    name: str
    type: ColumnType
    comment: str
    nullable: bool = False
    allowed: tuple[str, ...] | tuple[int, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    volatile: bool = False


@dataclass(frozen=True)
class Table:
    """One table of the warehouse and the promises that every stored version of it keeps.

    Attributes:
        stage: The stage, asset group, schema and folder.
        name: Name within the stage.
        comment: What one row is, for a reader.
        columns: All columns in their order.
        key: Columns that identify a row.
        partition: The column that the stored files are divided by, or None.
        may_be_empty: Whether no rows at all is a valid content.
        optional: Whether a job of its own makes it: a publication shows it without rows until that job has run.
        further_columns: The column that stands for any number of columns named by the data, or None.
    """

    stage: str
    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partition: Partition | None = None
    may_be_empty: bool = False
    optional: bool = False
    further_columns: Column | None = None

    @property
    def full_name(self) -> str:
        """`stage.name`, as it is written in SQL."""
        return f"{self.stage}.{self.name}"

    def columns_of(self, names: list[str]) -> Iterator[Column]:
        """The contract's column for each name; names beyond the declared ones follow `further_columns`.

        Raises:
            KeyError: A name is not declared and the table has no further columns.
        """
        declared = {column.name: column for column in self.columns}
        for name in names:
            if name not in declared and self.further_columns is None:
                raise KeyError(name)
            yield declared.get(name) or _renamed(self.further_columns, name)


def _renamed(column: Column | None, name: str) -> Column:
    if column is None:
        raise KeyError(name)
    return Column(name, column.type, column.comment, column.nullable, column.allowed, column.minimum, column.maximum)


def text(
    name: str,
    comment: str,
    *,
    allowed: tuple[str, ...] | None = None,
    nullable: bool = False,
    volatile: bool = False,
) -> Column:
    """A column of UTF-8 text."""
    return Column(name, "text", comment, nullable=nullable, allowed=allowed, volatile=volatile)


def integer(
    name: str,
    comment: str,
    *,
    allowed: tuple[int, ...] | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    nullable: bool = False,
) -> Column:
    """A column of whole numbers: counts, days, ordinal categories."""
    return Column(name, "integer", comment, nullable, allowed, minimum, maximum)


def double(
    name: str,
    comment: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    nullable: bool = False,
    volatile: bool = False,
) -> Column:
    """A column of finite double-precision numbers."""
    return Column(name, "double", comment, nullable, None, minimum, maximum, volatile)


def boolean(name: str, comment: str, *, nullable: bool = False) -> Column:
    """A column of flags."""
    return Column(name, "boolean", comment, nullable=nullable)


def timestamp(name: str, comment: str) -> Column:
    """A column of points in time (UTC); never part of the content hash."""
    return Column(name, "timestamp", comment, volatile=True)
