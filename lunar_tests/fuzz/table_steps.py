"""Damages of the rows and columns of a text; each takes a table and gives another, and what may come of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from lunar_tests.fuzz.effects import Effect, Layout
from lunar_tests.fuzz.table import Table

NUMBERS = (
    *("NA", "nan", "NAN", "NaN", "NaN(1)", "nan(x)", "None", "inf", "-inf", "Infinity", "1e400", "-1e400", "1e-400"),
    *("-", "--5", "5-", "+5", "-5", "-0", "007", "5.", ".5", "12.5", "1e3", "1E5", "1d3", "0x10", "1_0", "5%", "½"),
    *("1,5", "1.234,5", "1,234", "1 000", "１２", "١٢", " 5", "5 ", "5\u00a0", "\ufeff5", "'5", "9" * 20, "9" * 400),
    *("12 days", "not recorded", "[Pending]", "#REF!", "=1/0", "5\t", "5\n"),
)
"""What may stand in place of a number after an accident."""
WORDS = (
    *("", " ", "'", '"', '""', '"x', 'x"', "#", "#N/A", "true", "\\N", "null", "é", "\u2028", "\x85", "\x1a", "12"),
    *("Femole", "MALE ", "male", "Recurrence ", "recurrence", "[Not Available]", "x" * 1_000_000),
    *("TCGA-02-0001", "TCGA-02-0001-01", " TCGA-02-0001-01", "tcga-02-0001-01", "GLSS-19-0266"),
)
"""What may stand in place of a word after an accident."""

Draw = Callable[[st.SearchStrategy], Any]
Step = Callable[[Draw, Table, Layout], tuple[Table, Effect, tuple[str, ...]]]


def _row(draw: Draw, table: Table) -> int:
    return draw(st.integers(0, len(table.rows) - 1))


def _wanted(draw: Draw, table: Table, layout: Layout) -> int:
    """The place of a column that is read."""
    return draw(st.sampled_from([p for p, column in enumerate(table.header) if column in layout.columns]))


def _unread(draw: Draw, table: Table, layout: Layout) -> int | None:
    """The place of a column that is not read."""
    places = [place for place, column in enumerate(table.header) if column not in layout.columns]
    return None if layout.every_column or not places else draw(st.sampled_from(places))


def columns_in_another_order(draw, table, layout):
    return table.with_columns(draw(st.permutations(range(len(table.header))))), Effect.SAME, ()


def an_unread_column_more(draw, table, layout):
    values = draw(st.lists(st.sampled_from(["", "new", "12"]), min_size=len(table.rows), max_size=len(table.rows)))
    place = draw(st.integers(0, len(table.header)))
    effect = Effect.WRITTEN if layout.every_column else Effect.SAME
    return table.with_column(place, draw(st.sampled_from(["NEW", "new column", "N-1"])), values), effect, ()


def an_unread_column_gone_doubled_or_renamed(draw, table, layout):
    place = _unread(draw, table, layout)
    if place is None:
        return columns_in_another_order(draw, table, layout)
    places = list(range(len(table.header)))
    gone, twice = table.with_columns([*places[:place], *places[place + 1 :]]), table.with_columns([*places, place])
    renamed = replace(table, header=(*table.header[:place], "", *table.header[place + 1 :]))
    return draw(st.sampled_from([gone, twice, renamed])), Effect.SAME, ()


def other_line_ends(draw, table, layout):
    ends = draw(st.sampled_from([("\r\n",), ("\n", "\r\n"), ("\r\n", "\n", "\n"), ("\r",), ("\n", "\r", "\r\n")]))
    effect = Effect.WRITTEN if "\r" in ends else Effect.SAME  # of computers of the last century: may be refused
    return replace(table, ends=ends, tail=draw(st.sampled_from(ends))), effect, ()


def another_end_of_the_file(draw, table, layout):
    return replace(table, tail=draw(st.sampled_from(["", "\n\n", "\n\n\n", "\r\n\r\n"]))), Effect.SAME, ()


def a_byte_order_mark(draw, table, layout):
    return replace(table, encoding="utf-8-sig"), Effect.SAME if layout.encoding == "utf-8" else Effect.WRITTEN, ()


def comment_lines_more(draw, table, layout):
    lines = ["#", "# comment", "#version 2.4", "#\t\t", '#"', "#version\r#2.4", "#version\r2.4"]
    more = draw(st.lists(st.sampled_from(lines), min_size=1, max_size=3))
    effect = Effect.SAME if layout.comments and "\r" not in "".join(more) else Effect.WRITTEN
    return replace(table, comments=(*more, *table.comments)), effect, ()


def a_cell(draw, table, layout):
    row = _row(draw, table)
    column = _wanted(draw, table, layout) if draw(st.integers(0, 4)) else draw(st.integers(0, len(table.header) - 1))
    numbers = layout.columns.get(table.header[column]) in ("number", "sample", "flag")
    hostile = st.sampled_from(NUMBERS if numbers else WORDS)
    text = draw(hostile | hostile | st.text(max_size=5) | st.sampled_from(sorted(set(table.column(column)))))
    text = text.encode(layout.encoding, "replace").decode(layout.encoding)
    place = (f"line {table.line_of(row)}", table.header[column])
    return table.with_cell(row, column, text), Effect.WRITTEN, place


def fields_in_quotes(draw, table, layout):
    row = _row(draw, table)
    quoted = ['"' + text.replace('"', '""') + '"' if not text.startswith('"') else text for text in table.rows[row]]
    return table.with_row(row, tuple(quoted)), Effect.SAME if layout.quoted else Effect.WRITTEN, ()


def a_quote_that_is_closed_rows_later(draw, table, layout):
    first, last = sorted(draw(st.tuples(st.integers(0, len(table.rows) - 1), st.integers(0, len(table.rows) - 1))))
    column = draw(st.integers(0, len(table.header) - 1))
    table = table.with_cell(first, column, '"' + table.rows[first][column])
    return table.with_cell(last, column, table.rows[last][column] + '"'), Effect.WRITTEN, ()


def a_row_twice(draw, table, layout):
    row = _row(draw, table)
    return table.with_row(row, table.rows[row], table.rows[row]), Effect.WRITTEN, ()


def a_row_gone(draw, table, layout):
    return table.with_row(_row(draw, table)), Effect.WRITTEN, ()


def rows_in_another_order(draw, table, layout):
    return replace(table, rows=tuple(draw(st.permutations(table.rows)))), Effect.WRITTEN, ()


def the_header_again(draw, table, layout):
    row = _row(draw, table)
    return table.with_row(row, table.rows[row], table.header), Effect.WRITTEN, ()


def a_blank_or_comment_line_between(draw, table, layout):
    row = _row(draw, table)
    line = draw(st.sampled_from(["", "#", "# comment", " "]))
    return table.with_row(row, (line,), table.rows[row]), Effect.WRITTEN, ()


def two_fields_of_a_row_swapped(draw, table, layout):
    row, one, two = _row(draw, table), _wanted(draw, table, layout), draw(st.integers(0, len(table.header) - 1))
    fields = table.rows[row]
    return table.with_cell(row, one, fields[two]).with_cell(row, two, fields[one]), Effect.WRITTEN, ()


def two_names_swapped(draw, table, layout):
    """Only the header changes; the values of two columns stand below the wrong names."""
    one, two = _wanted(draw, table, layout), _wanted(draw, table, layout)
    names = list(table.header)
    kinds = [layout.columns[names[place]] for place in (one, two)]
    told = len(set(kinds)) == 2 and "text" not in kinds and all(any(table.column(place)) for place in (one, two))
    names[one], names[two] = names[two], names[one]
    return replace(table, header=tuple(names)), Effect.ERROR if told else Effect.WRITTEN, ()


def a_row_of_another_width(draw, table, layout):
    row = _row(draw, table)
    fields = table.rows[row]
    place = draw(st.integers(0, len(fields) - 1))
    text = draw(st.sampled_from(["", "x", "12", "\t"]))
    wider, narrower = (*fields[:place], text, *fields[place:]), (*fields[:place], *fields[place + 1 :])
    changed = table.with_row(row, draw(st.sampled_from([wider, narrower])))
    return changed, Effect.ERROR, (f"line {table.line_of(row)}",)


def a_wanted_column_gone_doubled_or_renamed(draw, table, layout):
    keys = [p for p, c in enumerate(table.header) if c in layout.columns and layout.columns[c] != "sample"]
    place, places = draw(st.sampled_from(keys)), list(range(len(table.header)))
    gone, twice = table.with_columns([*places[:place], *places[place + 1 :]]), table.with_columns([*places, place])
    name = table.header[place]
    other = draw(
        st.sampled_from(
            [name.swapcase(), name + " ", "", "x" * 1_000_000, name + "\u200b", name + "\u00ad", name + "é"]
        )
    )
    renamed = replace(table, header=(*table.header[:place], other, *table.header[place + 1 :]))
    return draw(st.sampled_from([gone, twice, renamed])), Effect.ERROR, (name, "line 1:")


def a_header_only(draw, table, layout):
    return replace(table, rows=()), Effect.ERROR, ()


def no_header(draw, table, layout):
    effect = Effect.WRITTEN if table.header in table.rows else Effect.ERROR
    return replace(table, header=table.rows[0], rows=table.rows[1:]), effect, ()


def another_delimiter(draw, table, layout):
    return replace(table, delimiter=draw(st.sampled_from([",", ";", " ", "    ", "|"]))), Effect.ERROR, ()


MILD_STEPS: tuple[Step, ...] = (
    columns_in_another_order,
    an_unread_column_more,
    an_unread_column_gone_doubled_or_renamed,
    other_line_ends,
    another_end_of_the_file,
    a_byte_order_mark,
    comment_lines_more,
    *[a_cell] * 5,
    fields_in_quotes,
    a_quote_that_is_closed_rows_later,
    a_row_twice,
    a_row_gone,
    rows_in_another_order,
    the_header_again,
    two_fields_of_a_row_swapped,
)
"""Steps after which others may follow."""

SEVERE_STEPS: tuple[Step, ...] = (
    a_blank_or_comment_line_between,
    two_names_swapped,
    a_row_of_another_width,
    a_wanted_column_gone_doubled_or_renamed,
    a_header_only,
    no_header,
    another_delimiter,
)
"""Steps after which rows are no rows, or there is no right reading."""
