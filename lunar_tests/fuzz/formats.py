"""What there is to test of a format: how the platform reads a file, what the file says, and how it gets damaged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from lunar_tests.fuzz.effects import Damaged


@dataclass(frozen=True)
class Format:
    """A file of a format.

    Attributes:
        content: The file as it should be.
        called: What an error must name: any of these.
        read: The file as the platform reads it, in plain objects that can be compared.
        written: What a file says, in the same objects.
        damaged: Damaged files.
    """

    content: bytes
    called: Sequence[str]
    read: Callable[[Path], Any] = field(repr=False)
    written: Callable[[bytes], Any] = field(repr=False)
    damaged: st.SearchStrategy[Damaged] = field(repr=False)


def plain(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple]:
    """The rows of a frame in an order of their own; what is missing is None."""
    values = frame[list(columns)].astype("object").itertuples(index=False)
    return sorted((tuple(None if pd.isna(value) else value for value in row) for row in values), key=repr)
