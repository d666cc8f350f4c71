"""From the text of an upstream column to numbers, days and our words; what cannot be read is an error, not a guess."""

from collections.abc import Mapping

import pandas as pd

from lunar_assets.errors import FormatError

REMEDY = "Get the file anew; if upstream has changed it for good, adapt the module that reads it."
OLDEST_DAYS = 36525
"""No day count of a patient's history is beyond 100 years."""
LONGEST_SHOWN = 80


def shown(value: object) -> str:
    """A value as a message gives it: of a long text the beginning."""
    return repr(value[:LONGEST_SHOWN] if isinstance(value, str) else value)


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
        f"{name}, line {line} ({frame.columns[0]} {str(row.iloc[0])[:LONGEST_SHOWN]}), column {column}: "
        f"found {shown(row[column])}; "
        f"expected {expected}. Rows like it: {int(wrong.sum())}. {REMEDY}"
    )


def text(frame: pd.DataFrame, column: str, name: str) -> pd.Series:  # noqa: ARG001 - same shape as the other readings
    """A column as it is: the reading of free text."""
    return frame[column]


def word(frame: pd.DataFrame, column: str, name: str) -> pd.Series:
    """A column of words that are not listed, as it is.

    Raises:
        FormatError: A value is a number: it belongs to another column.
    """
    refuse(frame, pd.to_numeric(frame[column], errors="coerce").notna(), column, name, "a word, not a number")
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
    """A column of whole days as float64; words in place of a number are missing, as in the study.

    Args:
        frame: A frame of `read_table`.
        column: The column.
        name: Mirror path of the file.
        may_precede_diagnosis: Whether a negative day is missing (it is a time to nothing) instead of an error.

    Raises:
        FormatError: A day is negative where it may not be, beyond 100 years, or not whole; a text has digits and is no
            number; or all that is given are words, and not one and the same.
    """
    days = pd.to_numeric(frame[column], errors="coerce").astype("float64")
    words = frame[column].where(days.isna())
    refuse(frame, words.map(_has_digit, na_action="ignore").eq(True), column, name, "a number of days, or none")
    if days.isna().all() and len(words.dropna().unique()) > 1:
        refuse(frame, words.notna(), column, name, "days in this column, of which no value is a number")
    refuse(frame, days.abs() > OLDEST_DAYS, column, name, f"a number of days up to {OLDEST_DAYS}")
    refuse(frame, days % 1 > 0, column, name, "a whole number of days")
    if not may_precede_diagnosis:
        refuse(frame, days < 0, column, name, "a number of days that is not negative")
    return days.where(days >= 0)


def refuse_other_patients(frame: pd.DataFrame, sample: str, patient: str, name: str) -> None:
    """Raise for the first sample that is not one of its patient, whose id every sample id begins with.

    Raises:
        FormatError: The id in column `sample` does not begin with that in column `patient`.
    """
    of_other = [not str(s).startswith(f"{p}-") for s, p in zip(frame[sample], frame[patient], strict=True)]
    refuse(frame, pd.Series(of_other, frame.index), patient, name, f"the patient that the {sample} begins with")


def _has_digit(text: str) -> bool:
    """Whether a text that is no number was meant to be one: 1,5 or 12d, and digits of other scripts."""
    return any(character.isnumeric() for character in text)
