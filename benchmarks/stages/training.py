"""Training of LUNAR. There is no plain reference: a loop over epochs is what it is."""

from pathlib import Path

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.training_data import training_data
from lunar_assets.models.data import TrainingData
from lunar_assets.models.lunar import LunarModel, fit

SEED = 42


def given(size: Size, folder: Path) -> TrainingData:  # noqa: ARG001
    """Train and validation patients."""
    return training_data(size)


def platform(data: TrainingData) -> str:
    """Train; the hash of the weights."""
    model: LunarModel = fit(data, SEED)
    return model.weights_hash()


BENCHMARK = Benchmark("training of LUNAR", given, platform)
