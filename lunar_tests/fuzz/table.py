"""A delimited text taken apart into comments, header and rows, so that it can be damaged and written again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Table:
    """What a text holds, and how it is written.

    Attributes:
        comments: Lines before the header.
        header: Names of the columns.
        rows: Fields of every row.
        ends: Line ends, taken in turn.
        tail: What follows the last row.
        delimiter: What stands between fields.
        encoding: Encoding; a byte order mark is part of it.
    """

    comments: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ends: Sequence[str] = ("\n",)
    tail: str = "\n"
    delimiter: str = "\t"
    encoding: str = "utf-8"

    @classmethod
    def of(cls, content: bytes, *, comments: bool, encoding: str) -> Self:
        """Take a well-formed text apart."""
        lines = content.decode(encoding).removesuffix("\n").split("\n")
        first = next(place for place, line in enumerate(lines) if not (comments and line.startswith("#")))
        header, *rows = (tuple(line.split("\t")) for line in lines[first:])
        return cls(tuple(lines[:first]), header, tuple(rows), encoding=encoding)

    def written(self) -> bytes:
        """The bytes of the text."""
        lines = [*self.comments, *(self.delimiter.join(fields) for fields in (self.header, *self.rows))]
        text = "".join(line + self.ends[place % len(self.ends)] for place, line in enumerate(lines[:-1]))
        return (text + lines[-1] + self.tail).encode(self.encoding)

    def line_of(self, row: int) -> int:
        """The line of a row."""
        return len(self.comments) + 2 + row

    def with_columns(self, places: Sequence[int]) -> Self:
        """The columns at these places only, in this order."""
        header, *rows = (tuple(fields[place] for place in places) for fields in (self.header, *self.rows))
        return replace(self, header=header, rows=tuple(rows))

    def with_column(self, place: int, name: str, values: Sequence[str]) -> Self:
        """One column more."""
        rows = tuple((*row[:place], value, *row[place:]) for row, value in zip(self.rows, values, strict=True))
        return replace(self, header=(*self.header[:place], name, *self.header[place:]), rows=rows)

    def with_cell(self, row: int, column: int, text: str) -> Self:
        """Another text in one cell."""
        fields = self.rows[row]
        return self.with_row(row, (*fields[:column], text, *fields[column + 1 :]))

    def with_row(self, row: int, *instead: tuple[str, ...]) -> Self:
        """These rows in place of one."""
        return replace(self, rows=(*self.rows[:row], *instead, *self.rows[row + 1 :]))

    def column(self, place: int) -> list[str]:
        """The values of a column."""
        return [row[place] for row in self.rows]
