import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from lunar_assets.errors import SplitError
from lunar_assets.splits.audit import balance, verify
from lunar_assets.splits.generate import generate
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import GLASS, SPLITS
from lunar_tests.splits.cohorts import COHORTS, GLASS_SIZES, SEEDS, TCGA_SIZES, cohort, parts, sizes_of


@pytest.mark.parametrize(("sizes", "expected"), [(TCGA_SIZES, [133, 29, 29]), (GLASS_SIZES, [70, 15, 16])])
def test_cohorts_like_the_published_ones_get_the_published_sizes(sizes, expected):
    assert sizes_of(generate(cohort(sizes), 42)) == expected


def test_rows_are_by_split_then_sample_id_and_say_how_they_came_about():
    made = generate(cohort(GLASS_SIZES, GLASS), 7)
    order = {split: i for i, split in enumerate(SPLITS)}
    rows = list(zip(made["split"].map(order), made["sample_id"], strict=True))
    assert rows == sorted(rows)
    assert made["position"].tolist() == list(range(101))
    assert made["seed"].eq(7).all()
    assert made["scheme"].eq("generated").all()
    conform(made, TABLES["splits.assignments"])


@settings(max_examples=30, deadline=None)
@given(COHORTS, SEEDS)
def test_any_cohort_is_split_completely_without_overlap_and_within_one_patient(patients, seed):
    made = generate(patients, seed)
    verify_allowing_empty_parts(made, patients)
    assert balance(made, patients)["ok"].all()


@settings(max_examples=30, deadline=None)
@given(COHORTS, SEEDS)
def test_grades_keep_their_shares_inside_a_merged_stratum(patients, seed):
    part = parts(generate(patients, seed))
    for _, ids in patients.groupby(["label", "grade"])["sample_id"]:
        found = [part[sample_id] for sample_id in ids]
        for split, share in zip(SPLITS, (0.70, 0.15, 0.15), strict=True):
            assert abs(found.count(split) - share * len(found)) <= 1 + 1e-9


@settings(max_examples=25, deadline=None)
@given(COHORTS, SEEDS, st.randoms(use_true_random=False))
def test_order_of_the_rows_plays_no_part(patients, seed, random):
    order = list(patients.index)
    random.shuffle(order)
    assert_frame_equal(generate(patients, seed), generate(patients.loc[order], seed))


def test_another_seed_draws_other_patients():
    patients = cohort(TCGA_SIZES)
    assert parts(generate(patients, 1)) != parts(generate(patients, 2))


def test_every_patient_of_a_stratum_is_as_likely_to_be_tested_as_any_other():
    patients = cohort({(0, 2): 20, (1, 4): 20})
    tested = dict.fromkeys(patients["sample_id"], 0)
    for seed in range(100):
        for sample_id, split in parts(generate(patients, seed)).items():
            tested[sample_id] += split == "test"
    # 3 of 20 are tested: 15 times expected in 100 draws, standard deviation 3.6.
    assert sum(tested.values()) == 100 * 6
    assert all(1 <= times <= 33 for times in tested.values())


def test_one_early_patient_cannot_be_split():
    with pytest.raises(SplitError, match="at least 2 of each"):
        generate(cohort({(0, 2): 10, (1, 2): 1}), 42)


def verify_allowing_empty_parts(made, patients):
    """A handful of patients may leave a part empty, which `verify` refuses; all else must be in order."""
    if set(made["split"]) == set(SPLITS):
        verify(made, patients)
    assert sorted(made["sample_id"]) == sorted(patients["sample_id"])
