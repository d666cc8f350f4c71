import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reference_preprocessing import correct_sites
from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.batch import SiteCorrection

TRAIN = pd.DataFrame(
    {"age": [30.0, 40, 50, 60, 70], "A_expr": [1.0, 3, 10, 20, 6], "A_mut": [0.0, 0, 2, 0, 3]},
    index=["T1", "T2", "T3", "T4", "T5"],
)
SITES = pd.Series(["02", "02", "06", "06", "HT"], TRAIN.index)


def test_a_site_moves_onto_the_mean_of_all_train_patients():
    corrected = SiteCorrection().fit(TRAIN, SITES).transform(TRAIN, SITES)
    # means of A_expr: site 02 is 2, site 06 is 15, all five patients 8
    assert corrected["A_expr"].tolist() == [7.0, 9.0, 3.0, 13.0, 8.0]
    assert corrected["A_mut"].tolist() == [1.0, 1.0, 2.0, 0.0, 1.0]
    assert corrected["age"].tolist() == TRAIN["age"].tolist()


def test_other_patients_are_moved_by_the_shift_of_the_train_patients_of_their_site():
    fitted = SiteCorrection().fit(TRAIN, SITES)
    others = pd.DataFrame({"age": [1.0, 2], "A_expr": [100.0, 100], "A_mut": [5.0, 5]}, index=["V1", "V2"])
    corrected = fitted.transform(others, pd.Series(["06", "02"], others.index))
    assert corrected["A_expr"].tolist() == [93.0, 106.0]


def test_a_site_without_train_patients_is_left_as_it_is_and_reported():
    fitted = SiteCorrection().fit(TRAIN, SITES)
    others = pd.DataFrame({"age": [1.0, 2], "A_expr": [100.0, 100], "A_mut": [5.0, 5]}, index=["V1", "V2"])
    sites = pd.Series(["unknown", "06"], others.index)
    assert fitted.transform(others, sites).to_numpy()[0].tolist() == [1.0, 100.0, 5.0]
    assert list(fitted.unseen(sites)) == ["V1"]


def test_the_only_train_patient_of_a_site_becomes_the_train_mean_and_is_reported():
    fitted = SiteCorrection().fit(TRAIN, SITES)
    assert list(fitted.single_patient_samples_) == ["T5"]
    genomic = ["A_expr", "A_mut"]
    corrected = fitted.transform(TRAIN, SITES)[genomic]
    assert corrected.to_numpy()[4].tolist() == TRAIN[genomic].mean().tolist()


def test_the_shifts_as_a_table():
    table = SiteCorrection().fit(TRAIN, SITES).shifts()
    assert list(table.itertuples(index=False, name=None)) == [
        ("A_expr", "02", 6.0, 2), ("A_expr", "06", -7.0, 2), ("A_expr", "HT", 2.0, 1),
        ("A_mut", "02", 1.0, 2), ("A_mut", "06", 0.0, 2), ("A_mut", "HT", -2.0, 1),
    ]  # fmt: skip


def test_a_sample_without_a_site_is_refused():
    with pytest.raises(InconsistentDataError, match="T3 has no tissue source site"):
        SiteCorrection().fit(TRAIN, SITES.drop("T3"))


def test_features_of_another_fit_are_refused():
    with pytest.raises(InconsistentDataError, match="2 genomic features and the frame has 1"):
        SiteCorrection().fit(TRAIN, SITES).transform(TRAIN[["age", "A_expr"]], SITES)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_it_is_the_plain_row_by_row_correction(seed):
    rng = np.random.default_rng(seed)
    ids = [f"S{i}" for i in range(12)]
    values = pd.DataFrame(rng.normal(5, 2, (12, 3)), ids, ["A_expr", "B_expr", "A_mut"])
    sites = pd.Series(rng.choice(list("abcd"), 12), ids)
    train = ids[:8]
    fitted = SiteCorrection().fit(values.loc[train], sites.loc[train])
    expected = correct_sites(values, sites, train)
    pd.testing.assert_frame_equal(fitted.transform(values, sites), expected, rtol=0, atol=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_after_the_correction_every_site_has_the_mean_of_the_train_part(seed):
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.normal(size=(15, 2)), columns=["A_expr", "A_mut"])
    sites = pd.Series(rng.choice(list("abc"), 15))
    corrected = SiteCorrection().fit(values, sites).transform(values, sites)
    means = corrected.groupby(sites).mean()
    np.testing.assert_allclose(means, np.tile(values.mean(), (len(means), 1)), atol=1e-12)
