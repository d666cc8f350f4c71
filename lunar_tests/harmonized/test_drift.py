"""Figures of a table now beside those of the last publication."""

import duckdb
import pandas as pd
import pytest

from lunar_assets.harmonized.drift import FIGURES, moves, query

MUTATIONS = "harmonized.mutations"


def calls(samples: int = 20, silent: int = 5, dataset: str = "tcga") -> pd.DataFrame:
    rows = [
        (dataset, f"S{s}", f"GENE{g}", "Silent" if g < silent else "Missense_Mutation", 1)
        for s in range(samples)
        for g in range(20)
    ]
    return pd.DataFrame(rows, columns=["dataset", "sample_id", "symbol", "variant_classification", "n"])


def compared(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    with duckdb.connect() as connection:
        connection.register("former", before)
        connection.register("present", now)
        figures = query(MUTATIONS)
        return moves(
            MUTATIONS, *(connection.execute(figures.replace("stored", name)).df() for name in ("former", "present"))
        )


def beyond(before: pd.DataFrame, now: pd.DataFrame) -> set[str]:
    found = compared(before, now)
    return set(found.loc[found["beyond"], "figure"])


def test_the_same_rows_have_not_moved():
    found = compared(calls(), calls())
    assert list(found["figure"]) == [figure.name for figure in FIGURES[MUTATIONS]]
    assert not found["beyond"].any() and (found["change"] == 0).all()


@pytest.mark.parametrize(
    ("samples", "moved"),
    [(22, set()), (23, {"rows", "samples", "calls"}), (18, set()), (17, {"rows", "samples", "calls"})],
)
def test_sizes_may_change_by_a_tenth(samples, moved):
    assert beyond(calls(20), calls(samples)) == moved


def test_shares_may_change_by_five_points():
    assert beyond(calls(silent=5), calls(silent=6)) == set()
    assert beyond(calls(silent=5), calls(silent=7)) == {"share_silent"}
    assert beyond(calls(silent=5), calls(silent=0)) == {"share_silent"}


def test_a_cohort_that_was_not_there_before_is_not_compared():
    assert set(compared(calls(), pd.concat([calls(), calls(dataset="glass")]))["dataset"]) == {"tcga"}


def test_a_figure_that_is_missing_on_one_side_has_moved():
    columns = [figure.name for figure in FIGURES["harmonized.clinical"]]
    before = pd.DataFrame([["tcga", *range(1, len(columns) + 1)]], columns=["dataset", *columns]).astype(
        {c: float for c in columns}
    )
    now = before.assign(median_age_years=float("nan"))
    found = moves("harmonized.clinical", before, now)
    assert list(found.loc[found["beyond"], "figure"]) == ["median_age_years"]
    assert not moves("harmonized.clinical", now, now)["beyond"].any()


def test_what_begins_at_nothing_has_moved_without_limit():
    nothing = compared(calls(), calls())[["figure"]].assign(value=0.0).set_index("figure")["value"]
    before = pd.DataFrame([{"dataset": "tcga", **nothing}])
    found = moves(MUTATIONS, before, before.assign(calls=3.0))
    assert list(found.loc[found["beyond"], "figure"]) == ["calls"]
