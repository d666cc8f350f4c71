"""Importance of features and modalities, by hand, and the published figures from the published attributions."""

import pandas as pd
import pytest

from lunar_assets.explanation.importance import importance, modality_importance
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.published import published

ATTRIBUTIONS = {  # of two patients
    "age": (3.0, -1.0),  # mean absolute 2
    "grade": (0.5, 0.5),  # 0.5
    "CD44_expr": (-1.0, 0.0),  # 0.5
    "SCN9A_expr": (4.0, 4.0),  # 4
    "TP53_expr": (0.0, 0.0),  # 0
}
PUBLISHED_FIRST = ("age", "grade", "astrocytoma", "glioblastoma", "IDHwt", "astrocytoma_wt", "sex")


def modality_of(feature: str) -> str:
    return {"expr": "expression", "mut": "mutation"}.get(feature.rpartition("_")[2], "clinical")


def table(values: pd.DataFrame, model: str = "lunar", method: str = "deep") -> pd.DataFrame:
    """explanation.attributions of a frame with one row a patient and one column a feature."""
    long = values.melt(var_name="feature", value_name="attribution", ignore_index=False)
    long = long.rename_axis("sample_id").reset_index()
    return long.assign(model=model, method=method, dataset="tcga", modality=long["feature"].map(modality_of))


@pytest.fixture
def attributions() -> pd.DataFrame:
    return table(pd.DataFrame(ATTRIBUTIONS, index=["A", "B"]))


def test_importance_is_the_mean_absolute_attribution_and_ranks_from_the_largest(attributions: pd.DataFrame):
    found = importance(attributions)
    conform(found, TABLES["explanation.importance"])
    assert found["feature"].tolist() == list(ATTRIBUTIONS)
    assert found["mean_absolute"].tolist() == [2, 0.5, 0.5, 4, 0]
    assert found["rank"].tolist() == [2, 3, 4, 1, 5]


def test_of_equal_features_the_first_has_the_better_rank(attributions: pd.DataFrame):
    swapped = pd.concat([attributions[attributions["feature"] == "CD44_expr"], attributions]).drop_duplicates()
    ranks = importance(swapped).set_index("feature")["rank"]
    assert (ranks["CD44_expr"], ranks["grade"]) == (3, 4)


def test_modalities_have_the_median_the_sum_and_the_share_of_their_features(attributions: pd.DataFrame):
    found = modality_importance(attributions)
    conform(found, TABLES["explanation.modality_importance"])
    assert found.drop(columns=["model", "method"]).to_dict("list") == {
        "modality": ["clinical", "expression"],
        "n_features": [2, 3],
        "median_absolute": [1.25, 0.5],
        "summed_absolute": [2.5, 4.5],
        "share": [2.5 / 7, 4.5 / 7],
    }


def test_models_and_methods_are_ranked_apart(attributions: pd.DataFrame):
    halved = attributions.assign(method="permutation", attribution=attributions["attribution"] / 2)
    other = attributions.assign(model="mlp", attribution=-attributions["attribution"])
    found = importance(pd.concat([attributions, halved, other]))
    assert found.groupby(["model", "method"], sort=False)["rank"].agg(list).tolist() == [[2, 3, 4, 1, 5]] * 3
    assert found["mean_absolute"].sum() == 7 + 3.5 + 7
    shares = modality_importance(pd.concat([attributions, halved, other])).groupby(["model", "method"])["share"].sum()
    assert shares.tolist() == pytest.approx([1, 1, 1])


def test_where_no_feature_matters_every_share_is_zero(attributions: pd.DataFrame):
    found = modality_importance(attributions.assign(attribution=0.0))
    assert found["share"].tolist() == [0, 0]
    conform(found, TABLES["explanation.modality_importance"])


def test_published_attributions_give_the_published_medians_and_first_features():
    values = pd.read_csv(published("tcga_shap.csv"), index_col=0)
    found = table(values)
    medians = modality_importance(found).set_index("modality")["median_absolute"]
    assert medians.round(4).to_dict() == {"clinical": 0.0262, "expression": 0.0019, "mutation": 0.0001}
    ranked = importance(found).sort_values("rank")["feature"].tolist()
    assert ranked[:7] == list(PUBLISHED_FIRST)
    assert [name.partition("_")[0] for name in ranked[7:10]] == ["CEP120", "SCN9A", "MRGPRE"]
