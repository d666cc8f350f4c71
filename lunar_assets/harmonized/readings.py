"""From the text of an upstream column to numbers, days and our words; what cannot be read is an error, not a guess."""

from collections.abc import Mapping

import pandas as pd

from lunar_assets.errors import FormatError

REMEDY = "Get the file anew; if upstream has changed it for good, adapt the module that reads it."
OLDEST_DAYS = 36525
"""No day count of a patient's history is beyond 100 years."""


def refuse(frame: pd.DataFrame, wrong: pd.Series, column: str, name: str, expected: str) -> None:
    """Raise for the first row that is wrong.

    Args:
        frame: A frame of `read_table`: index is the line, first column the key.
        wrong: Which rows are wrong (bool, same index).
        column: Column that is wrong.
        name: Mirror path of the file.
        expected: What was expected instead, in words.

    Raises:
        FormatError: At least one row is wrong; names file, line, key, column, value and what was expected.
    """
    if not wrong.any():
        return
    line = frame.index[wrong.to_numpy()][0]
    row = frame.loc[line]
    raise FormatError(
        f"{name}, line {line} ({frame.columns[0]} {row.iloc[0]}), column {column}: found {row[column]!r}; "
        f"expected {expected}. Rows like it: {int(wrong.sum())}. {REMEDY}"
    )


def text(frame: pd.DataFrame, column: str, name: str) -> pd.Series:  # noqa: ARG001 - same shape as the other readings
    """A column as it is: the reading of free text."""
    return frame[column]


def numbers(frame: pd.DataFrame, column: str, name: str, *, minimum: float, maximum: float) -> pd.Series:
    """A column of numbers as float64; missing stays missing.

    Raises:
        FormatError: A value is no number, or outside minimum to maximum (both allowed).
    """
    values = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    wrong = frame[column].notna() & ~values.between(minimum, maximum)
    refuse(frame, wrong, column, name, f"a number from {minimum:g} to {maximum:g}")
    return values


def translated(frame: pd.DataFrame, column: str, name: str, *, words: Mapping[str, object]) -> pd.Series:
    """A column of categories in our words; missing stays missing.

    Args:
        frame: A frame of `read_table`.
        column: The column.
        name: Mirror path of the file.
        words: Upstream spelling to our word (text, number or flag); None where the spelling says nothing for us.

    Raises:
        FormatError: A value is not one of the upstream spellings.
    """
    wrong = frame[column].notna() & ~frame[column].isin(list(words))
    refuse(frame, wrong, column, name, "one of " + ", ".join(map(repr, words)))
    return frame[column].astype("object").map(words)


def day_counts(frame: pd.DataFrame, column: str, name: str, *, may_precede_diagnosis: bool = False) -> pd.Series:
    """A column of whole days as float64; what is no number is missing, as in the study.

    Args:
        frame: A frame of `read_table`.
        column: The column.
        name: Mirror path of the file.
        may_precede_diagnosis: Whether a negative day is missing (it is a time to nothing) instead of an error.

    Raises:
        FormatError: A day is negative where it may not be, beyond 100 years, or not whole.
    """
    days = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    refuse(frame, days > OLDEST_DAYS, column, name, f"a number of days up to {OLDEST_DAYS}")
    refuse(frame, days % 1 > 0, column, name, "a whole number of days")
    if not may_precede_diagnosis:
        refuse(frame, days < 0, column, name, "a number of days that is not negative")
    return days.where(days >= 0)
