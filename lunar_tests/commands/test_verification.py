"""Two publications are compared table by table, by the hash of their content."""

from lunar_assets.commands.verification import differences, published_contents
from lunar_assets.warehouse.store import Store

FIRST = {"cohort.patients": "a" * 64, "evaluation.metrics": "b" * 64}


def test_the_same_contents_differ_in_nothing():
    assert differences(FIRST, dict(FIRST)).empty


def test_a_table_with_another_content_is_named_with_both():
    found = differences(FIRST, FIRST | {"evaluation.metrics": "c" * 64})
    assert found.to_dict("records") == [{"table": "evaluation.metrics", "before": "b" * 16, "after": "c" * 16}]


def test_a_table_that_one_of_them_lacks_is_a_difference():
    found = differences(FIRST, {"cohort.patients": "a" * 64, "models.trials": "d" * 64})
    assert found[["table", "before", "after"]].values.tolist() == [
        ["evaluation.metrics", "b" * 16, ""],
        ["models.trials", "", "d" * 16],
    ]


def test_before_the_first_publication_there_is_nothing_to_compare(tmp_path):
    assert published_contents(Store(tmp_path)) == {}
