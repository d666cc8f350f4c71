"""One hash for the content of a table, the same for the same rows in the same order, whatever file holds them."""

import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lunar_assets.warehouse.contracts import Column, Table


class ContentHash:
    """The hash of rows as they go by, block by block.

    Every column has a hash of its own, so that the rows are gone through once; theirs is the hash of those.

    Attributes:
        rows: Rows that have gone by.
    """

    def __init__(self, columns: Iterable[Column]) -> None:
        """Begin a table without rows; volatile columns (times, paths, run ids) are left aside."""
        self.rows = 0
        self._columns = {column.name: column for column in columns if not column.volatile}
        self._values = {name: hashlib.sha256() for name in self._columns}
        self._missing = {name: hashlib.sha256() for name in self._columns}

    def add(self, block: pa.Table) -> None:
        """Take the next rows."""
        for name in self._columns:
            array = block[name].combine_chunks()
            if pa.types.is_dictionary(array.type) or pa.types.is_string(array.type):
                self._values[name].update(_hashes_of_texts(array).data)
                continue
            if array.null_count:  # by their places, which where blocks end does not change
                missing = np.flatnonzero(array.is_null().to_numpy(zero_copy_only=False)) + self.rows
                self._missing[name].update(missing.astype(np.int64).tobytes())
            kind = array.type
            plain = array.cast(pa.int64()) if pa.types.is_timestamp(kind) or pa.types.is_boolean(kind) else array
            self._values[name].update(np.ascontiguousarray(plain.fill_null(0).to_numpy(zero_copy_only=False)).data)
        self.rows += block.num_rows

    def hexdigest(self) -> str:
        """SHA-256 over names, types and hashes of the columns and the number of rows, as 64 hexadecimal digits."""
        parts = [
            f"{name}:{column.type}:{self._values[name].hexdigest()}:{self._missing[name].hexdigest()}"
            for name, column in self._columns.items()
        ]
        return hashlib.sha256(f"{self.rows};{';'.join(parts)}".encode()).hexdigest()


def content_hash(table: pa.Table, contract: Table) -> str:
    """The hash of a whole table.

    Args:
        table: Rows that keep the contract.
        contract: Says which columns are volatile.

    Returns:
        64 hexadecimal digits, those of the same rows in blocks.
    """
    hashed = ContentHash(contract.columns_of(table.column_names))
    hashed.add(table)
    return hashed.hexdigest()


def _hashes_of_texts(array: pa.Array) -> np.ndarray:
    """A hash a row: the few distinct texts are hashed and then looked up, so that millions of rows cost one gather."""
    if pa.types.is_string(array.type):
        array = array.dictionary_encode()
    words = _hash_of_texts(array.dictionary.to_pylist())
    codes = pc.fill_null(array.indices, len(words)).to_numpy(zero_copy_only=False)
    return np.append(words, np.uint64(0))[codes]


def _hash_of_texts(texts: list[str]) -> np.ndarray:
    return pd.util.hash_array(np.array(texts, dtype=object), categorize=False).astype(np.uint64)
