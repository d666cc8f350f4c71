"""Time to recurrence: best tier first, smallest day within it, and the censoring flag."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets.cohort.time_to_recurrence import time_to_recurrence
from lunar_tests.cohort.rows import event, events

TIERS = st.integers(1, 4)
DAYS = st.integers(0, 5000).map(float)
DATED = st.lists(st.tuples(TIERS, DAYS, st.sampled_from(["a", "b", "c"])), min_size=1, max_size=8)


few = settings(max_examples=30, deadline=None)


def frame_of(dated):
    return events(*(event(1, field, day, tier, day) for tier, day, field in dated))


def test_a_later_day_of_a_better_tier_wins():
    found = time_to_recurrence(events(event(1, "STATUS", "Recurrence", 1, 500), event(1, "DFI.time", 90, 2, 90)))
    assert found.to_dict("records") == [
        {
            "dataset": "tcga",
            "sample_id": "TCGA-06-0001-01",
            "ttr_days": 500.0,
            "ttr_tier": 1,
            "ttr_field": "STATUS",
            "ttr_is_censoring_time": False,
        }
    ]


def test_the_earliest_day_within_the_tier_wins():
    days = {"b": 300, "a": 200, "c": 400}
    found = time_to_recurrence(events(*(event(1, field, day, 3, day) for field, day in days.items())))
    assert found[["ttr_days", "ttr_field"]].to_numpy().tolist() == [[200.0, "a"]]


def test_undated_and_untiered_statements_give_no_time():
    found = time_to_recurrence(events(event(1, "STATUS", "Recurrence", explicit=True), event(2, "DFI", 1)))
    assert found.empty


def test_the_disease_free_interval_of_a_patient_without_event_is_a_censoring_time():
    censored = events(
        event(1, "DFI", 0),
        event(1, "DFI.time", 700, 2, 700),
        event(2, "DFI", 1),
        event(2, "DFI.time", 600, 2, 600),
        event(3, "DFI", 0),
        event(3, "STATUS", "Recurrence", 1, 100),
    )
    assert time_to_recurrence(censored)["ttr_is_censoring_time"].tolist() == [True, False, False]


def test_cohorts_do_not_mix():
    both = events(event(1, "a", 10, 1, 10), event(1, "a", 5, 1, 5, dataset="glass", sample_id="GLSS-1-TP"))
    found = time_to_recurrence(both).set_index("dataset")["ttr_days"]
    assert found.to_dict() == {"glass": 5.0, "tcga": 10.0}


@few
@given(dated=DATED, day=DAYS, data=st.data())
def test_a_day_in_a_worse_tier_never_changes_the_time(dated, day, data):
    best = [(tier - 1 or 1, *rest) for tier, *rest in dated]
    worse = data.draw(st.integers(min(tier for tier, *_ in best) + 1, 4))
    before = time_to_recurrence(frame_of(best))
    pd.testing.assert_frame_equal(time_to_recurrence(frame_of([*best, (worse, day, "a")])), before)


@few
@given(dated=DATED)
def test_the_time_is_the_smallest_day_of_the_first_tier_that_has_one(dated):
    tier = min(tier for tier, _, _ in dated)
    day = min(day for t, day, _ in dated if t == tier)
    found = time_to_recurrence(frame_of(dated))
    assert found[["ttr_days", "ttr_tier"]].to_numpy().tolist() == [[day, tier]]


@few
@given(dated=DATED, data=st.data())
def test_the_order_of_the_statements_does_not_matter(dated, data):
    shuffled = data.draw(st.permutations(dated))
    pd.testing.assert_frame_equal(time_to_recurrence(frame_of(shuffled)), time_to_recurrence(frame_of(dated)))
