"""On the real clinical data every figure of the cohort and its parts is the printed one, but for two race cells."""

import pandas as pd
import pytest

from lunar_assets.report.published import agreement, comparison
from lunar_assets.splits.choose import assign
from lunar_assets.splits.comparability import comparability
from lunar_tests.report.study import tables
from lunar_tests.splits.conftest import study_patients, study_splits  # noqa: F401 - fixtures

pytestmark = pytest.mark.mirror

PLACES = ["Text, cohort selection", "Text, final patient cohort", "Table 1", "Table 2", "Table 3", "Table 4"]


@pytest.fixture(scope="module")
def compared(study_patients, study_splits) -> pd.DataFrame:  # noqa: F811 - the fixtures
    assignments = assign(study_patients, study_splits, None, "published", 42)
    real = {
        "cohort.patients": study_patients,
        "splits.assignments": assignments,
        "splits.comparability": comparability(study_patients, assignments),
    }
    return comparison(tables() | real)


def test_the_cohort_and_its_parts_are_the_printed_ones(compared):
    counted = agreement(compared).set_index("place").loc[PLACES]
    assert counted["given"].tolist() == counted["figures"].tolist()
    assert (counted["figures"] - counted["equal"]).to_dict() == dict.fromkeys(PLACES, 0) | {"Table 3": 2}


def test_the_two_race_cells_are_the_ones_that_differ(compared):
    table_3 = compared[(compared["place"] == "Table 3") & (compared["unit"] == "patients")]
    off = table_3[table_3["difference"] != 0]
    assert dict(zip(off["quantity"], off["difference"], strict=True)) == {
        "train: race AMERICAN INDIAN OR ALASKA NATIVE": -1,
        "train: race ASIAN": 1,
    }
    assert off["note"].str.startswith("Printed the other way round").all()
