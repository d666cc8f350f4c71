import numpy as np
import pandas as pd
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from lunar_assets.features.scaling import FeatureScaler

TRAIN = pd.DataFrame(
    {"age": [30.0, 50.0], "grade": [0.0, 2.0], "A_expr": [-1.0, 3.0], "A_mut": [1.0, 3.0]}, index=["T1", "T2"]
)


def test_age_and_expression_are_standardised_mutations_ranged_and_grades_left_alone():
    scaled = FeatureScaler().fit_transform(TRAIN)
    assert scaled.to_dict("list") == {"age": [-1, 1], "grade": [0, 2], "A_expr": [-1, 1], "A_mut": [0, 1]}


def test_values_outside_of_train_are_not_clipped():
    other = pd.DataFrame({"age": [90.0], "grade": [1.0], "A_expr": [1.0], "A_mut": [5.0]}, index=["G1"])
    assert FeatureScaler().fit(TRAIN).transform(other).to_numpy().tolist() == [[5.0, 1.0, 0.0, 2.0]]


def test_only_scaled_features_have_a_centre_and_a_scale():
    fitted = FeatureScaler().fit(TRAIN)
    assert fitted.centre_.to_dict() == {"age": 40.0, "A_expr": 1.0, "A_mut": 1.0}
    assert fitted.scale_.to_dict() == {"age": 10.0, "A_expr": 2.0, "A_mut": 2.0}
    assert fitted.feature_names_in_.tolist() == ["age", "grade", "A_expr", "A_mut"]


def test_it_agrees_with_scikit_learn():
    rng = np.random.default_rng(11)
    columns = ["age", *(f"G{i}_expr" for i in range(5)), *(f"G{i}_mut" for i in range(5))]
    train = pd.DataFrame(rng.gamma(2, 3, (50, 11)), columns=columns)
    other = pd.DataFrame(rng.gamma(2, 3, (20, 11)), columns=columns)
    scaled = FeatureScaler().fit(train).transform(other)
    standard = StandardScaler().fit(train.iloc[:, :6]).transform(other.iloc[:, :6])
    ranged = MinMaxScaler().fit(train.iloc[:, 6:]).transform(other.iloc[:, 6:])
    np.testing.assert_allclose(scaled, np.concatenate([standard, ranged], axis=1), atol=1e-12)
