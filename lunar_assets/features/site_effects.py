"""How much of the variance of genomic features tissue source sites explain, before and after batch correction."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from lunar_assets import words
from lunar_assets.features.names import modalities
from lunar_assets.features.parts import samples

MODALITIES = ("expression", "mutation")
LEAST_VARIANCE = 1e-8
"""Population variance above which a feature varies, as in the variance filter: below is what rounding leaves."""
ROUNDING = 1e-9
"""Share of the variance of train that rounding may leave between sites that were moved onto one mean."""
MARGIN = 0.10
"""Share of variance by which the rest may hang more on site after correction than before, beyond chance."""


COLUMNS = [
    "dataset",
    "part",
    "modality",
    "correction",
    "n_features",
    "n_samples",
    "n_sites",
    "median_share",
    "q90_share",
    "share_by_chance",
]


def site_effects(
    dataset: str, before: pd.DataFrame, after: pd.DataFrame, sites: pd.Series, assignments: pd.DataFrame
) -> list[dict[str, object]]:
    """Eta squared of site, summarised over the features that vary before and after, for train and for the rest.

    Eta squared (variance between sites by all variance) is large by itself where sites are many and small, so every
    row has what chance alone gives. Omega squared would take that off, but not what the site means of few train
    patients add to the other patients.

    Args:
        dataset: The cohort.
        before: Its float64 frame of samples x features before batch correction.
        after: The same after it.
        sites: Tissue source site of the samples, same index.
        assignments: splits.assignments.

    Returns:
        Rows of features.site_effects, with its `COLUMNS`; a part of fewer than two samples, which has no variance, has
        no rows.
    """
    rows: list[dict[str, object]] = []
    in_train = before.index.isin(samples(assignments, dataset, words.TRAIN))
    train_sites = sites[in_train]
    for part, chosen in (("train", in_train), ("rest", ~in_train)):
        here = sites[chosen]
        if len(here) > 1:
            by_chance = chance_before(here), 0.0 if part == "train" else chance_after(here, train_sites)
            known = {"dataset": dataset, "part": part, "n_samples": len(here), "n_sites": here.nunique()}
            rows += [known | row for row in _by_modality((before, after), chosen, here, by_chance)]
    return rows


def _by_modality(
    frames: tuple[pd.DataFrame, pd.DataFrame], chosen: np.ndarray, sites: pd.Series, by_chance: tuple[float, float]
) -> Iterator[dict[str, object]]:
    kinds = modalities(frames[0].columns)
    for modality in MODALITIES:
        values = [frame.to_numpy()[np.ix_(chosen, kinds == modality)] for frame in frames]
        varies = np.all([array.var(axis=0) > LEAST_VARIANCE for array in values], axis=0)
        for correction, array, chance in zip(("before", "after"), values, by_chance, strict=True):
            shares = explained_by_site(array[:, varies], sites)
            median, q90 = np.quantile(shares, [0.5, 0.9]) if len(shares) else (np.nan, np.nan)
            yield {
                "modality": modality,
                "correction": correction,
                "n_features": len(shares),
                "median_share": median,
                "q90_share": q90,
                "share_by_chance": chance,
            }


def explained_by_site(values: np.ndarray, sites: pd.Series) -> np.ndarray:
    """Eta squared of every column of float64 samples x features, none of them constant."""
    members = pd.get_dummies(sites).to_numpy(dtype=np.float64).T
    centred = values - values.mean(axis=0)
    with threadpool_limits(limits=1):  # the last bits of a product hang on the number of threads
        sums = members @ centred
    between = (sums**2 / members.sum(axis=1, keepdims=True)).sum(axis=0)
    return between / (centred**2).sum(axis=0)


def chance_before(sites: pd.Series) -> float:
    """Expected eta squared of a feature that does not depend on site: (sites - 1) / (samples - 1)."""
    return (sites.nunique() - 1) / (len(sites) - 1)


def chance_after(sites: pd.Series, train_sites: pd.Series) -> float:
    """The same in samples outside of train, which site means of few train samples have shifted.

    The shift of a site with t of all n train samples has variance 1/t - 1/n, that of two sites covariance -1/n, in
    units of the variance of the feature; a site without train samples is not shifted. What the shifts add to the sum
    of squares is added between the sites and to the whole; the share is the ratio of both expectations.

    Args:
        sites: Sites of the samples outside of train.
        train_sites: Sites of the train samples.
    """
    n_here, n_train = sites.value_counts(), train_sites.value_counts()
    n_here = n_here[n_here.index.isin(n_train.index)]
    per_train = n_here / n_train.reindex(n_here.index)
    of_shifts = per_train.sum() - n_here.sum() / len(train_sites)
    of_their_mean = ((n_here * per_train).sum() - n_here.sum() ** 2 / len(train_sites)) / len(sites)
    added = of_shifts - of_their_mean
    return float((sites.nunique() - 1 + added) / (len(sites) - 1 + added))


def site_effects_left(effects: pd.DataFrame) -> pd.DataFrame:
    """Whether batch correction has left what it must: nothing in train, not more than before in the rest.

    In train the 90 % quantile may not be above `ROUNDING`. In the rest the median may be above the one before by what
    chance adds (site means of few train patients) and by `MARGIN`.

    Args:
        effects: features.site_effects.

    Returns:
        One row a dataset, part and modality: median, q90 and chance, each before and after, decided (the figure that
        must not be above the limit), limit, ok. Without a feature that varies nothing is left.
    """
    key = ["dataset", "part", "modality"]
    shares = {"median_share": "median", "q90_share": "q90", "share_by_chance": "chance"}
    before, after = (
        effects.loc[effects["correction"] == when, [*key, *shares]].rename(columns=shares)
        for when in ("before", "after")
    )
    left = before.merge(after, on=key, suffixes=("_before", "_after"), validate="1:1")
    of_train = left["part"] == "train"
    allowed = left["median_before"] + left["chance_after"] - left["chance_before"] + MARGIN
    decided, limit = left["q90_after"].where(of_train, left["median_after"]), allowed.where(~of_train, ROUNDING)
    return left.assign(decided=decided, limit=limit, ok=~(decided > limit))
