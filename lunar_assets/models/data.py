"""What a model may be fitted on: TCGA train and validation patients, GLASS ones without labels, no test patient."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lunar_assets import words
from lunar_assets.errors import LeakageError
from lunar_assets.models.inputs import arrays, check_matrix, feature_names
from lunar_assets.settings import BaselinePart

BASELINE_ROLES = {"train": ("tcga_train",), "train_validation": ("tcga_train", "tcga_validation")}


@dataclass(frozen=True)
class Patients:
    """Patients without labels.

    Attributes:
        sample_ids: Their samples, in the order of the rows.
        inputs: Features of each modality, (patients, features of the modality) float32.
    """

    sample_ids: tuple[str, ...]
    inputs: Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class LabelledPatients(Patients):
    """Patients with their labels.

    Attributes:
        labels: 1 early recurrence, 0 late, (patients) int64.
    """

    labels: NDArray[np.int64]


@dataclass(frozen=True)
class TrainingData:
    """Everything that fitting may see. GLASS patients have no labels here, so that nothing can be fitted on them.

    Attributes:
        features: Names of the features of each modality, in the order of the columns of its inputs.
        tcga_train: What weights are fitted on.
        tcga_validation: What epochs and hyperparameters are chosen by.
        glass_train: Aligned with in training.
        glass_validation: Aligned with in validation.
        test_ids: Patients none of whom may be above: those of the test parts, and of any cohort beside the study's two.
        baselines_fit_on: Parts of TCGA that the models other than the networks are fitted on: train, as the paper
            says, or train and validation, as the study's code has it.
    """

    features: Mapping[str, tuple[str, ...]]
    tcga_train: LabelledPatients
    tcga_validation: LabelledPatients
    glass_train: Patients
    glass_validation: Patients
    test_ids: frozenset[str]
    baselines_fit_on: BaselinePart = "train"

    def __post_init__(self) -> None:
        """Refuse patients who are in two parts.

        Raises:
            LeakageError: A test patient, or one patient in two roles, or twice in one.
        """
        parts = {**self.fitted_on, words.TEST: tuple(self.test_ids)}
        shared = {(a, b): set(parts[a]) & set(parts[b]) for a, b in combinations(parts, 2)}
        twice = {(role, role): {i for i in ids if ids.count(i) > 1} for role, ids in parts.items()}
        found = [f"{a} and {b}: {', '.join(sorted(ids))}" for (a, b), ids in {**shared, **twice}.items() if ids]
        if found:
            raise LeakageError(
                f"Training was about to start with patients in two places ({'; '.join(found)}); expected each once and "
                "no test patient at all. Rebuild splits.assignments and features.matrix."
            )

    @property
    def fitted_on(self) -> dict[str, tuple[str, ...]]:
        """Sample ids of every role."""
        return {
            "tcga_train": self.tcga_train.sample_ids,
            "tcga_validation": self.tcga_validation.sample_ids,
            "glass_train": self.glass_train.sample_ids,
            "glass_validation": self.glass_validation.sample_ids,
        }

    def for_baselines(self) -> dict[str, LabelledPatients]:
        """All that models other than the networks are fitted on, by role: no GLASS patient among them."""
        return {role: getattr(self, role) for role in BASELINE_ROLES[self.baselines_fit_on]}

    @classmethod
    def from_matrix(
        cls, matrix: pd.DataFrame, columns: pd.DataFrame, baselines_fit_on: BaselinePart = "train"
    ) -> "TrainingData":
        """Take the train and validation patients out of a feature matrix.

        Args:
            matrix: Table `features.matrix`: dataset, sample_id, split, label, then one column a kept feature.
            columns: Table `features.columns`; the order of its kept rows is the order of the features.
            baselines_fit_on: See the attribute.

        Raises:
            InconsistentDataError: The two tables do not name the same features.
            TrainingError: A value is missing.
            LeakageError: A key column is among the features, a split is unknown, or a patient is in two parts.
        """
        features = feature_names(columns)
        check_matrix(matrix, features)

        def rows(dataset: str, split: str) -> pd.DataFrame:
            return matrix[(matrix["dataset"] == dataset) & (matrix["split"] == split)]

        def unlabelled(dataset: str, split: str) -> Patients:
            part = rows(dataset, split)
            return Patients(tuple(part["sample_id"]), arrays(part, features))

        def labelled(split: str) -> LabelledPatients:
            patients = unlabelled(words.TCGA, split)
            return LabelledPatients(**vars(patients), labels=rows(words.TCGA, split)["label"].to_numpy(np.int64))

        return cls(
            features,
            labelled(words.TRAIN),
            labelled(words.VALIDATION),
            unlabelled(words.GLASS, words.TRAIN),
            unlabelled(words.GLASS, words.VALIDATION),
            frozenset(matrix.loc[(matrix["split"] == words.TEST) | ~matrix["dataset"].isin(words.STUDY), "sample_id"]),
            baselines_fit_on,
        )
