import pandas as pd
import pytest

from lunar_assets.errors import LeakageError, SplitError
from lunar_assets.splits.audit import balance, verify
from lunar_assets.splits.generate import generate
from lunar_assets.words import GLASS, TCGA
from lunar_tests.splits.cohorts import GLASS_SIZES, cohort

PATIENTS = cohort(GLASS_SIZES, GLASS, "G")
MADE = generate(PATIENTS, 42)


def test_a_split_of_the_cohort_passes():
    verify(MADE, PATIENTS)


def test_a_sample_in_two_parts_is_leakage():
    again = MADE[MADE["split"].eq("train")].head(1).assign(split="test")
    with pytest.raises(LeakageError, match=rf"1 sample_id in more than one part: {again['sample_id'].iloc[0]}"):
        verify(pd.concat([MADE, again]), PATIENTS)


def test_two_samples_of_a_patient_in_two_parts_are_leakage():
    ids = [MADE.loc[MADE["split"].eq(split), "sample_id"].iloc[0] for split in ("train", "test")]
    patients = PATIENTS.assign(patient_id=PATIENTS["patient_id"].where(~PATIENTS["sample_id"].isin(ids), "SAME"))
    with pytest.raises(LeakageError, match="patient_id in more than one part: SAME"):
        verify(MADE, patients)


def test_a_patient_of_both_data_sets_is_leakage():
    tcga = cohort(GLASS_SIZES, TCGA, "T")
    tcga["patient_id"] = tcga["patient_id"].where(tcga["sample_id"].ne("T0000"), "G0000")
    made = pd.concat([generate(tcga, 42), MADE])
    with pytest.raises(LeakageError, match="patient_id in more than one part: G0000"):
        verify(made, pd.concat([tcga, PATIENTS]))


def test_a_patient_without_a_part_is_named():
    with pytest.raises(SplitError, match=f"1 patient without a part: {MADE['sample_id'].iloc[5]}"):
        verify(MADE.drop(index=5), PATIENTS)


def test_somebody_who_is_no_patient_is_named():
    gone = PATIENTS["sample_id"].iloc[3]
    with pytest.raises(SplitError, match=f"1 sample that is not in the cohort: {gone}"):
        verify(MADE, PATIENTS[PATIENTS["sample_id"].ne(gone)])


def test_a_double_row_is_named():
    with pytest.raises(SplitError, match=f"1 sample with more than one row: {MADE['sample_id'].iloc[0]}"):
        verify(pd.concat([MADE, MADE.head(1)]), PATIENTS)


def test_an_unknown_part_is_refused():
    with pytest.raises(SplitError, match="sample in an unknown part"):
        verify(MADE.assign(split=MADE["split"].replace("validation", "val")), PATIENTS)


def test_a_part_without_patients_is_named():
    with pytest.raises(SplitError, match="1 part of glass without patients: test"):
        verify(MADE.assign(split=MADE["split"].replace("test", "train")), PATIENTS)


def test_balance_counts_every_stratum_in_every_part_against_its_share():
    patients = cohort({(0, 2): 10, (1, 3): 10})
    part = ["train"] * 8 + ["validation", "test"] + ["train"] * 9 + ["test"]
    table = balance(patients.assign(split=part), patients)
    found = table[["stratum", "split", "n", "due", "deviation", "ok"]].to_numpy().tolist()
    assert found == [
        ["0_2", "train", 8, 7.0, 1.0, True],
        ["0_2", "validation", 1, 1.5, -0.5, True],
        ["0_2", "test", 1, 1.5, -0.5, True],
        ["1_3", "train", 9, 7.0, 2.0, False],
        ["1_3", "validation", 0, 1.5, -1.5, False],
        ["1_3", "test", 1, 1.5, -0.5, True],
    ]


def test_balance_takes_a_merged_stratum_as_one():
    patients = cohort({(0, 2): 10, (1, 3): 1, (1, 4): 9})
    part = ["train"] * 7 + ["validation"] * 2 + ["test"] + ["test"] + ["train"] * 7 + ["validation"] * 2
    table = balance(patients.assign(split=part), patients).query("label == 1")
    assert table["stratum"].unique().tolist() == ["1_3+4"]
    assert table["merged"].all()
    assert table["n"].tolist() == [7, 2, 1]
    assert table["due"].tolist() == [7.0, 1.5, 1.5]
