"""Damaged files: damages that follow one another, and what may come of all of them."""

import gzip
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from lunar_tests.fuzz.byte_steps import BYTE_STEPS
from lunar_tests.fuzz.effects import Damaged, Effect, Layout
from lunar_tests.fuzz.table import Table
from lunar_tests.fuzz.table_steps import MILD_STEPS, SEVERE_STEPS


@st.composite
def damaged_table(draw, table: Table, layout: Layout) -> Damaged:
    """A text after one or two mild steps, or none to two and a severe one or one of bytes."""
    kind = draw(st.sampled_from(["mild", "mild", "severe", "bytes"]))
    mild = draw(st.lists(st.sampled_from(MILD_STEPS), min_size=kind == "mild", max_size=2))
    severe = [draw(st.sampled_from(SEVERE_STEPS))] if kind == "severe" else []
    steps, effect, place = [], Effect.SAME, ()
    for step in (*mild, *severe):
        if not table.rows:
            break
        table, now, place = step(draw, table, layout)
        effect = max(effect, now)
        steps.append(step.__name__)
    content = table.written()
    if kind == "bytes":
        last = draw(st.sampled_from(BYTE_STEPS))
        content, now = last(draw, content)
        effect = max(effect, now)
        steps.append(last.__name__)
    elif layout.packed and draw(st.integers(0, 9)) == 0:
        content = gzip.compress(content, mtime=0)
        steps.append("packed")
    return Damaged(content, effect, tuple(steps), place if len(steps) == 1 and kind != "bytes" else ())


@st.composite
def damaged_bytes(draw, content: bytes, of: Sequence[Callable] = BYTE_STEPS) -> Damaged:
    """A file without rows and columns after one or two steps."""
    steps, effect = [], Effect.SAME
    for step in draw(st.lists(st.sampled_from(of), min_size=1, max_size=2)):
        if not content:
            break
        content, now = step(draw, content)
        effect = max(effect, now)
        steps.append(step.__name__)
    return Damaged(content, effect, tuple(steps))
