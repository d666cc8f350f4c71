"""The fitted networks, LUNAR and its variants: scores, fusion weights and files."""

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays
from torch import Tensor

from lunar_assets import words
from lunar_assets.models import storage
from lunar_assets.models.config import TrainingConfig, published_config
from lunar_assets.models.data import TrainingData
from lunar_assets.models.device import device_of
from lunar_assets.models.fitted import HISTORY_COLUMNS
from lunar_assets.models.inputs import arrays
from lunar_assets.models.network import Lunar, NetworkConfig
from lunar_assets.models.registry import MODELS
from lunar_assets.models.reproducible import reproducible
from lunar_assets.models.training import train
from lunar_assets.settings import DeviceChoice

KIND, WEIGHTS = "lunar_network", "weights.safetensors"


@dataclass(frozen=True)
class LunarModel:
    """A trained network with what it was trained on and by; a `FittedModel`.

    Attributes:
        modality_features: Names of the features of each modality, in the order of the network's inputs.
    """

    name: str
    seed: int
    config: TrainingConfig
    network: Lunar
    best_epoch: int
    history: pd.DataFrame
    fitted_on: Mapping[str, tuple[str, ...]]
    modality_features: Mapping[str, tuple[str, ...]]
    threshold: float

    @property
    def hyperparameters(self) -> dict[str, Any]:
        """The configuration as nested dictionaries."""
        return asdict(self.config)

    @property
    def n_parameters(self) -> int:
        """Trainable weights without those of the unused modules of cross-attention."""
        return n_parameters(self.network)

    @property
    def features(self) -> tuple[str, ...]:
        """Names of all features, modality after modality."""
        return tuple(name for modality in words.MODALITIES for name in self.modality_features[modality])

    def score(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Probability of early recurrence by the network, (rows) float64; see `FittedModel.score`."""
        return torch.sigmoid(torch.from_numpy(self.margin(features))).numpy()

    def margin(self, features: pd.DataFrame) -> NDArray[np.float64]:
        """Logit of early recurrence, (rows) float64; as a torch function of all features see `ConcatenatedLogit`."""
        logits, _ = self._forward(features)
        return logits.double().numpy()

    def fusion_weights(self, features: pd.DataFrame) -> pd.DataFrame:
        """Weight of each modality's token in the pooling, mean over heads.

        Of a network with cross-attention they are not weights of the modality that the token is named by: there the
        token is a function of the other two modalities; with joint attention it is one of all three.

        Returns:
            One row a row of `features`, with its index; columns clinical, expression, mutation, which add up to 1.
        """
        _, weights = self._forward(features)
        return pd.DataFrame(weights.double().numpy(), index=features.index, columns=pd.Index(words.MODALITIES))

    def weight_arrays(self) -> dict[str, NDArray[Any]]:
        """All weights of the network, the unused ones included."""
        return {name: tensor.numpy() for name, tensor in self.network.state_dict().items()}

    def weights_hash(self) -> str:
        """SHA-256 over all weights of the network."""
        return storage.arrays_hash(self.weight_arrays())

    def save(self, folder: Path) -> None:
        """Write weights.safetensors and model.json into an existing folder."""
        described = ("name", "seed", "best_epoch", "threshold", "fitted_on", "modality_features", "hyperparameters")
        description = {key: getattr(self, key) for key in described}
        history = self.history.astype(object).where(self.history.notna(), None).to_dict("records")
        versions = {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__}
        provenance = {"weights_hash": self.weights_hash(), "history": history, "versions": versions}
        storage.save(folder, {"kind": KIND, **description, **provenance}, WEIGHTS, save_arrays(self.weight_arrays()))

    def _forward(self, features: pd.DataFrame) -> tuple[Tensor, Tensor]:
        inputs = arrays(features, self.modality_features)
        with reproducible(self.seed, self.config.threads), torch.no_grad():
            return self.network(*(torch.tensor(inputs[modality]) for modality in words.MODALITIES))


def fit(
    data: TrainingData,
    seed: int,
    name: str = "lunar",
    config: TrainingConfig | None = None,
    device: DeviceChoice | None = None,
) -> LunarModel:
    """Train a network.

    Args:
        data: Patients and features.
        seed: Of weights, order of batches and dropout.
        name: Name of the model in the registry.
        config: Hyperparameters; None for the published ones of the network of that name.
        device: Where it is trained; None for what the configuration says. The model that is returned is on the CPU.

    Raises:
        TrainingError: No network has that name, it cannot be trained on the data, or there is no such device.
    """
    config = config or published_config(name)
    config = replace(config, device=device_of(device or config.device))
    trained = train(data, config, seed)
    history = trained.history.assign(model=name, seed=seed)[list(HISTORY_COLUMNS)]
    return LunarModel(
        name=name,
        seed=seed,
        config=config,
        network=trained.network,
        best_epoch=trained.best_epoch,
        history=history,
        fitted_on=data.fitted_on,
        modality_features=data.features,
        threshold=MODELS[name].threshold,
    )


def load(folder: Path) -> LunarModel:
    """Load what `LunarModel.save` wrote.

    Raises:
        TrainingError: A file is missing, changed, of another kind of model, or its weights do not fit its description.
    """
    description, weights = storage.load(folder, KIND, WEIGHTS)
    with storage.rebuilding(folder):
        config = _config(description["hyperparameters"])
        features = {modality: tuple(description["modality_features"][modality]) for modality in words.MODALITIES}
        clinical, expression, mutation = (len(names) for names in features.values())
        with reproducible(description["seed"], config.threads):
            network = Lunar((clinical, expression, mutation), config.network).eval()
        network.load_state_dict({key: torch.from_numpy(array) for key, array in load_arrays(weights).items()})
        return LunarModel(
            name=description["name"],
            seed=description["seed"],
            config=config,
            network=network,
            best_epoch=description["best_epoch"],
            history=pd.DataFrame(description["history"], columns=pd.Index(HISTORY_COLUMNS)),
            fitted_on={role: tuple(ids) for role, ids in description["fitted_on"].items()},
            modality_features=features,
            threshold=description["threshold"],
        )


def n_parameters(network: Lunar, *, with_unused: bool = False) -> int:
    """Number of trainable weights, with or without the published `mha_kq` modules that no output depends on."""
    return sum(p.numel() for name, p in network.named_parameters() if with_unused or ".mha_kq." not in name)


def _config(hyperparameters: Mapping[str, Any]) -> TrainingConfig:
    network: dict[str, Any] = dict(hyperparameters["network"])
    network.update({key: tuple(rates) for key, rates in network.items() if isinstance(rates, list)})  # JSON has lists
    return TrainingConfig(**{**hyperparameters, "network": NetworkConfig(**network)})
