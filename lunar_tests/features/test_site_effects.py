"""How much sites explain, what chance alone would explain, and what correction may leave."""

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from lunar_assets.features.batch import SiteCorrection
from lunar_assets.features.site_effects import (
    COLUMNS,
    MARGIN,
    chance_after,
    chance_before,
    explained_by_site,
    site_effects,
    site_effects_left,
)

N_GENES = 4000
TRAIN_SITES = ["02"] * 12 + ["06"] * 5 + ["HT"] * 2 + ["DU"]
OTHER_SITES = ["02"] * 6 + ["06"] * 3 + ["HT"] * 2 + ["new"] * 2
SITES = pd.Series([*TRAIN_SITES, *OTHER_SITES], [f"T{i:02d}" for i in range(len(TRAIN_SITES + OTHER_SITES))])
ASSIGNMENTS = pd.DataFrame(
    {
        "dataset": "tcga",
        "sample_id": SITES.index,
        "split": ["train"] * len(TRAIN_SITES) + ["validation"] * 5 + ["test"] * (len(OTHER_SITES) - 5),
    }
)


def corrected(before: pd.DataFrame) -> pd.DataFrame:
    train = before.index[: len(TRAIN_SITES)]
    return SiteCorrection().fit(before.loc[train], SITES[train]).transform(before, SITES)


def effects(expression: pd.DataFrame) -> pd.DataFrame:
    """The table of one cohort with these values, corrected, and a mutation that only one patient has."""
    before = expression.assign(IDH1_mut=(SITES.index == "T00").astype(float))
    return pd.DataFrame(site_effects("tcga", before, corrected(before), SITES, ASSIGNMENTS), columns=COLUMNS)


def noise() -> pd.DataFrame:
    values = np.random.default_rng(3).normal(size=(len(SITES), N_GENES))
    return pd.DataFrame(values, SITES.index, [f"G{i:04d}_expr" for i in range(N_GENES)])


def row(table: pd.DataFrame, part: str, correction: str, modality: str = "expression") -> pd.Series:
    return table.set_index(["part", "modality", "correction"]).loc[(part, modality, correction)]


@pytest.fixture(scope="module")
def without_site_effect() -> pd.DataFrame:
    return effects(noise())


@pytest.fixture(scope="module")
def with_site_effect() -> pd.DataFrame:
    by_site = pd.DataFrame(3 * np.random.default_rng(4).normal(size=(5, N_GENES)), SITES.unique())
    return effects(noise() + by_site.loc[SITES].to_numpy())


def test_eta_squared_is_the_variance_between_sites_by_all_variance():
    values = np.array([[1.0, 1.0, 1.0], [3.0, 1.0, 2.0], [5.0, 4.0, 1.0], [7.0, 4.0, 2.0]])
    shares = explained_by_site(values, pd.Series(["02", "02", "06", "06"]))
    np.testing.assert_allclose(shares, [16 / 20, 1, 0], atol=1e-15)


def test_the_number_of_threads_moves_not_the_last_bit():
    random = np.random.default_rng(42)
    values, sites = random.normal(size=(133, 1697)), pd.Series(random.integers(0, 18, 133).astype(str))
    shares = []
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            shares.append(explained_by_site(values, sites))
    assert (shares[0] == shares[1]).all()


def test_the_table_counts_patients_sites_and_features_that_vary(without_site_effect):
    train, rest = row(without_site_effect, "train", "before"), row(without_site_effect, "rest", "after")
    assert train[["n_features", "n_samples", "n_sites"]].tolist() == [N_GENES, 20, 4]
    assert rest[["n_features", "n_samples", "n_sites"]].tolist() == [N_GENES, 13, 4]
    assert len(without_site_effect) == 8


def test_a_feature_that_varies_in_one_part_only_has_no_share_in_the_other(without_site_effect):
    assert row(without_site_effect, "train", "before", "mutation")["n_features"] == 1
    rest = row(without_site_effect, "rest", "before", "mutation")
    assert rest["n_features"] == 0 and np.isnan(rest["median_share"]) and np.isnan(rest["q90_share"])


def test_without_a_site_effect_sites_explain_what_chance_alone_gives(without_site_effect):
    before, rest = noise(), SITES.index[len(TRAIN_SITES) :]
    for correction, values in (("before", before), ("after", corrected(before))):
        mean = explained_by_site(values.loc[rest].to_numpy(), SITES[rest]).mean()
        assert mean == pytest.approx(row(without_site_effect, "rest", correction)["share_by_chance"], abs=0.02)


def test_chance_is_the_degrees_of_freedom_and_the_noise_of_the_site_means():
    sites = pd.Series(["02", "02", "06"])
    assert chance_before(sites) == 1 / 2
    assert chance_after(sites, pd.Series(["HT", "HT"])) == 1 / 2  # not shifted: no site has train patients
    # shifts of variance 1/1 - 1/4 and 1/3 - 1/4, covariance -1/4: weighted, they add 8/9 to the sum of squares
    assert chance_after(sites, pd.Series(["02", "06", "06", "06"])) == pytest.approx((1 + 8 / 9) / (2 + 8 / 9))


def test_correction_takes_all_of_the_site_effect_out_of_train_and_most_of_it_elsewhere(with_site_effect):
    before, after = (row(with_site_effect, "train", when) for when in ("before", "after"))
    assert before["median_share"] > 0.8 > 1e-20 > after["q90_share"]
    assert after["share_by_chance"] == 0
    before, after = (row(with_site_effect, "rest", when) for when in ("before", "after"))
    assert before["median_share"] > after["median_share"]


def test_a_part_of_one_patient_has_no_variance_and_no_rows():
    one = ASSIGNMENTS.assign(split=["train"] * (len(SITES) - 1) + ["test"])
    values = pd.DataFrame({"A_expr": np.arange(len(SITES), dtype=float)}, SITES.index)
    assert {row["part"] for row in site_effects("tcga", values, values, SITES, one)} == {"train"}


def test_right_corrections_leave_nothing(with_site_effect, without_site_effect):
    assert site_effects_left(with_site_effect)["ok"].all()
    assert site_effects_left(without_site_effect)["ok"].all()


@pytest.mark.parametrize(
    ("part", "column", "value", "ok"),
    [
        ("train", "q90_share", 1e-12, True),
        ("train", "q90_share", 0.01, False),
        ("rest", "median_share", 0.20 + 0.15 + MARGIN - 0.01, True),
        ("rest", "median_share", 0.20 + 0.15 + MARGIN + 0.01, False),
        ("rest", "median_share", np.nan, True),
    ],
)
def test_train_may_keep_nothing_and_the_rest_gain_what_chance_adds_and_the_margin(part, column, value, ok):
    known = {"dataset": "glass", "part": part, "modality": "mutation", "q90_share": 0.0}
    before = {**known, "correction": "before", "median_share": 0.20, "share_by_chance": 0.25}
    after = {**known, "correction": "after", "median_share": 0.0, "share_by_chance": 0.40, column: value}
    assert site_effects_left(pd.DataFrame([before, after]))["ok"].tolist() == [ok]
