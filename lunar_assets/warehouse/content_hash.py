"""One hash for the content of a table, the same for the same rows in the same order, whatever file holds them."""

import hashlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from lunar_assets.warehouse.contracts import Table


def content_hash(table: pa.Table, contract: Table) -> str:
    """SHA-256 over names, types and values of all columns that are not volatile.

    Args:
        table: Rows that keep the contract.
        contract: Says which columns are volatile (times, paths, run ids).

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for column in contract.columns_of(table.column_names):
        if not column.volatile:
            digest.update(f"{column.name}:{column.type}:{table.num_rows};".encode())
            digest.update(_values(table[column.name].combine_chunks()))
    return digest.hexdigest()


def _values(array: pa.Array) -> bytes:
    if pa.types.is_dictionary(array.type):
        # Hash the few distinct texts, then look them up: millions of rows cost one gather.
        words = _hash_of_texts(array.dictionary.to_pylist())
        codes = pc.fill_null(array.indices, len(words)).to_numpy(zero_copy_only=False)
        return np.append(words, np.uint64(0))[codes].tobytes()
    if pa.types.is_string(array.type):
        coded = array.dictionary_encode()
        return _values(coded)
    missing = array.is_null().to_numpy(zero_copy_only=False)
    values = array.cast(pa.int64()) if pa.types.is_timestamp(array.type) or pa.types.is_boolean(array.type) else array
    return values.fill_null(0).to_numpy(zero_copy_only=False).tobytes() + np.packbits(missing).tobytes()


def _hash_of_texts(texts: list[str]) -> np.ndarray:
    return pd.util.hash_array(np.array(texts, dtype=object), categorize=False).astype(np.uint64)
