"""The models of the platform: what each is called, and the module that fits and loads it.

A new model is one entry here and one module with `fit(data, seed, name)` and `load(folder)`, both of which return a
`FittedModel`; the `fit` of a network takes a `device` too. Modules are imported when a model is fitted or loaded: the
list of models costs no heavy import.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from lunar_assets.errors import TrainingError
from lunar_assets.models.data import TrainingData
from lunar_assets.models.fitted import FittedModel
from lunar_assets.settings import DeviceChoice


@dataclass(frozen=True)
class ModelEntry:
    """One model.

    Attributes:
        name: Name of its asset and in every table.
        module: Module with its `fit` and `load`.
        description: One or two sentences for a reader.
        kinds: Libraries behind it, as Dagster's kinds.
        explained_by: Methods that its output is explained by, the default for tables and plots first.
        threshold: Score from which a patient is predicted early; fixed here, before any training.
    """

    name: str
    module: str
    description: str
    kinds: tuple[str, ...]
    explained_by: tuple[str, ...]
    threshold: float = 0.5

    @property
    def is_network(self) -> bool:
        """Whether it is trained in epochs, on TCGA and aligned with GLASS."""
        return "pytorch" in self.kinds


NETWORK_METHODS = ("integrated_gradients", "deep")
WITH_REFERENCE = (*NETWORK_METHODS, "permutation")  # slow: the study's network stands for the others

MODELS = {
    entry.name: entry
    for entry in (
        ModelEntry(
            "lunar",
            "lunar_assets.models.lunar",
            "LUNAR as published: gated encoders of three modalities, self- and cross-attention, pooling by learned "
            "queries, trained on TCGA and aligned with GLASS without its labels.",
            ("pytorch",),
            WITH_REFERENCE,
        ),
        ModelEntry(
            "lunar_catt",
            "lunar_assets.models.lunar",
            "LUNAR without self-attention (LUNAR-CAtt of the study).",
            ("pytorch",),
            NETWORK_METHODS,
        ),
        ModelEntry(
            "lunar_satt",
            "lunar_assets.models.lunar",
            "LUNAR without cross-attention (LUNAR-SAtt of the study): here a fusion weight is one of the modality that "
            "it is named by.",
            ("pytorch",),
            NETWORK_METHODS,
        ),
        ModelEntry(
            "lunar_natt",
            "lunar_assets.models.lunar",
            "LUNAR without self- and cross-attention (LUNAR-NAtt of the study).",
            ("pytorch",),
            NETWORK_METHODS,
        ),
        ModelEntry(
            "lunar_joint",
            "lunar_assets.models.lunar",
            "What the paper describes and its code does not do: the three embeddings as one sequence of three tokens "
            "in multi-head attention, so that attention depends on its query.",
            ("pytorch",),
            NETWORK_METHODS,
        ),
        ModelEntry(
            "logistic_regression",
            "lunar_assets.models.linear",
            "Logistic regression on all features.",
            ("scikitlearn",),
            ("linear",),
        ),
        ModelEntry(
            "linear_svc",
            "lunar_assets.models.linear",
            "Linear support vector classifier with L1 penalty on all features; its score is no probability.",
            ("scikitlearn",),
            ("linear",),
            threshold=0.0,
        ),
        ModelEntry(
            "knn",
            "lunar_assets.models.nearest",
            "Share of early recurrences among the five nearest train patients.",
            ("scikitlearn",),
            ("permutation",),
        ),
        ModelEntry(
            "xgboost",
            "lunar_assets.models.boosted_trees",
            "Gradient-boosted trees on all features.",
            ("xgboost",),
            ("tree",),
        ),
        ModelEntry(
            "mlp",
            "lunar_assets.models.perceptron",
            "Perceptron with three hidden layers on all features.",
            ("scikitlearn",),
            ("permutation",),
        ),
        ModelEntry(
            "clinical_only",
            "lunar_assets.models.linear",
            "Plain logistic regression on the clinical features alone: what a genomic model has to beat.",
            ("scikitlearn",),
            ("linear",),
        ),
    )
}
MODEL_NAMES = tuple(MODELS)


def fit(name: str, data: TrainingData, seed: int, device: DeviceChoice = "cpu") -> FittedModel:
    """Fit the model of that name; `device` is where networks are trained.

    Raises:
        TrainingError: No model has that name, it cannot be fitted to the data, or there is no such device.
    """
    module = _module(name)
    return module.fit(data, seed, name, device=device) if MODELS[name].is_network else module.fit(data, seed, name)


def load(name: str, folder: Path) -> FittedModel:
    """Load the model of that name from the folder that its `save` wrote.

    Raises:
        TrainingError: No model has that name, or the files are not those of that model.
    """
    model = _module(name).load(folder)
    if model.name != name:
        raise TrainingError(f"{folder} holds the model {model.name!r}; expected {name!r}. Train {name} again.")
    return model


def _module(name: str) -> ModuleType:
    if name not in MODELS:
        raise TrainingError(f"There is no model {name!r}; expected one of {', '.join(MODELS)}.")
    return import_module(MODELS[name].module)
