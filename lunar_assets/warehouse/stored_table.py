"""A stored table as a step gets it: read as a frame, or by SQL where only a part of millions of rows is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from lunar_assets import in_memory
from lunar_assets.warehouse.catalogue import no_rows
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.place import reach
from lunar_assets.warehouse.quoting import quote
from lunar_assets.warehouse.store import Version

WITH_MISSING = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
"""What takes missing values, of types of numpy's that do not."""


@dataclass(frozen=True)
class StoredTable:
    """The versions of one table that a step reads, one a partition.

    Attributes:
        versions: What is read; none of an optional table that is not there.
        table: `stage.name`; needed where there are no versions.
    """

    versions: tuple[Version, ...]
    table: str = ""

    def frame(self) -> pd.DataFrame:
        """All rows, partition by partition; numbers and truth values that may be missing have pandas' own types."""
        with self.connect() as connection:
            table = connection.sql("select * from stored").to_arrow_table()
        frame = table.to_pandas()  # texts stay Arrow's; DuckDB would make an object of each
        for name in table.column_names:
            if table[name].null_count and table[name].type in WITH_MISSING:
                frame[name] = table[name].to_pandas(types_mapper=WITH_MISSING.get)
        return frame

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        """The result of a query over the rows, which it calls `stored`."""
        with self.connect() as connection:
            return connection.execute(query, parameters).df()

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own, in memory, with the rows as view `stored`."""
        connection = in_memory.connect()
        reach(connection, [version.path for version in self.versions])
        files = ", ".join(quote(str(version.path)) for version in self.versions)
        rows = (
            f"select * from read_parquet([{files}], hive_partitioning = false)"
            if files
            else no_rows(TABLES[self.table])
        )
        connection.execute(f"create temp view stored as {rows}")
        return connection
