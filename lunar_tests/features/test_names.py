import pandas as pd

from lunar_assets.features.names import feature_names, genes, modalities


def test_features_are_sorted_by_name_with_their_suffix():
    assert feature_names(["A2M", "A2ML1"], "expression") == ["A2ML1_expr", "A2M_expr"]


def test_modality_and_gene_are_read_back_from_the_name():
    features = pd.Index(["age", "IDHmut-codel", "NKX2-2_expr", "IDH1_mut"])
    assert list(modalities(features)) == ["clinical", "clinical", "expression", "mutation"]
    assert list(genes(features)) == ["age", "IDHmut-codel", "NKX2-2", "IDH1"]
