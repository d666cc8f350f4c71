"""The one property of all readers, and the count of its cases."""

from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from lunar_assets.errors import LunarError
from lunar_tests.fuzz.cells import Unknown, Unreadable
from lunar_tests.fuzz.effects import Damaged, Effect
from lunar_tests.fuzz.formats import Format

OUTCOMES = ("error of ours", "same", "as written")
LONGEST_MESSAGE = 6_000
Tally = Counter[tuple[str, str]]
"""Number of cases by kind of file and outcome."""


def examine(kind: str, formats: list[Format], folder: Path, examples: int, tally: Tally) -> None:
    """Let the readers of a kind of files read generated bad ones; every run has the same cases.

    Args:
        kind: Kind of files, for the count.
        formats: Files of the kind.
        folder: Where the damaged file is put.
        examples: How many cases.
        tally: Where they are counted.
    """
    path = folder / "damaged"
    right = []
    for format in formats:
        path.write_bytes(format.content)
        right.append(format.read(path))
    cases = st.integers(0, len(formats) - 1).flatmap(lambda i: st.tuples(st.just(i), formats[i].damaged))

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def holds(case: tuple[int, Damaged]) -> None:
        place, damaged = case
        note(f"{formats[place].called[0]}: {', '.join(damaged.steps)}; {len(damaged.content)} bytes")
        tally[kind, judge(formats[place], damaged, right[place], path)] += 1

    holds()


def judge(format: Format, damaged: Damaged, right: object, path: Path) -> str:
    """The outcome of a case; a library's exception goes through and fails the test."""
    path.write_bytes(damaged.content)
    try:
        found = format.read(path)
    except LunarError as error:
        _judge_error(str(error), format, damaged)
        return "error of ours"
    if damaged.effect == Effect.WRITTEN:
        try:
            expected = format.written(damaged.content)
        except Unknown:
            expected = right
        except Unreadable as problem:
            raise AssertionError(f"read, although there is no right reading: {problem}") from None
    else:
        assert damaged.effect != Effect.ERROR, "read, although there is no right reading"
        expected = right
    assert _same(found, expected), f"read as {_shown(found, expected)}"
    return "same" if _same(found, right) else "as written"


def _judge_error(message: str, format: Format, damaged: Damaged) -> None:
    assert damaged.effect != Effect.SAME, f"refused, although nothing is wrong: {message}"
    assert any(name in message for name in format.called), f"the file is not named: {message}"
    assert not damaged.place or any(place in message for place in damaged.place), f"the place is not named: {message}"
    assert len(message) < LONGEST_MESSAGE, f"a message of {len(message)} characters"


def _same(one: object, two: object) -> bool:
    return bool(one == two)


def _shown(found: object, expected: object) -> str:
    """The beginnings of two readings from where they differ."""
    one, two = repr(found), repr(expected)
    place = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    start = max(0, place - 100)
    return f"...{one[start : place + 100]}...; expected ...{two[start : place + 100]}..."
