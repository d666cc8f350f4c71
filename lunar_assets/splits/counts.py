"""How many patients of every stratum go to train, validation and test: whole numbers only, nothing is drawn here.

Two rounds of `train_test_split(stratify=...)` round twice: a stratum may end more than one patient off its share, and
strata of a few patients make the second round fail for some seeds. So the counts are chosen first, over all strata at
once, and patients are drawn to fit them.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from lunar_assets.splits.strata import TWENTIETHS

Counts = tuple[int, int, int]
"""Train, validation, test."""

Tables = dict[Counts, tuple[int, tuple[Counts, ...]]]
"""For every sum over some strata: the cost of the cheapest way to get there, and that way, a row a stratum."""

TEST_SHARE = 0.15
VALIDATION_SHARE_OF_REST = 0.176
WEIGHTS = tuple(TWENTIETHS.values())
ONE_PATIENT = 20


def part_sizes(n: int) -> Counts:
    """Sizes of train, validation and test as two rounds of scikit-learn's `train_test_split` give them.

    Test 15 % first, then validation 0.176 of the rest, each rounded up (Patricoski-Chavez et al. 2025, Methods, and the
    study's code): 191 patients give 133, 29, 29 and 101 give 70, 15, 16.
    """
    test = ceil(TEST_SHARE * n)
    validation = ceil(VALIDATION_SHARE_OF_REST * (n - test))
    return n - test - validation, validation, test


def counts_of_strata(groups: Sequence[Sequence[int]]) -> list[list[Counts]]:
    """Choose the counts of every (label, grade) cell.

    Every cell and every group of cells (a stratum after merging) is within one patient of 70/15/15 in every part. Among
    such tables the one is taken whose totals are nearest to `part_sizes`, then the one with the smallest sum of squared
    deviations, then the smallest by value; the search over tables is exact.

    Args:
        groups: A stratum after merging, as the sizes of its (label, grade) cells.

    Returns:
        Counts in the shape of `groups`.
    """
    tables = _all_sums([_tables_of_group(group) for group in groups])
    wanted = part_sizes(sum(map(sum, groups)))
    _, _, cells = min((_distance(totals, wanted), cost, cells) for totals, (cost, cells) in tables.items())
    ends = [0]
    for group in groups:
        ends.append(ends[-1] + len(group))
    return [list(cells[start:end]) for start, end in pairwise(ends)]


def _tables_of_group(sizes: Sequence[int]) -> Tables:
    tables = _all_sums([_tables_of_cell(size) for size in sizes])
    if len(sizes) == 1:
        return tables
    whole = _tables_of_cell(sum(sizes))
    return {totals: (cost + whole[totals][0], cells) for totals, (cost, cells) in tables.items() if totals in whole}


def _tables_of_cell(size: int) -> Tables:
    train, validation, test = (_near(weight * size) for weight in WEIGHTS)
    rows = [(a, b, size - a - b) for a in train for b in validation if size - a - b in test]
    return {row: (_squared_deviations(row, size), (row,)) for row in rows}


def _squared_deviations(row: Counts, size: int) -> int:
    return sum((ONE_PATIENT * n - weight * size) ** 2 for n, weight in zip(row, WEIGHTS, strict=True))


def _near(due: int) -> range:
    """The counts within one patient of `due` twentieths of a patient."""
    return range(max(0, ceil((due - ONE_PATIENT) / ONE_PATIENT)), (due + ONE_PATIENT) // ONE_PATIENT + 1)


def _all_sums(choices: Sequence[Tables]) -> Tables:
    sums: Tables = {(0, 0, 0): (0, ())}
    for tables in choices:
        longer: Tables = {}
        for (a, b, c), (cost, cells) in sums.items():
            for (x, y, z), (more, row) in tables.items():
                candidate = (cost + more, cells + row)
                totals = (a + x, b + y, c + z)
                longer[totals] = min(candidate, longer.get(totals, candidate))
        sums = longer
    return sums


def _distance(totals: Counts, wanted: Counts) -> int:
    return sum(abs(n - w) for n, w in zip(totals, wanted, strict=True))
