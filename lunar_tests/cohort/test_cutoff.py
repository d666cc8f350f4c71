"""The cutoff: half the sum of the two medians, or the pinned day; never from one cohort alone."""

import pandas as pd
import pytest

from lunar_assets.cohort.cutoff import cutoff
from lunar_assets.errors import MissingDataError
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.cohort import TABLES as CONTRACTS

CONTRACT = next(table for table in CONTRACTS if table.name == "cutoff")


def rows(dataset, days, failed=None):
    return pd.DataFrame({"dataset": dataset, "ttr_days": days, "first_failed_step": failed})


def test_the_cutoff_is_the_mean_of_the_two_medians_however_large_the_cohorts():
    both = pd.concat([rows("tcga", [100.0, 445.0, 900.0]), rows("glass", [335.0])])
    found = cutoff(both)
    conform(found, CONTRACT)
    assert found.to_dict("records") == [
        {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": 390.0, "rule": "computed"}
    ]


def test_excluded_candidates_do_not_count():
    both = pd.concat([rows("tcga", [445.0]), rows("tcga", [1.0], "cns5"), rows("glass", [335.0])])
    assert cutoff(both).loc[0, "tcga_median_days"] == 445.0


def test_a_pinned_cutoff_is_taken_and_marked_and_the_medians_stay():
    both = pd.concat([rows("tcga", [445.0]), rows("glass", [335.0])])
    found = cutoff(both, 365)
    conform(found, CONTRACT)
    assert found.loc[0].to_dict() == {
        "tcga_median_days": 445.0,
        "glass_median_days": 335.0,
        "cutoff_days": 365.0,
        "rule": "pinned",
    }


@pytest.mark.parametrize("pinned", [None, 365.0])
@pytest.mark.parametrize(("there", "missing"), [("tcga", "glass"), ("glass", "tcga")])
def test_a_missing_cohort_is_named(pinned, there, missing):
    with pytest.raises(MissingDataError, match=f"no partition {missing}"):
        cutoff(rows(there, [445.0]), pinned)


def test_a_cohort_of_which_nobody_is_left_is_named():
    both = pd.concat([rows("tcga", [445.0]), rows("glass", [335.0], "cns5")])
    with pytest.raises(MissingDataError, match="None of the 1 samples in partition glass"):
        cutoff(both)


def test_a_further_cohort_has_no_part_in_it():
    both = pd.concat([rows("tcga", [445.0]), rows("glass", [335.0])])
    pd.testing.assert_frame_equal(cutoff(pd.concat([both, rows("third", [5.0, 6.0])])), cutoff(both))
