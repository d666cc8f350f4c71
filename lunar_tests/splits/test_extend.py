import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from lunar_assets.splits.audit import balance
from lunar_assets.splits.extend import extend
from lunar_assets.splits.generate import generate
from lunar_assets.splits.published import from_published
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import SPLITS
from lunar_tests.splits.cohorts import COHORTS, GLASS_SIZES, SEEDS, SIZES, cohort, parts


def with_new(patients, sizes, prefix="N"):
    return pd.concat([patients, cohort(sizes, patients["dataset"].iloc[0], prefix)], ignore_index=True)


def test_nothing_new_changes_nothing_not_even_scheme_and_order():
    patients = cohort(GLASS_SIZES)
    first = generate(patients, 42)
    assert_frame_equal(extend(first, patients.sort_values("sample_id", ascending=False)), first)


def test_new_ids_go_in_order_to_the_part_furthest_below_its_share():
    patients = cohort({(0, 2): 20, (1, 4): 20})
    first = generate(patients, 42)
    late = pd.DataFrame(
        {"dataset": "tcga", "sample_id": list("EDCBA"), "patient_id": list("EDCBA"), "label": 0, "grade": 2}
    )
    part = parts(extend(first, pd.concat([patients, late], ignore_index=True)))
    # 20 late patients are divided 14/3/3.  A: 21 owe 14.7/3.15/3.15, train is 0.7 short.  B: 22 owe 15.4/3.3/3.3, train
    # is 0.4 short.  C: 23 owe 16.1/3.45/3.45, validation and test are 0.45 short, and validation comes first.
    # D: 24 owe 16.8/3.6/3.6, train is 0.8 short.  E: 25 owe 17.5/3.75/3.75, test is 0.75 short.
    assert [part[sample_id] for sample_id in "ABCDE"] == ["train", "train", "validation", "train", "test"]


def test_a_stratum_of_its_own_begins_with_train():
    patients = cohort({(0, 2): 4, (1, 4): 4})
    more = with_new(patients, {(1, 3): 4})
    made = extend(generate(patients, 42), more)
    new = made[made["stratum"].eq("1_3")].sort_values("sample_id")["split"].tolist()
    # 1 owes 0.7/0.15/0.15; 2 owe 1.4/0.3/0.3, train is 0.4 short; 3 owe 2.1/0.45/0.45, the tie goes to validation;
    # 4 owe 2.8/0.6/0.6, train is 0.8 short.
    assert new == ["train", "train", "validation", "train"]


def test_ids_that_left_leave_and_the_scheme_says_so():
    patients = cohort(GLASS_SIZES)
    made = extend(generate(patients, 42), patients.iloc[1:])
    assert patients["sample_id"].iloc[0] not in set(made["sample_id"])
    assert made["scheme"].unique().tolist() == ["extended"]
    assert made["position"].tolist() == list(range(100))


def test_a_patient_whose_label_changed_keeps_the_part_and_gets_the_new_stratum():
    patients = cohort(GLASS_SIZES)
    first = generate(patients, 42)
    changed = patients["sample_id"].iloc[0]
    relabelled = patients.assign(label=patients["label"].where(patients["sample_id"].ne(changed), 1))
    made = extend(first, relabelled)
    assert parts(made) == parts(first)
    assert made["scheme"].unique().tolist() == ["extended"]
    # An early patient of grade 2 is alone, so the early strata are merged.
    assert made.set_index("sample_id")["stratum"][changed] == "1_2+3+4"


def test_seed_stays_that_of_the_first_draw_and_stays_empty_after_the_published_split():
    patients = cohort(GLASS_SIZES)
    more = with_new(patients, {(1, 4): 1})
    drawn = generate(patients, 7)
    ids = {split: drawn.loc[drawn["split"].eq(split), "sample_id"].tolist() for split in SPLITS}
    assert extend(drawn, more)["seed"].eq(7).all()
    made = extend(from_published(patients, ids), more)
    assert made["seed"].isna().all()
    conform(made, TABLES["splits.assignments"])


@settings(max_examples=20, deadline=None)
@given(COHORTS, SIZES, SEEDS, st.integers(0, 2))
def test_old_ids_never_move_over_releases(patients, new_sizes, seed, gone):
    first = generate(patients, seed)
    second_cohort = with_new(patients, new_sizes)
    second = extend(first, second_cohort)
    third_cohort = with_new(second_cohort, new_sizes, "M").iloc[gone:]
    before, between, after = parts(first), parts(second), parts(extend(second, third_cohort))
    assert between.items() >= before.items()
    assert sorted(between) == sorted(second_cohort["sample_id"])
    assert sorted(after) == sorted(third_cohort["sample_id"])
    assert all(after[sample_id] == between[sample_id] for sample_id in between.keys() & after.keys())


@settings(max_examples=20, deadline=None)
@given(COHORTS, SIZES, SEEDS)
def test_part_of_a_new_id_does_not_depend_on_ids_after_it_in_its_stratum(patients, new_sizes, seed):
    first = generate(patients, seed)
    more = with_new(patients, {stratum: n + 1 for stratum, n in new_sizes.items()})
    together = extend(first, more)
    last = more.sort_values("sample_id").query("sample_id.str.startswith('N')").iloc[-1]
    without = more[more["sample_id"].ne(last["sample_id"])]
    made = extend(first, without)
    assume(set(together["stratum"]) == set(made["stratum"]))  # else the strata were merged in one of the two only
    assert parts(together).items() >= parts(made).items()


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.integers(1, 30))
def test_a_growing_stratum_stays_balanced(seed, n):
    patients = cohort(GLASS_SIZES)
    more = with_new(patients, {(1, 4): n, (0, 4): n})
    assert balance(extend(generate(patients, seed), more), more)["ok"].all()
