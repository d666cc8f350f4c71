"""Bootstrap intervals of AUROC and AUPRC of a model on the three sets of patients."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.metrics import auc, precision_recall_curve, roc_auc_score

from benchmarks.harness import TINY, Benchmark, Size
from lunar_assets.evaluation.intervals import N_DRAWS, auprc, auroc, draws

SEED = 42
PATIENTS = (29, 16, 101)
TAILS = (0.025, 0.975)


class Given(NamedTuple):
    """Labels and scores of every set, and the number of draws."""

    parts: list[tuple[np.ndarray, np.ndarray]]
    n_draws: int


def given(size: Size, folder: Path) -> Given:  # noqa: ARG001
    """TCGA test, GLASS test and all of GLASS."""
    rng = np.random.default_rng(SEED)
    parts = []
    for published in PATIENTS:
        labels = np.arange(max(round(published * size.patients), 6)) % 2
        parts.append((labels, (0.2 * labels + 0.25 * rng.standard_normal(len(labels))).round(2)))
    return Given(parts, N_DRAWS // 50 if size == TINY else N_DRAWS)


def platform(given: Given) -> np.ndarray:
    """All draws at once."""
    ends = []
    for labels, scores in given.parts:
        weights = draws(labels, SEED, given.n_draws)
        ends += [np.quantile(metric(labels, scores, weights), TAILS) for metric in (auroc, auprc)]
    return np.array(ends)


def reference(given: Given) -> np.ndarray:
    """Draw by draw, scikit-learn's metrics on the patients drawn."""
    ends = []
    for labels, scores in given.parts:
        ranked, areas = [], []
        for counts in draws(labels, SEED, given.n_draws):  # the same draws, or nothing could be compared
            drawn = np.repeat(np.arange(len(labels)), counts.astype(int))
            ranked.append(roc_auc_score(labels[drawn], scores[drawn]))
            precision, recall, _ = precision_recall_curve(labels[drawn], scores[drawn])
            areas.append(auc(recall, precision))
        ends += [np.quantile(values, TAILS) for values in (ranked, areas)]
    return np.array(ends)


def same(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Both ends of every interval to 1e-12."""
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


BENCHMARK = Benchmark(
    "intervals of AUROC and AUPRC, 2,000 draws on each of three sets",
    given,
    platform,
    reference,
    same,
    plain="a loop over the draws with scikit-learn's metrics",
)
