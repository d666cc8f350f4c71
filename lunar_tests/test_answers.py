"""A page of queries whose answers are no longer those of the database is found out."""

import pytest

from lunar_assets.warehouse.store import Store
from lunar_tests.answers import answered, differences
from lunar_tests.upheaval.small import publish_once

QUERY = "```sql\nselect split, count(*) as n, 0.5 as share from splits.assignments group by all\n```\n"
TABLE = "\n| split   | n   | share   |\n|:--------|:----|:--------|\n| train   | 1   | 0.5     |\n"
PAGE = f"# One\n\n{QUERY}{TABLE}\n# Two\n\n{QUERY}{TABLE}"


@pytest.fixture
def catalogue(tmp_path):
    publish_once(Store(tmp_path), 0)
    return tmp_path / "lunar.duckdb"


@pytest.mark.parametrize("page", [PAGE, PAGE.replace(TABLE, ""), PAGE.replace("train ", "test ")])
def test_answers_are_written_under_every_query_and_once(catalogue, page):
    assert answered(page, catalogue) == PAGE


def test_an_answer_without_rows_says_so(catalogue):
    page = PAGE.replace("group by all", "where position > 0 group by all")
    assert answered(page, catalogue).count("No rows.") == 2


@pytest.mark.parametrize(
    ("was", "now"),
    [("| 1   |", "| 2   |"), ("train ", "test "), ("0.5     ", "0.6     "), (TABLE, "\nNo rows.\n")],
    ids=["a count", "a name", "a share", "all rows"],
)
def test_what_differs_is_told(was, now):
    assert differences(PAGE, PAGE.replace(was, now))


def test_the_last_digits_of_a_share_may_differ():
    assert differences(PAGE, PAGE.replace("0.5     ", "0.52    ")) == []
