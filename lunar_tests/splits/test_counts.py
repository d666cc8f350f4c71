from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split

from lunar_assets.splits.counts import counts_of_strata, part_sizes


@given(st.integers(4, 2000))
def test_part_sizes_are_those_of_two_rounds_of_train_test_split(n):
    rest, test = train_test_split(range(n), test_size=0.15, random_state=0)
    train, validation = train_test_split(rest, test_size=0.176, random_state=0)
    assert part_sizes(n) == (len(train), len(validation), len(test))


@pytest.mark.parametrize(("n", "sizes"), [(191, (133, 29, 29)), (101, (70, 15, 16))])
def test_part_sizes_of_the_published_cohorts(n, sizes):
    assert part_sizes(n) == sizes


def test_totals_are_the_part_sizes_where_shares_leave_room_for_them():
    counts = counts_of_strata([[52], [52], [5], [21], [36], [25]])
    assert tuple(map(sum, zip(*(row for group in counts for row in group), strict=True))) == (133, 29, 29)


def test_shares_come_before_part_sizes():
    # 35 patients: train_test_split makes 23, 6, 6, but 33 patients owe train at least 22.1 and 2 owe it at least 0.4.
    [[two], [many]] = counts_of_strata([[2], [33]])
    assert part_sizes(35) == (23, 6, 6)
    assert abs(many[0] - 0.7 * 33) <= 1
    assert abs(two[0] - 0.7 * 2) <= 1
    assert two[0] + many[0] == 24


def test_train_test_split_alone_may_leave_a_stratum_more_than_one_patient_off():
    # Why counts are chosen here: the 29 patients of a stratum owe train 20.3, and two rounds give it 19.
    strata = [stratum for stratum, n in enumerate([29, 34, 8, 5, 34]) for _ in range(n)]
    rest, _ = train_test_split(range(len(strata)), test_size=0.15, stratify=strata, random_state=0)
    train, _ = train_test_split(rest, test_size=0.176, stratify=[strata[i] for i in rest], random_state=0)
    assert [strata[i] for i in train].count(0) == 19
    assert counts_of_strata([[29], [34], [8], [5], [34]])[0][0][0] == 20


@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=3), min_size=1, max_size=6))
def test_every_cell_and_every_group_of_cells_is_within_one_patient_of_its_share(groups):
    counts = counts_of_strata(groups)
    for sizes, rows in zip(groups, counts, strict=True):
        assert [sum(row) for row in rows] == sizes
        whole = tuple(map(sum, zip(*rows, strict=True)))
        for row, size in [*zip(rows, sizes, strict=True), (whole, sum(sizes))]:
            assert min(row) >= 0
            assert all(abs(20 * n - weight * size) <= 20 for n, weight in zip(row, (14, 3, 3), strict=True))


def rows_within_one_patient(size):
    """Every way to divide a stratum that leaves each part within one patient of its share."""
    near = [[n for n in range(size + 1) if abs(20 * n - weight * size) <= 20] for weight in (14, 3, 3)]
    return [row for row in product(*near) if sum(row) == size]


@given(st.lists(st.integers(2, 60), min_size=1, max_size=6))
@example([43] * 5)  # 215 patients: train_test_split gives train 149, but every 43 owe it at least 29.1, so 30
@example([3, 3, 6, 23])
def test_no_division_within_the_shares_comes_nearer_to_the_part_sizes(sizes):
    def distance(totals):
        return sum(abs(n - wanted) for n, wanted in zip(totals, part_sizes(sum(sizes)), strict=True))

    reachable = {(0, 0, 0)}
    for size in sizes:
        steps = rows_within_one_patient(size)
        reachable = {tuple(map(sum, zip(totals, row, strict=True))) for totals in reachable for row in steps}
    counts = counts_of_strata([[size] for size in sizes])
    totals = tuple(map(sum, zip(*(row for [row] in counts), strict=True)))
    assert distance(totals) == min(map(distance, reachable))
