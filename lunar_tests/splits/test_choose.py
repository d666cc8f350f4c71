import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from lunar_assets.errors import SplitError
from lunar_assets.splits.asked_for import asked_for
from lunar_assets.splits.choose import assign, decisions, scheme_of
from lunar_assets.splits.generate import generate
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import GLASS, SPLITS, TCGA
from lunar_tests.splits.cohorts import GLASS_SIZES, TCGA_SIZES, cohort, parts

PATIENTS = pd.concat([cohort(TCGA_SIZES, TCGA, "T"), cohort(GLASS_SIZES, GLASS, "G")], ignore_index=True)
MORE = pd.concat([PATIENTS, cohort({(1, 4): 3}, GLASS, "NEW")], ignore_index=True)


def of(dataset, frame):
    return frame[frame["dataset"].eq(dataset)]


def split_file(dataset):
    """A published split: some draw with an order of its own."""
    drawn = generate(of(dataset, PATIENTS), 2025).sort_values("sample_id", ascending=False)
    return {split: drawn.loc[drawn["split"].eq(split), "sample_id"].tolist() for split in SPLITS}


PUBLISHED = {TCGA: split_file(TCGA), GLASS: split_file(GLASS)}


def test_auto_takes_the_published_split_where_it_has_every_id():
    made = assign(PATIENTS, PUBLISHED, None, "auto", 42)
    assert scheme_of(made) == "published / published"
    assert of(GLASS, made)["sample_id"].tolist() == sum(PUBLISHED[GLASS].values(), [])
    assert of(GLASS, made)["position"].tolist() == list(range(101))
    conform(made, TABLES["splits.assignments"])


def test_auto_decides_for_each_data_set_on_its_own_and_says_why():
    made = assign(MORE, PUBLISHED, None, "auto", 42)
    assert scheme_of(made) == "published / generated"
    reason = decisions(MORE, PUBLISHED, None, "auto", 42)[GLASS].reason
    assert "lacks 3 of 104 glass patients: NEW0000, NEW0007, NEW0014" in reason
    assert "no earlier split" in reason


def test_auto_generates_where_the_published_split_is_not_at_hand():
    made = assign(PATIENTS, None, None, "auto", 42)
    assert scheme_of(made) == "generated / generated"
    assert_frame_equal(of(TCGA, made), generate(of(TCGA, PATIENTS), 42))
    assert "other/tcga_splits.json in lunar/other.zip) is not at hand" in (
        decisions(PATIENTS, None, None, "auto", 42)[TCGA].reason
    )


def test_published_split_with_ids_that_left_the_cohort_is_still_published_and_names_them():
    fewer = PATIENTS[PATIENTS["sample_id"].ne("G0000")]
    assert scheme_of(assign(fewer, PUBLISHED, None, "auto", 42)) == "published / published"
    assert "1 of its ids are not in the cohort: G0000" in decisions(fewer, PUBLISHED, None, "auto", 42)[GLASS].reason


@pytest.mark.parametrize(
    ("patients", "published", "message"),
    [
        (PATIENTS, None, "LUNAR_SPLITS is published, but .*tcga.* is not at hand"),
        (PATIENTS, {TCGA: PUBLISHED[TCGA]}, "LUNAR_SPLITS is published, but .*glass.* is not at hand"),
        (MORE, PUBLISHED, "LUNAR_SPLITS is published, but the published split lacks 3 of 104 glass patients"),
    ],
)
def test_published_is_an_error_that_says_why_where_it_cannot_be_had(patients, published, message):
    with pytest.raises(SplitError, match=message):
        assign(patients, published, generate(of(TCGA, PATIENTS), 42), "published", 42)


def test_second_release_under_auto_extends_what_was_published():
    first = assign(PATIENTS, PUBLISHED, None, "auto", 42)
    second = assign(MORE, PUBLISHED, first, "auto", 42)
    assert scheme_of(second) == "published / extended"
    assert parts(second).items() >= parts(first).items()
    third = assign(MORE, PUBLISHED, second, "auto", 99)
    assert_frame_equal(third, second)


@pytest.mark.parametrize("choice", ["auto", "generated"])
def test_second_release_extends_what_was_generated(choice):
    first = assign(PATIENTS, None, None, choice, 42)
    second = assign(MORE, None, first, choice, 42)
    assert scheme_of(second) == "generated / extended"
    assert parts(second).items() >= parts(first).items()
    assert_frame_equal(assign(MORE, None, second, choice, 42), second)


def test_a_split_drawn_with_another_seed_is_not_carried_on():
    first = assign(PATIENTS, None, None, "generated", 1)
    assert_frame_equal(assign(PATIENTS, None, first, "generated", 2), assign(PATIENTS, None, None, "generated", 2))
    assert "was drawn with seed 1" in decisions(PATIENTS, None, first, "generated", 2)[TCGA].reason


def test_generated_does_not_carry_on_what_goes_back_to_the_published_split():
    first = assign(PATIENTS, PUBLISHED, None, "auto", 42)
    second = assign(MORE, PUBLISHED, first, "auto", 42)
    for previous in (first, second):
        fresh = assign(MORE, PUBLISHED, previous, "generated", 42)
        assert scheme_of(fresh) == "generated / generated"
        assert_frame_equal(fresh, assign(MORE, None, None, "generated", 42))


def test_auto_returns_to_the_published_split_once_it_fits():
    generated = assign(PATIENTS, None, None, "auto", 42)
    assert scheme_of(assign(PATIENTS, PUBLISHED, generated, "auto", 42)) == "published / published"


def test_auto_keeps_published_parts_and_order_while_the_file_is_out_of_reach():
    first = assign(PATIENTS, PUBLISHED, None, "auto", 42)
    assert_frame_equal(assign(PATIENTS, None, first, "auto", 42), first)


def test_an_earlier_split_read_back_from_storage_is_carried_on():
    first = assign(PATIENTS, PUBLISHED, None, "auto", 42)
    stored = conform(first, TABLES["splits.assignments"]).to_pandas()
    again = assign(MORE, None, stored, "auto", 42)
    assert scheme_of(again) == "published / extended"
    conform(again, TABLES["splits.assignments"])


def test_an_empty_cohort_cannot_be_split():
    with pytest.raises(SplitError, match="no rows"):
        assign(PATIENTS.iloc[:0], None, None, "auto", 42)


@pytest.mark.parametrize("choice", ["auto", "published", "generated"])
def test_a_cohort_of_which_the_study_has_published_no_split_is_split_afresh_and_then_carried_on(monkeypatch, choice):
    for module in ("choose", "asked_for", "frame"):
        monkeypatch.setattr(f"lunar_assets.splits.{module}.DATASETS", (TCGA, GLASS, "third"), raising=False)
    three = pd.concat([PATIENTS, cohort(GLASS_SIZES, "third", "X")], ignore_index=True)
    made = assign(three, PUBLISHED, None, choice, 42)
    assert_frame_equal(of("third", made).reset_index(drop=True), generate(of("third", three), 42))
    assert_frame_equal(made[made["dataset"].ne("third")], assign(PATIENTS, PUBLISHED, None, choice, 42))
    assert scheme_of(made) == scheme_of(made[made["dataset"].ne("third")])
    assert not asked_for(made, three, PUBLISHED, choice, 42)["third"].wrong
    assert_frame_equal(assign(three, PUBLISHED, made, choice, 42), made)
