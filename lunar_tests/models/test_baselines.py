"""Baselines have the parameters of the study, see the patients that they may see, and say how their fit ended."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import LinearSVC
from xgboost import XGBClassifier

from lunar_assets.errors import TrainingError
from lunar_assets.models import storage
from lunar_assets.models.baseline import described, serialisable
from lunar_assets.models.boosted_trees import BoostedTrees
from lunar_assets.models.data import TrainingData
from lunar_assets.models.estimator_model import EstimatorModel, fit_estimator
from lunar_assets.models.estimator_model import load as load_estimator
from lunar_assets.models.registry import fit
from lunar_tests.models.synthetic import FEATURES, columns, matrix, training_data

DATA, MATRIX, SEED = training_data(), matrix(), 42
OF_THE_STUDY = {
    "logistic_regression": (LogisticRegression, {"max_iter": 1000, "random_state": SEED}),
    "linear_svc": (LinearSVC, {"penalty": "l1", "dual": False, "max_iter": 1000, "random_state": SEED}),
    "knn": (KNeighborsClassifier, {"n_jobs": 1}),
    "xgboost": (XGBClassifier, {"n_jobs": 1, "random_state": SEED}),
    "mlp": (MLPClassifier, {"hidden_layer_sizes": (256, 128, 64), "random_state": SEED}),
    "clinical_only": (LogisticRegression, {"C": 1e6, "max_iter": 1000, "random_state": SEED}),
}
every_baseline = pytest.mark.parametrize("name", OF_THE_STUDY)
FitBaseline = EstimatorModel | BoostedTrees


def library_object(model: FitBaseline) -> object:
    return model.classifier if isinstance(model, BoostedTrees) else model.estimator


@every_baseline
def test_parameters_are_those_of_the_study_and_else_the_defaults_of_the_library(name: str):
    library_class, parameters = OF_THE_STUDY[name]
    model = fit(name, DATA, SEED)
    expected = serialisable({**library_class().get_params(), **parameters})
    assert type(library_object(model)) is library_class
    assert serialisable(library_object(model).get_params()) == expected
    assert {key: value for key, value in model.hyperparameters.items() if key in expected} == expected


@pytest.mark.parametrize(
    ("name", "n_parameters"),
    [
        ("logistic_regression", 12 + 1),
        ("linear_svc", 12 + 1),
        ("clinical_only", 3 + 1),
        ("knn", None),
        ("xgboost", None),
        ("mlp", 12 * 256 + 256 + 256 * 128 + 128 + 128 * 64 + 64 + 64 + 1),
    ],
)
def test_number_of_parameters(name: str, n_parameters: int | None):
    assert fit(name, DATA, SEED).n_parameters == n_parameters


@every_baseline
def test_scores_of_patients_who_were_not_fitted_on_tell_early_from_late(name: str):
    unseen = MATRIX[MATRIX["split"] != "train"]
    assert roc_auc_score(unseen["label"], fit(name, DATA, SEED).score(unseen)) > 0.8


def test_the_score_is_a_probability_of_all_but_the_linear_svc():
    for name in OF_THE_STUDY:
        model = fit(name, DATA, SEED)
        scores = model.score(MATRIX)
        is_probability = bool(((scores >= 0) & (scores <= 1)).all())
        assert (is_probability, model.threshold) == ((False, 0.0) if name == "linear_svc" else (True, 0.5)), name


@pytest.mark.parametrize("name", ["logistic_regression", "clinical_only", "xgboost"])
def test_the_margin_is_the_log_odds_of_the_score(name: str):
    model = fit(name, DATA, SEED)
    np.testing.assert_allclose(1 / (1 + np.exp(-model.margin(MATRIX))), model.score(MATRIX), rtol=1e-5)


@pytest.mark.parametrize("name", ["linear_svc", "knn", "mlp"])
def test_the_margin_is_the_score_where_there_is_no_other(name: str):
    model = fit(name, DATA, SEED)
    np.testing.assert_array_equal(model.margin(MATRIX), model.score(MATRIX))


def test_the_fitted_object_takes_the_inputs_of_a_frame():
    linear, trees = fit("logistic_regression", DATA, SEED), fit("xgboost", DATA, SEED)
    np.testing.assert_array_equal(linear.inputs(MATRIX)[0], MATRIX.loc[0, list(linear.features)].astype("float32"))
    by_hand = linear.inputs(MATRIX) @ linear.estimator.coef_[0] + linear.estimator.intercept_
    np.testing.assert_allclose(by_hand, linear.margin(MATRIX), rtol=1e-9)
    np.testing.assert_array_equal(trees.classifier.predict_proba(trees.inputs(MATRIX))[:, 1], trees.score(MATRIX))


def test_neighbours_are_those_of_tcga_train():
    shares = fit("knn", DATA, SEED).score(MATRIX)
    assert set(np.round(shares * 5, 9)) <= {0, 1, 2, 3, 4, 5}


def test_clinical_only_sees_clinical_features_alone():
    model = fit("clinical_only", DATA, SEED)
    assert model.features == FEATURES["clinical"]
    noise = MATRIX.assign(**{name: 7.0 for name in (*FEATURES["expression"], *FEATURES["mutation"])})
    again = fit("clinical_only", TrainingData.from_matrix(noise, columns()), SEED)
    assert again.weights_hash() == model.weights_hash()
    np.testing.assert_array_equal(model.score(MATRIX[list(FEATURES["clinical"])]), model.score(MATRIX))


def changed(dataset: str, splits: tuple[str, ...], *, labels: bool = True) -> TrainingData:
    """The data with other features, and other labels, of the patients of some splits."""
    table, names = matrix(), [name for of_modality in FEATURES.values() for name in of_modality]
    rows = (table["dataset"] == dataset) & table["split"].isin(splits)
    table.loc[rows, names] = -3 * table.loc[rows, names] + 1
    table.loc[rows, "label"] = 1 - table.loc[rows, "label"]
    return TrainingData.from_matrix(table, columns())


@every_baseline
def test_no_glass_patient_and_no_validation_or_test_patient_has_a_part_in_it(name: str):
    expected = fit(name, DATA, SEED).weights_hash()
    assert fit(name, changed("glass", ("train", "validation", "test")), SEED).weights_hash() == expected
    assert fit(name, changed("tcga", ("validation", "test")), SEED).weights_hash() == expected
    assert fit(name, changed("tcga", ("train",)), SEED).weights_hash() != expected


@every_baseline
def test_validation_has_a_part_where_that_is_asked_for_and_is_named_then(name: str):
    as_in_the_study = TrainingData.from_matrix(MATRIX, columns(), "train_validation")
    model = fit(name, as_in_the_study, SEED)
    assert model.fitted_on == {role: DATA.fitted_on[role] for role in ("tcga_train", "tcga_validation")}
    assert model.weights_hash() != fit(name, DATA, SEED).weights_hash()


@every_baseline
def test_labels_of_one_class_are_refused(name: str):
    late = MATRIX.assign(label=MATRIX["label"].where(MATRIX["dataset"] == "glass", 0))
    with pytest.raises(TrainingError, match=r"0 of 37 .* expected both classes"):
        fit(name, TrainingData.from_matrix(late, columns()), SEED)


def test_a_fit_that_converged_says_so_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = fit("logistic_regression", DATA, SEED)
    assert model.hyperparameters["converged"] is True
    assert 0 < model.hyperparameters["n_iter"] < 1000


@pytest.mark.parametrize(
    "estimator",
    [LogisticRegression(max_iter=1), LinearSVC(penalty="l1", dual=False, max_iter=1), MLPClassifier((3,), max_iter=1)],
    ids=["logistic_regression", "linear_svc", "mlp"],
)
def test_a_fit_that_did_not_converge_is_a_model_that_says_so(estimator, tmp_path: Path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it is in the table, so that no log has to be read for it
        model = fit_estimator(estimator, DATA, SEED, "logistic_regression")
    model.save(tmp_path)
    for either in (model, load_estimator(tmp_path)):
        assert (either.hyperparameters["n_iter"], either.hyperparameters["converged"]) == (1, False)


def test_any_other_warning_of_the_library_is_passed_on():
    class Talkative(LogisticRegression):
        def fit(self, *arguments):
            warnings.warn("something else", UserWarning, stacklevel=1)
            return super().fit(*arguments)

    with pytest.warns(UserWarning, match="something else"):
        fit_estimator(Talkative(), DATA, SEED, "logistic_regression")


def test_a_fit_without_iterations_says_nothing_of_them():
    assert not {"n_iter", "converged"} & set(fit("knn", DATA, SEED).hyperparameters)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (MLPClassifier((3,), max_iter=1), r"Untrusted types found.*AdamOptimizer"),
        (LinearSVC(), r"holds a LinearSVC, described as LogisticRegression"),
        (Path("model.json"), r"Untrusted types found.*Path"),
    ],
    ids=["untrusted_part", "other_estimator", "no_estimator"],
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_a_file_with_types_that_are_not_expected_in_it_is_refused_whatever_its_hash(other, message, tmp_path: Path):
    if hasattr(other, "fit"):
        other.fit(np.eye(4), [0, 1, 0, 1])
    model = fit("logistic_regression", DATA, SEED)
    description = {"kind": "scikit_learn_estimator", "class": "LogisticRegression", **described(model)}
    storage.save(tmp_path, description, "estimator.skops", skops.io.dumps(other))
    with pytest.raises(TrainingError, match=message):
        load_estimator(tmp_path)
