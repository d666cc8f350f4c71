"""Chance passes and a leak does not."""

import numpy as np
import pandas as pd
import pytest

from lunar_assets.errors import MissingDataError
from lunar_assets.evaluation.sanity import shuffled_labels, shuffled_verdict
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES


def shuffled(aurocs: dict[str, list[float]]) -> pd.DataFrame:
    rows = [(i, model, "tcga", "test", value) for model, values in aurocs.items() for i, value in enumerate(values)]
    table = pd.DataFrame(rows, columns=["replicate", "model", "dataset", "part", "auroc"])
    conform(table, TABLES["evaluation.shuffled_labels"])
    return table


def test_a_t_test_by_hand():
    # mean 0.6, sd 0.1, t = 0.1 / (0.1 / sqrt(3)) = sqrt(3) of two degrees of freedom: p = 1 - sqrt(3 / 5)
    row = shuffled_verdict(shuffled({"lunar": [0.5, 0.6, 0.7]})).iloc[0]
    assert row[["mean", "sd", "n"]].tolist() == pytest.approx([0.6, 0.1, 3])
    assert row["p_value"] == pytest.approx(1 - np.sqrt(3 / 5))
    assert row["passes"]


def test_chance_passes_and_a_leak_fails_in_either_direction():
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 0.1, (3, 20))
    verdict = shuffled_verdict(
        shuffled({"lunar": list(0.5 + noise[0]), "knn": list(0.65 + noise[1]), "mlp": list(0.35 + noise[2])})
    )
    assert dict(zip(verdict["model"], verdict["passes"], strict=True)) == {"lunar": True, "knn": False, "mlp": False}


def test_the_level_is_shared_by_all_models_and_parts():
    leaning = [0.515, 0.535, 0.555, 0.575, 0.595, 0.615]
    alone = shuffled_verdict(shuffled({"lunar": leaning}))
    assert 0.005 < alone["p_value"].iloc[0] < 0.01 and not alone["passes"].any()
    assert shuffled_verdict(shuffled({"lunar": leaning, "knn": leaning}))["passes"].all()


def test_one_value_in_all_replicates():
    verdict = shuffled_verdict(shuffled({"linear_svc": [0.5] * 3, "lunar": [0.75] * 3}))
    assert verdict["p_value"].tolist() == [1, 0]
    assert verdict["passes"].tolist() == [True, False]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_replicates_say_how_many_are_needed(n):
    table = shuffled({"lunar": [0.5] * 3, "knn": [0.4, 0.6, 0.5]})
    with pytest.raises(MissingDataError, match=f"has {n} replicates.*at least 3 are needed"):
        shuffled_verdict(table[table["replicate"] < n])


def test_aurocs_come_out_of_the_metrics_where_they_are_defined():
    columns = ["replicate", "model", "dataset", "part", "metric", "value"]
    rows = [(0, "lunar", "tcga", "test", "auroc", 0.5), (0, "lunar", "tcga", "test", "f1", 0.4),
            (0, "lunar", "glass", "test", "auroc", np.nan)]  # fmt: skip
    table = shuffled_labels(pd.DataFrame(rows, columns=columns))
    conform(table, TABLES["evaluation.shuffled_labels"])
    assert table.to_dict("records") == [
        {"replicate": 0, "model": "lunar", "dataset": "tcga", "part": "test", "auroc": 0.5}
    ]
