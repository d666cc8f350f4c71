"""Cheap proof, while blocks of rows go by, that no key is there twice."""

import math
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

MOST_KEYS = 2**63


class KeyProof:
    """Whether blocks have no key twice, where that can be told without comparing all keys of all blocks.

    It can where no block has a key twice, and no two have a value of the first column of the key in common: blocks of
    whole genes are so. Where it cannot nothing is said, and the keys have to be compared.

    Attributes:
        holds: Whether no key was twice in any block so far.
    """

    def __init__(self, key: Sequence[str]) -> None:
        """Begin without rows; `key` names at least one column."""
        self.holds = bool(key)
        self._key = key
        self._seen: set[object] = set()

    def add(self, block: pa.Table) -> None:
        """Take the next rows; nothing is looked at any more once the proof has failed."""
        if not self.holds:
            return
        columns = [_encoded(block[name]) for name in self._key]
        first = columns[0].dictionary.take(columns[0].indices.unique()).to_pylist()
        self.holds = self._seen.isdisjoint(first) and _all_differ(columns)
        self._seen.update(first)


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    array = column.combine_chunks()
    return array if isinstance(array, pa.DictionaryArray) else array.dictionary_encode()


def _all_differ(columns: Sequence[pa.DictionaryArray]) -> bool:
    """Whether no two rows are the same in all columns; False also where that is not plain."""
    if any(column.null_count for column in columns) or math.prod(len(c.dictionary) for c in columns) > MOST_KEYS:
        return False
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes = codes * len(column.dictionary) + column.indices.to_numpy()
    return bool(np.all(codes[1:] > codes[:-1])) or len(np.unique(codes)) == len(codes)
