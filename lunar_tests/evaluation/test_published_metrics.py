"""Labels, scores and predictions rebuilt from the published counts and curves give the published figures."""

import json

import numpy as np
import pytest

from lunar_assets.evaluation.curves import curves
from lunar_assets.evaluation.metrics import evaluate
from lunar_tests.models.published import published

FILES = {
    "lunar_results.json": ("LUNAR", "LUNAR-SAtt", "LUNAR-CAtt", "LUNAR-NAtt"),
    "baselines_results.json": ("lr", "lsvc", "knn", "xgb", "mlp"),
}
NAMES = {"auroc": "auc", "auprc": "auprc", "accuracy": "acc", "precision": "prec", "recall": "rec",
         "specificity": "spec", "f1": "f1", "tp": "tp", "tn": "tn", "fp": "fp", "fn": "fn"}  # fmt: skip
CASES = [(file, dataset, model) for file, models in FILES.items() for dataset in ("tcga", "glass") for model in models]


def ranked(result: dict) -> tuple[np.ndarray, np.ndarray]:
    """Labels and scores that have the published precision-recall curve: a score is the rank of its threshold."""
    n, n_early = sum(result[count] for count in ("tp", "tn", "fp", "fn")), result["tp"] + result["fn"]
    early = np.rint(np.array(result["prc_rec"][::-1]) * n_early).astype(int)  # found at each threshold, highest first
    found = np.arange(n + 1)  # without ties: one patient more at each threshold
    if len(early) != n + 1:
        found = np.rint(early / np.array(result["prc_prec"][::-1])).astype(int)
    labels = [[1] * e + [0] * (f - e) for e, f in zip(np.diff(early), np.diff(found), strict=True)]
    scores = np.repeat(np.arange(len(labels))[::-1], [len(group) for group in labels])
    return np.concatenate(labels).astype(int), (scores + 1) / (len(labels) + 1)


@pytest.mark.mirror
@pytest.mark.parametrize(("file", "dataset", "model"), CASES)
def test_published_counts_and_curves_give_the_published_figures(file: str, dataset: str, model: str):
    result = json.loads(published(file).read_text())[dataset][model]
    labels, scores = ranked(result)
    n_predicted = result["tp"] + result["fp"]
    predicted = np.zeros_like(labels)  # by counts: the threshold of the study is not among the published ranks
    predicted[np.flatnonzero(labels == 1)[: result["tp"]]] = 1
    predicted[np.flatnonzero(labels == 0)[: result["fp"]]] = 1
    assert predicted.sum() == n_predicted

    table = evaluate(labels, scores, predicted, seed=42).set_index("metric")
    for metric, name in NAMES.items():
        assert table.loc[metric, "value"] == pytest.approx(result[name], rel=0, abs=1e-12), metric
    assert table["one_class"].all() == result.get("fallback", False)

    drawn = curves(labels, scores)
    roc, pr = drawn[drawn["curve"] == "roc"], drawn[drawn["curve"] == "pr"]
    for column, name, points in (("x", "fpr", roc), ("y", "tpr", roc), ("x", "prc_rec", pr), ("y", "prc_prec", pr)):
        np.testing.assert_allclose(points[column], result[name], rtol=0, atol=1e-12)
