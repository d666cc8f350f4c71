import pandas as pd
import pytest

from lunar_assets.splits.asked_for import asked_for
from lunar_assets.splits.choose import assign
from lunar_assets.splits.generate import generate
from lunar_assets.words import GLASS, SPLITS, TCGA
from lunar_tests.splits.cohorts import GLASS_SIZES, cohort

PATIENTS = pd.concat([cohort(GLASS_SIZES, TCGA, "T"), cohort(GLASS_SIZES, GLASS, "G")], ignore_index=True)
MORE = pd.concat([PATIENTS, cohort({(1, 4): 3}, GLASS, "NEW")], ignore_index=True)


def file_of(dataset):
    drawn = generate(PATIENTS[PATIENTS["dataset"] == dataset], 2025)
    return {split: drawn.loc[drawn["split"] == split, "sample_id"].tolist() for split in SPLITS}


FILES = {TCGA: file_of(TCGA), GLASS: file_of(GLASS)}
PUBLISHED = assign(PATIENTS, FILES, None, "published", 42)


def wrong(assignments, choice, *, patients=PATIENTS, files=FILES, seed=42):
    found = asked_for(assignments, patients, files, choice, seed)
    return {dataset: split.wrong for dataset, split in found.items() if split.wrong}


def test_the_published_split_is_what_was_asked_for():
    assert wrong(PUBLISHED, "published") == wrong(PUBLISHED, "auto") == {}


@pytest.mark.parametrize("choice", ["auto", "generated"])
@pytest.mark.parametrize("files", [FILES, None], ids=["file at hand", "no file"])
def test_what_is_made_and_later_carried_on_is_what_was_asked_for(choice, files):
    made = assign(PATIENTS, files, None, choice, 42)
    assert wrong(made, choice, files=files) == {}
    assert wrong(assign(MORE, files, made, choice, 42), choice, patients=MORE, files=files) == {}


def test_the_reason_is_given_for_each_data_set():
    made = assign(MORE, FILES, None, "auto", 42)
    found = asked_for(made, MORE, FILES, "auto", 42)
    assert (found[TCGA].scheme, found[GLASS].scheme) == ("published", "generated")
    assert found[TCGA].reason == "the published split has every id of the cohort"
    assert "lacks 3 of 104 glass patients: NEW0000" in found[GLASS].reason


@pytest.mark.parametrize("choice", ["auto", "published"])
def test_a_fresh_split_in_place_of_the_published_one_is_wrong_in_both_data_sets(choice):
    found = wrong(assign(PATIENTS, None, None, "generated", 42), choice)
    assert set(found) == {TCGA, GLASS}
    assert "patients are not in their published part: T" in found[TCGA]


def test_a_patient_in_another_part_than_the_published_one_is_named():
    moved = FILES[GLASS]["test"][0]
    found = wrong(
        PUBLISHED.assign(split=PUBLISHED["split"].mask(PUBLISHED["sample_id"] == moved, "train")), "published"
    )
    assert found == {
        GLASS: f"1 of 101 patients are not in their published part: {moved} (train, published test)",
    }


def test_published_parts_under_another_name_are_wrong():
    assert "not called so" in wrong(PUBLISHED.assign(scheme="extended"), "auto")[TCGA]


def test_published_cannot_be_without_its_file():
    assert "LUNAR_SPLITS is published, but" in wrong(PUBLISHED, "published", files=None)[TCGA]


def test_the_published_split_is_wrong_where_a_generated_one_was_asked_for():
    assert "go back to the published split" in wrong(PUBLISHED, "generated")[GLASS]


def test_a_split_of_another_seed_is_wrong():
    made = assign(PATIENTS, None, None, "generated", 1)
    assert "drawn with seed 1" in wrong(made, "generated")[TCGA]
    assert "drawn with seed 1" in wrong(made, "auto", files=None)[TCGA]


def test_a_generated_split_without_a_seed_is_wrong():
    made = assign(PATIENTS, None, None, "generated", 42).assign(seed=None)
    assert "no seed is given" in wrong(made, "auto", files=None)[TCGA]


def test_the_published_split_of_an_earlier_release_is_carried_on_while_its_file_is_out_of_reach():
    assert wrong(PUBLISHED, "auto", files=None) == {}
