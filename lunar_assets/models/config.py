"""The hyperparameters of a training of a network, all in one place, and the shape of every network by its name."""

from dataclasses import dataclass, field

from lunar_assets.errors import TrainingError
from lunar_assets.models.device import Device
from lunar_assets.models.network import NetworkConfig

NETWORKS = {
    "lunar": NetworkConfig(),
    "lunar_catt": NetworkConfig(self_attention=False),
    "lunar_satt": NetworkConfig(cross_attention=False),
    "lunar_natt": NetworkConfig(self_attention=False, cross_attention=False),
    "lunar_joint": NetworkConfig(self_attention=False, cross_attention=False, joint_attention=True),
}


@dataclass(frozen=True)
class TrainingConfig:
    """All hyperparameters of a training, as the study set them (Patricoski-Chavez et al. 2025, Methods and code)."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    max_epochs: int = 20
    patience: int = 3  # epochs without a strictly lower validation total after which training stops
    batch_size: int = 16  # patients of each cohort in a step
    lowest_learning_rate: float = 0.0003  # of the triangular cycle, where it starts
    highest_learning_rate: float = 0.0005
    half_cycle_steps: int = 36  # steps from the lowest to the highest learning rate
    lowest_beta1: float = 0.8  # of Adam, at the highest learning rate
    highest_beta1: float = 0.9  # of Adam, at the lowest learning rate
    gradient_clip: float = 5.0  # largest norm of the gradient
    gene_penalty: float = 1e-4  # weight of the L1 norm of the gene gates
    coral: float = 0.5  # weight of the alignment of the cohorts
    threads: int = 1  # of torch: the last bits of a sum differ between numbers of threads
    device: Device = "cpu"  # that trains; a trained network scores on the CPU


def published_config(name: str) -> TrainingConfig:
    """The hyperparameters of the study for the network of that name; the same for all but the shape.

    Raises:
        TrainingError: No network has that name.
    """
    if name not in NETWORKS:
        raise TrainingError(
            f"There is no network {name!r}; expected one of {', '.join(NETWORKS)}, or a configuration of your own."
        )
    return TrainingConfig(NETWORKS[name])
