"""What a damage is: the bytes that come of it, and what a reader may make of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Effect(IntEnum):
    """What may come of a damage; of several damages the last counts."""

    SAME = 0
    """The reader must give what it gives for the undamaged file."""
    WRITTEN = 1
    """An error of ours, or exactly what is written now."""
    SAME_OR_ERROR = 2
    """An error of ours, or what the undamaged file gives."""
    ERROR = 3
    """An error of ours: there is no right reading."""


class Damaged(NamedTuple):
    """A damaged file.

    Attributes:
        content: The bytes.
        effect: What may come of it.
        steps: What was done, for the message of a test that fails.
        place: Where the message of an error must point to: any of these texts; empty where no place is known.
    """

    content: bytes
    effect: Effect
    steps: tuple[str, ...]
    place: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a delimited text is laid out, as far as damages depend on it.

    Attributes:
        columns: Columns that are read, to the kind of their values; of kind `text` are those that could be any other.
        encoding: Encoding.
        comments: Whether comment lines may lead it.
        quoted: Whether fields may be in double quotes.
        every_column: Whether columns that are not known are read too (samples of a matrix).
        packed: Whether it may be packed with gzip.
    """

    columns: Mapping[str, str]
    encoding: str = "utf-8"
    comments: bool = False
    quoted: bool = False
    every_column: bool = False
    packed: bool = True
