"""Numbers are rounded sensibly, and heads, spans and sides of cells are right."""

import pandas as pd
import pytest

from lunar_assets.report.display import Shown, body, concise, fixed, grouped, header, p_value, text, with_range


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("lunar", "lunar"),
        (16756, "16,756"),
        (0.82843, "0.828"),
        (True, "yes"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
    ],
)
def test_a_cell_as_text(value, written):
    assert text(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.8284, "0.828"), (-0.0001, "0.000"), (-0.25, "-0.250"), (float("nan"), "")]
)
def test_fixed_decimals_have_no_negative_zero(value, written):
    assert fixed(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (191.0, "191"),
        (694.25, "694.25"),
        (0.8284313, "0.8284"),
        (0.0001, "0.0001"),
        (-0.00001, "0"),
        (16756.0, "16,756"),
    ],
)
def test_a_concise_number_has_the_decimals_that_it_needs(value, written):
    assert concise(value) == written


@pytest.mark.parametrize(("p", "written"), [(0.0004, "<0.001"), (0.05, "0.050"), (1.0, "1.000")])
def test_p_values_below_what_is_printed_say_so(p, written):
    assert p_value(p) == written


def test_a_number_without_a_range_stands_alone():
    ends = pd.Series([0.6, None]), pd.Series([0.9, None])
    assert with_range(pd.Series([0.75, 0.5]), *ends) == ["0.750\n0.600 to 0.900", "0.500"]


def test_columns_of_a_group_stand_under_one_head():
    frame = pd.DataFrame([["lunar", 1, 2, 3]])
    frame.columns = grouped([("", "model"), ("late", "n"), ("late", "p"), ("early", "n")])
    top, below = header(Shown("Outcomes", frame))
    assert [(head.text, head.columns, head.rows) for head in top] == [("model", 1, 2), ("late", 2, 1), ("early", 1, 1)]
    assert [head.text for head in below] == ["n", "p", "n"]
    assert [head.is_number for head in (top[0], *below)] == [False, True, True, True]


def test_a_name_that_rows_share_stands_once_and_words_stand_on_the_left():
    frame = pd.DataFrame({"variable": ["Sex", "Sex", "Age"], "category": ["Male", "Female", "median"], "n": [1, 2, 3]})
    rows = body(Shown("Patients", frame.assign(note="known"), heads=2, prose=("note",)))
    assert [row[0].rows for row in rows] == [2, 0, 1]
    assert [(cell.is_head, cell.is_number) for cell in rows[0]] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]
