"""Features of the published kinds and numbers, for as many patients as a size has."""

import numpy as np

from benchmarks.harness import Size
from lunar_assets import words
from lunar_assets.models.data import LabelledPatients, Patients, TrainingData
from lunar_assets.splits.counts import part_sizes

N_FEATURES = {"clinical": 8, "expression": 121, "mutation": 110}


def training_data(size: Size) -> TrainingData:
    """Train and validation patients of both cohorts, with some signal; genes of a size play no part any more."""
    rng = np.random.default_rng(17)
    parts = {name: part_sizes(n) for name, n in ((words.TCGA, size.tcga), (words.GLASS, size.glass))}

    def patients(dataset: str, split: int) -> Patients:
        n = parts[dataset][split]
        labels = np.arange(n) % 2
        inputs = {
            modality: (rng.standard_normal((n, width)) + 0.3 * labels[:, None]).astype(np.float32)
            for modality, width in N_FEATURES.items()
        }
        return Patients(tuple(f"{dataset}-{split}-{i}" for i in range(n)), inputs)

    def labelled(split: int) -> LabelledPatients:
        found = patients(words.TCGA, split)
        return LabelledPatients(found.sample_ids, found.inputs, np.arange(len(found.sample_ids)) % 2)

    features = {modality: tuple(f"{modality}{i}" for i in range(width)) for modality, width in N_FEATURES.items()}
    train, validation = labelled(0), labelled(1)
    return TrainingData(
        features, train, validation, patients(words.GLASS, 0), patients(words.GLASS, 1), frozenset({"test"})
    )
