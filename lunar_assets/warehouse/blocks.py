"""Rows on their way into a Parquet file: a whole frame, or blocks of one that need not be in memory all at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lunar_assets import in_memory
from lunar_assets.warehouse.conform import cast, conform, refuse_other_partitions, refuse_violations
from lunar_assets.warehouse.content_hash import ContentHash
from lunar_assets.warehouse.contracts import Table
from lunar_assets.warehouse.key_proof import KeyProof
from lunar_assets.warehouse.quoting import quote

ROW_GROUP_ROWS = 122_880
"""Rows a row group: small enough that a query for one gene reads one group, large enough to compress."""

Blocks = Iterable[pd.DataFrame]
"""At least one frame; all have the same columns, and their rows follow one another."""
Metadata = Callable[[int, str], Mapping[bytes, bytes]]
"""From the number of rows and their content hash to what is said of them in the footer of their file."""

MAKING_SECONDS = "making_seconds"
"""Metadata of an asset that returns `InBlocks`: how long it took until the rows of a partition could be gone
through."""


@dataclass(frozen=True)
class InBlocks:
    """What the asset of a partitioned table returns where a partition is too large for a frame.

    Attributes:
        rows: From the key of a partition to its rows; called when they are stored, one partition after the other.
    """

    rows: Callable[[str], Blocks]


def write_parquet(path: Path, rows: pd.DataFrame | Blocks, contract: Table, partition: str, metadata: Metadata) -> None:
    """Write rows that keep their contract; they are gone through once.

    A frame is judged before it is written, blocks once they are in their file.

    Args:
        path: A new file; where an error is raised it may be there, and is to be removed.
        rows: A frame, or blocks of one.
        contract: Of their table.
        partition: Key of the partition that all rows belong to; empty for an unpartitioned table.
        metadata: Says what the footer says.

    Raises:
        ContractError: The rows break the contract, or belong to another partition.
    """
    if isinstance(rows, pd.DataFrame):
        _write(path, iter([conform(rows, contract)]), contract, partition, metadata)
        return
    proof = KeyProof(contract.key)

    def tables() -> Iterator[pa.Table]:
        for block in rows:
            table = cast(block, contract)
            proof.add(table)
            yield table

    names = _write(path, tables(), contract, partition, metadata)
    with in_memory.connect() as connection:
        connection.execute(f"create temp view candidate as select * from read_parquet({quote(str(path))})")
        refuse_violations(connection, "candidate", contract, names, keys_differ=proof.holds)


def _write(path: Path, tables: Iterator[pa.Table], contract: Table, partition: str, metadata: Metadata) -> list[str]:
    """Write tables of one schema one after the other; returns the names of their columns.

    One is packed and written while the next is made and hashed, which takes as long.
    """
    first = next(tables)
    hashed = ContentHash(contract.columns_of(first.column_names))
    texts = [column.name for column in contract.columns_of(first.column_names) if column.type == "text"]
    # A reader passes over row groups by the range of the first column of the key; later ones, like the samples of every
    # gene, have one range in all groups, and to find it takes a fifth of the writing.
    ranges = [name for name in first.column_names if name not in contract.key[1:] or name not in texts]
    writer = pq.ParquetWriter(path, first.schema, compression="zstd", use_dictionary=texts, write_statistics=ranges)  # pyright: ignore[reportArgumentType]
    with writer as file, ThreadPoolExecutor(1) as beside:
        written = None
        for table in chain([first], tables):
            refuse_other_partitions(table, contract, partition)
            hashed.add(table)
            if written:
                written.result()
            written = beside.submit(file.write_table, table, row_group_size=ROW_GROUP_ROWS)
        if written:
            written.result()
        file.add_key_value_metadata(dict(metadata(hashed.rows, hashed.hexdigest())))
    return first.column_names
