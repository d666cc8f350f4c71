"""Every patient that changed between two releases has a row that says what, and figures stand side by side."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunar_assets import words
from lunar_assets.report.changes import CHANGES, COMPARISON, changes, comparison
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.report.releases import release

ASTRO, OLIGO, GBM = "Astrocytoma", "Oligodendroglioma", "Glioblastoma"
BEFORE = release(
    [
        ("tcga", "TCGA-1", 388.0, ASTRO),
        ("tcga", "TCGA-2", 500.0, OLIGO),
        ("glass", "GLSS-1", 100.0, GBM),
        ("glass", "GLSS-2", 391.0, ASTRO),
        ("glass", "GLSS-3", 200.0, GBM),
        ("glass", "GLSS-4", 700.0, GBM),
    ],
    390.0,
    [("glass", "GLSS-5", "time_to_recurrence")],
    {"lunar": 0.75, "knn": None},
)
AFTER = release(
    [
        ("tcga", "TCGA-1", 388.0, ASTRO),
        ("tcga", "TCGA-2", 500.0, OLIGO),
        ("glass", "GLSS-1", 500.5, ASTRO),
        ("glass", "GLSS-2", 391.0, ASTRO),
        ("glass", "GLSS-5", 60.0, GBM),
        ("glass", "GLSS-6", 900.0, GBM),
    ],
    387.5,
    [("glass", "GLSS-3", "cns5")],
    {"lunar": 0.8, "mlp": 0.7},
)


def compare(before, after):
    """The figures of two releases, with the changes between them counted."""
    return comparison(before, after, changes(before, after, "a", "b"), "a", "b")


def rows(before, after):
    """Sample and change -> before, after and by_cutoff; None where missing."""
    found = changes(before, after, "a", "b")
    cells = found.astype(object).where(found.notna(), None)
    return {
        (row.sample_id, row.change): (row.before, row.after, row.by_cutoff) for row in cells.itertuples(index=False)
    }


def figures(before, after):
    """Data set and quantity -> before, after and difference; None where missing."""
    found = compare(before, after)
    cells = found.astype(object).where(found.notna(), None)
    return {
        (row.dataset, row.quantity): (row.before, row.after, row.difference) for row in cells.itertuples(index=False)
    }


def test_every_kind_of_change_has_its_row_and_nothing_else_has_one():
    assert rows(BEFORE, AFTER) == {
        ("TCGA-1", "label"): ("early", "late", True),
        ("GLSS-1", "label"): ("early", "late", False),
        ("GLSS-1", "ttr"): ("100", "500.5", False),
        ("GLSS-1", "histology"): (GBM, ASTRO, False),
        ("GLSS-3", "left"): ("early", "cns5", False),
        ("GLSS-4", "left"): ("late", None, False),
        ("GLSS-5", "entered"): ("time_to_recurrence", "early", False),
        ("GLSS-6", "entered"): (None, "late", False),
    }


def test_a_sample_that_is_kept_out_at_another_step_is_in_neither_cohort():
    step, other = (release([("tcga", "TCGA-1", 1.0, GBM)], 390, [("glass", "GLSS-1", s)]) for s in ("clinical", "cns5"))
    assert rows(step, other) == {}


def test_the_same_name_in_two_cohorts_is_two_samples():
    both = release([("tcga", "S-1", 1.0, GBM), ("glass", "S-1", 1.0, GBM)])
    found = changes(both, release([("tcga", "S-1", 1.0, GBM)]), "a", "b")
    assert found[["dataset", "change"]].to_numpy().tolist() == [["glass", "left"]]


def test_rows_are_sorted_and_name_both_releases():
    found = changes(BEFORE, AFTER, "2022-05-31-aaaaaaaa", "2025-02-13-bbbbbbbb")
    key = found[["dataset", "sample_id", "change"]].to_numpy().tolist()
    assert key == sorted(key)
    assert set(found["previous_release"]) == {"2022-05-31-aaaaaaaa"} and set(found["release"]) == {
        "2025-02-13-bbbbbbbb"
    }


@pytest.mark.parametrize(
    ("dataset", "quantity", "expected"),
    [
        ("both", "cutoff_days", (390.0, 387.5, -2.5)),
        ("both", "kept features: expression", (1.0, 1.0, 0.0)),
        ("tcga", "median_days", (445.0, 445.0, 0.0)),
        ("tcga", "early patients", (1.0, 0.0, -1.0)),
        ("glass", "patients", (4.0, 4.0, 0.0)),
        ("glass", "train patients", (4.0, 4.0, 0.0)),
        ("glass", "patients entered", (None, None, 2.0)),
        ("glass", "patients left", (None, None, 2.0)),
        ("glass", "labels changed", (None, None, 1.0)),
        ("glass", "labels moved by the cutoff", (None, None, 0.0)),
        ("tcga", "labels moved by the cutoff", (None, None, 1.0)),
        ("tcga", "auroc: lunar, test", (0.75, 0.8, pytest.approx(0.05))),
        ("tcga", "auroc: mlp, test", (None, 0.7, None)),
        ("tcga", "auroc: knn, test", (None, None, None)),
    ],
)
def test_figures_stand_side_by_side(dataset, quantity, expected):
    assert figures(BEFORE, AFTER)[dataset, quantity] == expected


def test_what_is_about_both_cohorts_comes_first():
    found = compare(BEFORE, AFTER)
    assert list(found["dataset"].unique()) == ["both", "tcga", "glass"]


@pytest.mark.parametrize("after", [AFTER, BEFORE], ids=["changed", "same"])
def test_the_frames_keep_their_contracts(after):
    changed, compared = changes(BEFORE, after, "a", "b"), compare(BEFORE, after)
    assert list(changed.columns) == CHANGES and list(compared.columns) == COMPARISON
    assert conform(changed, TABLES["report.changes"]).num_rows == len(changed)
    assert conform(compared, TABLES["report.release_comparison"]).num_rows == len(compared)


def test_there_are_no_rows_before_a_second_release():
    for table, columns in (("report.changes", CHANGES), ("report.release_comparison", COMPARISON)):
        assert conform(pd.DataFrame(columns=columns), TABLES[table]).num_rows == 0


@st.composite
def releases(draw):
    """A release of up to twelve samples, each a patient, kept out, or not there."""
    states = draw(
        st.lists(
            st.one_of(
                st.none(),
                st.sampled_from(words.COHORT_STEPS),
                st.tuples(st.integers(0, 800).map(lambda half_days: half_days / 2), st.sampled_from(words.CNS5_TYPES)),
            ),
            max_size=12,
        )
    )
    named = [(words.DATASETS[n % 2], f"S-{n}", state) for n, state in enumerate(states)]
    return release(
        [(dataset, sample, *state) for dataset, sample, state in named if isinstance(state, tuple)],
        draw(st.sampled_from([100.0, 200.0, 300.0])),
        [(dataset, sample, state) for dataset, sample, state in named if isinstance(state, str)],
    )


@given(releases())
def test_nothing_changes_between_a_release_and_itself(one):
    assert changes(one, one, "a", "a").empty
    assert set(compare(one, one)["difference"]) == {0.0}


@given(releases(), releases())
def test_the_way_back_mirrors_the_way_there(one, other):
    mirrored = {"entered": "left", "left": "entered"}
    there, back = rows(one, other), rows(other, one)
    assert back == {(s, mirrored.get(c, c)): (after, before, by) for (s, c), (before, after, by) in there.items()}


@given(releases(), releases())
def test_changes_lead_from_one_cohort_to_the_other(one, other):
    def cohort(tables):
        return set(tables["cohort.patients"]["sample_id"])

    found = changes(one, other, "a", "b")
    of = {change: set(found.loc[found["change"] == change, "sample_id"]) for change in words.CHANGES}
    assert cohort(other) == (cohort(one) - of["left"]) | of["entered"]
    moved = set(found.loc[found["by_cutoff"], "sample_id"])
    assert moved == of["label"] - of["ttr"]
    same_cutoff = one["cohort.cutoff"].equals(other["cohort.cutoff"])
    assert not (moved and same_cutoff)
