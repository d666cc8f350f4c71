"""When a release is processed: once, after a failure with growing waits, and again when upstream takes one back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunar_assets.raw.cursor import Cursor
from lunar_assets.raw.refresh import FIRST_WAIT, LONGEST_WAIT, Attempt, decide, growing_wait

A, B = "2022-05-31-aaaaaaaa", "2026-01-30-bbbbbbbb"
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def attempt(release: str, number: int, state, minutes_ago: float = 0) -> Attempt:
    return Attempt(release, number, state, None if state == "goes on" else NOON - timedelta(minutes=minutes_ago))


def test_the_first_release_that_is_seen_is_processed():
    assert decide(A, None, [], NOON).attempt == 1


def test_a_release_that_is_published_is_done():
    found = decide(A, A, [attempt(A, 1, "published")], NOON)
    assert found.attempt is None and found.reason == f"Upstream has release {A}, which is published."


def test_a_release_that_was_published_by_hand_is_done_too():
    assert decide(B, B, [], NOON).attempt is None


def test_another_release_is_processed():
    assert decide(B, A, [attempt(A, 1, "published")], NOON).attempt == 1


@pytest.mark.parametrize("release", [A, B])
def test_one_refresh_runs_at_a_time(release):
    found = decide(B, None, [attempt(release, 1, "goes on")], NOON)
    assert found.attempt is None and f"a refresh to release {release} goes on" in found.reason


def test_a_failed_release_waits_and_is_tried_again_under_a_new_number():
    just_failed = [attempt(B, 1, "failed", minutes_ago=9)]
    assert decide(B, A, just_failed, NOON).attempt is None
    assert decide(B, A, just_failed, NOON).reason.endswith("the next is due at 2026-02-01 12:01 UTC.")
    assert decide(B, A, [attempt(B, 1, "failed", minutes_ago=10)], NOON).attempt == 2


def test_the_wait_doubles_with_each_failure():
    failed = [attempt(B, 1, "failed", 60), attempt(B, 2, "failed", 39), attempt(B, 3, "failed", 39)]
    assert decide(B, A, failed, NOON).attempt is None
    assert decide(B, A, failed, NOON + timedelta(minutes=1)).attempt == 4


def test_a_failed_release_does_not_hold_up_the_next_one():
    assert decide(B, None, [attempt(A, 1, "failed", 1)], NOON).attempt == 1


def test_a_release_that_upstream_takes_back_runs_again_under_a_new_number():
    assert decide(A, B, [attempt(A, 1, "published", 900), attempt(B, 1, "published", 400)], NOON).attempt == 2


def test_a_success_ends_the_row_of_failures():
    found = decide(
        A, B, [attempt(A, 1, "failed", 900), attempt(A, 2, "published", 600), attempt(B, 1, "published", 5)], NOON
    )
    assert found.attempt == 3


def test_a_number_is_not_used_again_though_older_runs_were_deleted():
    assert decide(B, A, [attempt(B, 4, "failed", 9999)], NOON).attempt == 5


states = st.sampled_from(["published", "failed"])


@given(st.lists(st.tuples(st.sampled_from([A, B]), states)), st.sampled_from([A, B]), st.sampled_from([None, A, B]))
def test_no_number_is_ever_used_twice_and_a_published_release_never_runs(history, upstream, published):
    attempts: list[Attempt] = []
    for release, state in history:
        number = 1 + sum(one.release == release for one in attempts)
        attempts.append(attempt(release, number, state, minutes_ago=100_000))
    found = decide(upstream, published, attempts, NOON)
    if upstream == published:
        assert found.attempt is None
    else:
        assert found.attempt is not None
        assert (upstream, found.attempt) not in {(one.release, one.number) for one in attempts}


def test_waits_grow_to_a_day_and_no_further():
    waits = [growing_wait(n) for n in range(1, 100)]
    assert waits == sorted(waits) and waits[0] == FIRST_WAIT and waits[-1] == LONGEST_WAIT


def test_a_failed_look_is_repeated_sooner_than_the_usual_time_and_later_each_time():
    six_hours = timedelta(hours=6)
    cursor = Cursor().after_look(A, "c" * 40, NOON, six_hours)
    assert not cursor.is_due(NOON + timedelta(hours=5)) and cursor.is_due(NOON + six_hours)
    first = cursor.after_failure(NOON, six_hours)
    second = first.after_failure(NOON, six_hours)
    assert first.is_due(NOON + FIRST_WAIT) and not second.is_due(NOON + FIRST_WAIT)
    assert first.release == A  # what was seen is not forgotten
    assert Cursor.read(second.text()) == second


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "nonsense",
        "{}",
        '{"other": 1}',
        "[1]",
        '{"next_look": "soon"}',
        '{"next_look": "2999-01-01T00:00:00"}',
    ],
)
def test_a_cursor_that_is_none_leads_to_a_look(text):
    assert Cursor.read(text).is_due(NOON)
