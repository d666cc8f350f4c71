"""The models of the platform: what each is called, and the module that fits and loads it.

A new model is one entry here and one module with `fit(data, seed, name)` and `load(folder)`, both of which return a
`FittedModel`. Modules are imported when a model is fitted or loaded: the list of models costs no heavy import.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from lunar_assets.errors import TrainingError
from lunar_assets.models.data import TrainingData
from lunar_assets.models.fitted import FittedModel


@dataclass(frozen=True)
class ModelEntry:
    """One model.

    Attributes:
        name: Name of its asset and in every table.
        module: Module with its `fit` and `load`.
        description: One or two sentences for a reader.
        kinds: Libraries behind it, as Dagster's kinds.
    """

    name: str
    module: str
    description: str
    kinds: tuple[str, ...]


MODELS = {
    entry.name: entry
    for entry in (
        ModelEntry(
            "lunar",
            "lunar_assets.models.lunar",
            "LUNAR as published: gated encoders of three modalities, self- and cross-attention, pooling by learned "
            "queries, trained on TCGA and aligned with GLASS without its labels.",
            ("pytorch",),
        ),
    )
}
MODEL_NAMES = tuple(MODELS)


def fit(name: str, data: TrainingData, seed: int) -> FittedModel:
    """Fit the model of that name.

    Raises:
        TrainingError: No model has that name, or it cannot be fitted to the data.
    """
    return _module(name).fit(data, seed, name)


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
