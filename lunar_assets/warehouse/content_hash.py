"""One hash for the content of a table, the same for the same rows in the same order, whatever file holds them."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lunar_assets.warehouse.contracts import Column, Table


def content_hash(table: pa.Table, contract: Table) -> str:
    """SHA-256 over names, types and values of all columns that are not volatile.

    Args:
        table: Rows that keep the contract.
        contract: Says which columns are volatile (times, paths, run ids).

    Returns:
        64 hexadecimal digits.
    """
    columns = contract.columns_of(table.column_names)
    return hash_of_columns(columns, table.num_rows, lambda column: [table[column.name].combine_chunks()])


def hash_of_columns(columns: Iterable[Column], rows: int, blocks: Callable[[Column], Iterable[pa.Array]]) -> str:
    """The same hash of a table whose columns come in blocks.

    Args:
        columns: All columns in their order.
        rows: Rows of the table.
        blocks: From a column to its values, block by block in the order of the rows.

    Returns:
        64 hexadecimal digits: where the blocks begin and end plays no part.
    """
    digest = hashlib.sha256()
    for column in columns:
        if not column.volatile:
            digest.update(f"{column.name}:{column.type}:{rows};".encode())
            for part in _bytes_of(blocks(column)):
                digest.update(part)
    return digest.hexdigest()


def _bytes_of(blocks: Iterable[pa.Array]) -> Iterator[bytes]:
    """All values of a column, then the flags of its missing ones, eight to a byte; texts need no flags."""
    flags: list[np.ndarray] = []
    rest = np.empty(0, dtype=bool)
    for array in blocks:
        if pa.types.is_dictionary(array.type) or pa.types.is_string(array.type):
            yield _hashes_of_texts(array)
            continue
        missing = array.is_null().to_numpy(zero_copy_only=False)
        kind = array.type
        values = array.cast(pa.int64()) if pa.types.is_timestamp(kind) or pa.types.is_boolean(kind) else array
        yield values.fill_null(0).to_numpy(zero_copy_only=False).tobytes()
        rest = np.concatenate([rest, missing])
        whole = len(rest) // 8 * 8
        flags.append(np.packbits(rest[:whole]))
        rest = rest[whole:]
    for packed in (*flags, np.packbits(rest)):
        yield packed.tobytes()


def _hashes_of_texts(array: pa.Array) -> bytes:
    """A hash a row: the few distinct texts are hashed and then looked up, so that millions of rows cost one gather."""
    if pa.types.is_string(array.type):
        array = array.dictionary_encode()
    words = _hash_of_texts(array.dictionary.to_pylist())
    codes = pc.fill_null(array.indices, len(words)).to_numpy(zero_copy_only=False)
    return np.append(words, np.uint64(0))[codes].tobytes()


def _hash_of_texts(texts: list[str]) -> np.ndarray:
    return pd.util.hash_array(np.array(texts, dtype=object), categorize=False).astype(np.uint64)
