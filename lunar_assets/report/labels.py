"""What readers call models, cohorts, methods and features, in which order they come, and how figures are written."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from lunar_assets import words

MODEL_LABELS: Final = {
    "lunar": "LUNAR",
    "lunar_catt": "LUNAR-CAtt",
    "lunar_satt": "LUNAR-SAtt",
    "lunar_natt": "LUNAR-NAtt",
    "lunar_joint": "LUNAR-Joint",
    "lunar_published": "LUNAR, published weights",
    "clinical_only": "Clinical only",
    "logistic_regression": "Logistic regression",
    "linear_svc": "Linear SVC",
    "knn": "KNN",
    "xgboost": "XGBoost",
    "mlp": "MLP",
}
"""Labels of the models in the order in which figures list them; a model without an entry goes by its own name, last."""

DATASET_LABELS: Final = {dataset: dataset.upper() for dataset in words.DATASETS}
SET_LABELS: Final = {
    (dataset, part): f"{DATASET_LABELS[dataset]} test" if part == words.TEST else f"All of {DATASET_LABELS[dataset]}"
    for dataset, part in words.EVALUATED
}
"""Labels of the sets of patients that models are evaluated on, by dataset and part."""

_METHOD_LABELS: Final = {
    "integrated_gradients": "integrated gradients",
    "deep": "DeepExplainer",
    "permutation": "permutation",
    "linear": "exact, linear",
    "tree": "exact, tree",
}
MODALITY_LABELS: Final = {"clinical": "Clinical", "expression": "Expression", "mutation": "Mutations"}

_CLINICAL_FEATURES: Final = {
    "age": "Age",
    "grade": "Grade",
    "sex": "Sex (male)",
    "astrocytoma": "Astrocytoma",
    "astrocytoma_wt": "Astrocytoma WT",
    "oligodendroglioma": "Oligodendroglioma",
    "glioblastoma": "Glioblastoma",
}
_SUFFIXES: Final = {"_expr": " expression", "_mut": " mutations"}


def in_order(models: Iterable[str]) -> list[str]:
    """The models that occur, once each: those with a label in the order of the labels, then the others as they come."""
    found = list(dict.fromkeys(models))
    return [name for name in MODEL_LABELS if name in found] + [name for name in found if name not in MODEL_LABELS]


def model_label(name: str) -> str:
    """The name of a model for readers."""
    return MODEL_LABELS.get(name, name)


def method_label(name: str) -> str:
    """The name of an explanation method for readers."""
    return _METHOD_LABELS.get(name, name)


def feature_label(name: str) -> str:
    """The name of a feature for readers: `SCN9A_expr` is `SCN9A expression`; an unknown name stays as it is."""
    for suffix, ending in _SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix) + ending
    return _CLINICAL_FEATURES.get(name, name)


def of_set(frame: pd.DataFrame, dataset: str, part: str) -> pd.DataFrame:
    """The rows about one set of patients."""
    return frame[(frame["dataset"] == dataset) & (frame["part"] == part)]


def sets_in(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """The sets of patients that a table has rows of, in the order of their labels."""
    found = set(zip(frame["dataset"], frame["part"], strict=True))
    return [key for key in SET_LABELS if key in found]


def number(value: float | None, digits: int = 2) -> str:
    """A figure as text, with a true minus sign; a dash where it is empty."""
    if value is None or pd.isna(value):
        return "–"
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")  # + 0.0: no minus before a zero


def percent(share: float) -> str:
    """A share as text in per cent, with one digit; what is smaller says so."""
    return "< 0.1 %" if 0 < share < 0.001 else f"{share * 100:.1f} %"
