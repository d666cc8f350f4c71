import pandas as pd
import pytest

from lunar_assets.errors import SplitError
from lunar_assets.splits.strata import strata
from lunar_assets.words import GLASS, TCGA
from lunar_tests.splits.cohorts import cohort


def test_stratum_is_label_and_grade():
    assert strata(cohort({(0, 2): 2, (1, 4): 2})).tolist() == ["0_2", "0_2", "1_4", "1_4"]


def test_stratum_of_one_patient_is_merged_with_the_others_of_its_label_and_named():
    found = strata(cohort({(0, 2): 3, (0, 3): 2, (1, 2): 1, (1, 3): 4, (1, 4): 5}))
    assert found.value_counts().to_dict() == {"1_2+3+4": 10, "0_2": 3, "0_3": 2}


def test_two_strata_of_one_patient_make_one_of_two():
    assert strata(cohort({(0, 2): 2, (1, 3): 1, (1, 4): 1})).tolist()[2:] == ["1_3+4", "1_3+4"]


def test_data_sets_do_not_merge_into_each_other():
    tcga = cohort({(0, 2): 2, (1, 3): 5, (1, 4): 1}, TCGA, "T")
    glass = cohort({(0, 2): 2, (1, 3): 5, (1, 4): 9}, GLASS, "G")
    both = pd.concat([tcga, glass], ignore_index=True)
    found = strata(both).groupby(both["dataset"]).unique()
    assert sorted(found[TCGA]) == ["0_2", "1_3+4"]
    assert sorted(found[GLASS]) == ["0_2", "1_3", "1_4"]


@pytest.mark.parametrize(
    ("sizes", "count"), [({(0, 2): 9, (1, 4): 1}, "1 tcga patient"), ({(0, 2): 9}, "0 tcga patient")]
)
def test_fewer_than_two_patients_of_a_label_is_an_error_that_names_the_label(sizes, count):
    with pytest.raises(SplitError, match=rf"{count}.* of label 1 \(early"):
        strata(cohort(sizes))
