"""The preprocessing as plainly as pandas and scikit-learn allow, in the style of the study: the yardstick, not a part.

It shares no code with the platform but the list of literature genes and the names of things. Tests compare with it at
small size, the benchmark at the published one.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.feature_selection import SelectFpr, VarianceThreshold, f_classif
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.utils import resample

from lunar_assets.features.literature import LITERATURE_GENES


class Reference(NamedTuple):
    """What the plain preprocessing leads to.

    Attributes:
        tcga: Scaled kept features of all TCGA samples.
        glass: The same of GLASS.
        selected: Boolean frame of bootstraps x expression features.
        pairs: Correlated pairs in column order: first, second, r.
    """

    tcga: pd.DataFrame
    glass: pd.DataFrame
    selected: pd.DataFrame
    pairs: pd.DataFrame


class Cohort(NamedTuple):
    """Candidate features (samples x features), site of every sample, and the ids of the train part."""

    values: pd.DataFrame
    sites: pd.Series
    train: list[str]


def preprocess(tcga: Cohort, labels: pd.Series, glass: Cohort, seed: int) -> Reference:
    """All steps after the candidates; `labels` are those of the TCGA train samples."""
    train = tcga.values.loc[tcga.train]
    varying = [name for name in train.columns.tolist() if train[name].min() < train[name].max()]
    common = [name for name in varying if not name.endswith("_mut") or (train[name] > 0).mean() >= 0.02]
    mutations = [name for name in common if name.endswith("_mut")]
    genomic = [name for name in common if name.endswith(("_expr", "_mut"))]
    corrected = []
    for cohort in (tcga, glass):
        values = cohort.values[common].copy()
        values[mutations] = np.log1p(values[mutations])
        values[genomic] = correct_sites(values[genomic], cohort.sites, cohort.train)
        corrected.append(values)
    train = corrected[0].loc[tcga.train]
    train = train.loc[:, VarianceThreshold(1e-8).fit(train).get_support()]
    pairs = correlated_pairs(train[[name for name in genomic if name in train.columns]], 0.90)
    gone = prune(pairs, train, LITERATURE_GENES) | {"IDHmut-codel", "IDHmut-noncodel"}
    train = train[[name for name in train.columns.tolist() if name not in gone]]
    expression = [name for name in train.columns.tolist() if name.endswith("_expr")]
    selected = stability(train[expression], labels, seed, 100)
    stable = selected.columns[selected.mean() >= 0.80]
    kept = [name for name in train.columns.tolist() if not name.endswith("_expr") or name in stable]
    scaled = [scale(values[kept], train[kept]) for values in corrected]
    return Reference(scaled[0], scaled[1], selected, pairs)


def correct_sites(values: pd.DataFrame, sites: pd.Series, train: list[str]) -> pd.DataFrame:
    """Row by row: value - mean of the row's site + mean of all, both over train; rows of unseen sites as they are."""
    means = values.loc[train].groupby(sites.loc[train]).mean()
    overall = values.loc[train].mean()
    rows = {}
    for sample in values.index.tolist():
        row, site = values.loc[sample], sites[sample]
        rows[sample] = row - means.loc[site] + overall if site in means.index else row
    return pd.DataFrame(rows).T


def correlated_pairs(frame: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """The whole correlation matrix, its upper triangle as one long list, then those of at least the threshold."""
    r = frame.corr()
    upper = r.where(np.triu(np.ones(r.shape, dtype=bool), k=1))
    upper.index.name, upper.columns.name = "first", "second"
    stacked = upper.stack()  # noqa: PD013 - the study's way
    assert isinstance(stacked, pd.Series)
    return stacked[stacked.abs() >= threshold].to_frame("r").reset_index()


def prune(pairs: pd.DataFrame, frame: pd.DataFrame, literature: frozenset[str]) -> set[str]:
    """Features that go by rule (a), then by rule (b), as sentence by sentence in the paper's Methods."""
    gone: set[str] = set()
    left = []
    for first, second in zip(pairs["first"], pairs["second"], strict=True):
        known_first, known_second = (name.rsplit("_", 1)[0] in literature for name in (first, second))
        if known_first and not known_second:
            gone.add(second)
        elif known_second and not known_first:
            gone.add(first)
        else:
            left.append((first, second))
    n_pairs = pd.concat([pairs["first"], pairs["second"]]).value_counts()
    variance = frame.var()
    for first, second in left:
        if first in gone or second in gone:
            continue
        if n_pairs[first] != n_pairs[second]:
            gone.add(first if n_pairs[first] > n_pairs[second] else second)
        else:
            gone.add(first if variance[first] <= variance[second] else second)
    return gone


def stability(frame: pd.DataFrame, labels: pd.Series, seed: int, n: int) -> pd.DataFrame:
    """What scikit-learn's `SelectFpr` selects in every bootstrap."""
    rows = []
    for i in range(n):
        drawn = pd.DataFrame(resample(frame, stratify=labels, random_state=seed + i))
        rows.append(SelectFpr(f_classif, alpha=0.05).fit(drawn, labels.loc[drawn.index]).get_support())
    return pd.DataFrame(rows, columns=frame.columns)


def scale(values: pd.DataFrame, train: pd.DataFrame) -> pd.DataFrame:
    """scikit-learn's scalers, fitted on train: age and expression standardised, mutations to the range 0 to 1."""
    kinds: list[tuple[type, Callable[[str], bool]]] = [
        (StandardScaler, lambda name: name == "age" or name.endswith("_expr")),
        (MinMaxScaler, lambda name: name.endswith("_mut")),
    ]
    scaled = values.copy()
    for scaler, is_of_kind in kinds:
        if names := [name for name in values.columns.tolist() if is_of_kind(name)]:
            scaled[names] = scaler().fit(train[names]).transform(values[names])
    return scaled
