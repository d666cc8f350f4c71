"""Rows on their way into a Parquet file: a whole frame, or blocks of one that need not be in memory all at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lunar_assets import in_memory
from lunar_assets.warehouse.conform import cast, cast_column, conform, refuse_other_partitions, refuse_violations
from lunar_assets.warehouse.content_hash import content_hash, hash_of_columns
from lunar_assets.warehouse.contracts import Table
from lunar_assets.warehouse.quoting import quote

ROW_GROUP_ROWS = 122_880
"""Rows a row group: small enough that a query for one gene reads one group, large enough to compress."""

Blocks = Iterable[pd.DataFrame]
"""At least one frame; all have the same columns, and their rows follow one another. They are gone through several times
and are the same each time, which an iterator is not."""


@dataclass(frozen=True)
class InBlocks:
    """What the asset of a partitioned table returns where a partition is too large for a frame.

    Attributes:
        rows: From the key of a partition to its rows; called when they are stored, one partition after the other.
    """

    rows: Callable[[str], Blocks]


class Ready(NamedTuple):
    """Rows that can be written.

    Attributes:
        n_rows: Their number.
        content_hash: The same for the same rows, in blocks or not.
        write: Writes them to a new file, with metadata that the file is to have.
    """

    n_rows: int
    content_hash: str
    write: Callable[[Path, Mapping[bytes, bytes]], None]


def ready(rows: pd.DataFrame | Blocks, contract: Table, partition: str) -> Ready:
    """Make sure of rows that are to be written.

    A frame is judged here, blocks once they are in their file: what `write` leaves keeps the contract, or it raises.

    Args:
        rows: A frame, or blocks of one.
        contract: Of their table.
        partition: Key of the partition that all rows belong to; empty for an unpartitioned table.

    Raises:
        ContractError: The rows break the contract, or belong to another partition.
    """
    if isinstance(rows, pd.DataFrame):
        return _frame(rows, contract, partition)
    return _blocks(rows, contract, partition)


def _frame(frame: pd.DataFrame, contract: Table, partition: str) -> Ready:
    table = conform(frame, contract)
    refuse_other_partitions(table, contract, partition)

    def write(path: Path, metadata: Mapping[bytes, bytes]) -> None:
        known = table.replace_schema_metadata(dict(metadata))
        pq.write_table(known, path, row_group_size=ROW_GROUP_ROWS, compression="zstd")

    return Ready(table.num_rows, content_hash(table, contract), write)


def _blocks(blocks: Blocks, contract: Table, partition: str) -> Ready:
    n_rows = 0
    table = pa.table({})
    for block in blocks:
        table = cast(block, contract)
        refuse_other_partitions(table, contract, partition)
        n_rows += table.num_rows
    schema = table.schema  # that of every block

    def write(path: Path, metadata: Mapping[bytes, bytes]) -> None:
        with pq.ParquetWriter(path, schema.with_metadata(dict(metadata)), compression="zstd") as file:
            for block in blocks:
                file.write_table(cast(block, contract), row_group_size=ROW_GROUP_ROWS)
        with in_memory.connect() as connection:
            connection.execute(f"create temp view candidate as select * from read_parquet({quote(str(path))})")
            refuse_violations(connection, "candidate", contract, schema.names)

    hashed = hash_of_columns(
        contract.columns, n_rows, lambda column: (cast_column(block[column.name], column) for block in blocks)
    )
    return Ready(n_rows, hashed, write)
