"""Whether the stored features are what is claimed of them: whom the steps saw, rows, columns, scale, correlations."""

import numpy as np
import pandas as pd

from lunar_assets import words
from lunar_assets.features.filters import EQUAL_TO_A_TYPE
from lunar_assets.features.names import of_modality

KEY = ["dataset", "sample_id"]
NOT_FEATURES = (*KEY, "split", "label")
FITTED_STEPS = (
    ("constant", words.TCGA),
    ("rare_mutation", words.TCGA),
    *(("batch", dataset) for dataset in words.DATASETS),
    ("variance", words.TCGA),
    ("correlation", words.TCGA),
    ("correlation_clinical", words.TCGA),
    ("stability", words.TCGA),
    ("scaling", words.TCGA),
)
"""Every fitted step and the cohort whose train part it is fitted on."""
HIGHEST_CORRELATION = 0.90
"""From this |r| on a pair is pruned (Patricoski-Chavez et al. 2025, Methods)."""
CORRELATION_ROUNDING = 1e-10
"""A pair this close to the limit may lie on either side of it, since scaling has rounded its values once more."""
SCALE_ROUNDING = 1e-6
"""Most by which rounding may move a mean or standard deviation. Values of size 100, the least standard deviation that
the variance filter leaves, 1e-4, and the relative error of a sum of some hundred, 1e-14, give 1e-8; a scale that was
fitted on one patient too many is off by some 1e-3."""


def features_of(matrix: pd.DataFrame) -> list[str]:
    """Names of the features of features.matrix, in its order."""
    return [name for name in matrix.columns if name not in NOT_FEATURES]


def tcga_train(matrix: pd.DataFrame) -> pd.DataFrame:
    """Rows of TCGA train of features.matrix."""
    return matrix[(matrix["dataset"] == words.TCGA) & (matrix["split"] == words.TRAIN)]


def seen_samples(fitted_on: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """What every step was fitted on against the train part that it is due.

    Args:
        fitted_on: features.fitted_on.
        assignments: splits.assignments.

    Returns:
        One row a step and dataset, due or found: step, dataset, n_seen, n_due, outside (samples that it must not see,
        lists), left_out (samples of its part that it has not seen, lists).
    """
    train = assignments[assignments["split"] == words.TRAIN].groupby("dataset")["sample_id"].agg(set)
    seen: dict[tuple[str, str], set[str]] = {step: set() for step in FITTED_STEPS}
    for step, dataset, sample in fitted_on[["step", "dataset", "sample_id"]].itertuples(index=False):
        seen.setdefault((step, dataset), set()).add(sample)
    rows = []
    for (step, dataset), found in seen.items():
        due = train.get(dataset, set()) if (step, dataset) in FITTED_STEPS else set()
        rows.append((step, dataset, len(found), len(due), sorted(found - due), sorted(due - found)))
    return pd.DataFrame(rows, columns=["step", "dataset", "n_seen", "n_due", "outside", "left_out"])


def row_problems(matrix: pd.DataFrame, patients: pd.DataFrame, assignments: pd.DataFrame) -> dict[str, list[str]]:
    """Samples whose row in features.matrix is not that of the split and the cohort, by what is wrong.

    Args:
        matrix: features.matrix.
        patients: cohort.patients.
        assignments: splits.assignments.
    """
    due = assignments[[*KEY, "split"]].merge(patients[[*KEY, "label"]], on=KEY, how="left")
    found = matrix[list(NOT_FEATURES)].merge(due, on=KEY, how="outer", suffixes=("", "_due"), indicator="where")
    both = found["where"] == "both"
    problems = {
        "not in the split": found["where"] == "left_only",
        "without a row": found["where"] == "right_only",
        "in another part than splits.assignments says": both & (found["split"] != found["split_due"]),
        "with another label than cohort.patients has": both & (found["label"] != found["label_due"]),
    }
    samples = {problem: found.loc[rows, "sample_id"].tolist() for problem, rows in problems.items()}
    if not any(samples.values()):
        moved = matrix["sample_id"].to_numpy() != due["sample_id"].to_numpy()
        samples["in another place than in splits.assignments"] = matrix.loc[moved, "sample_id"].tolist()
    return {problem: names for problem, names in samples.items() if names}


def column_problems(matrix: pd.DataFrame, columns: pd.DataFrame) -> dict[str, list[str]]:
    """Features of features.matrix that are not as they should be, by what is wrong.

    Args:
        matrix: features.matrix.
        columns: features.columns.
    """
    features, kept = features_of(matrix), columns.loc[columns["kept"], "feature"].tolist()
    values, train = matrix[features], tcga_train(matrix)[features]
    problems = {
        "kept by features.columns and not there": [name for name in kept if name not in set(features)],
        "there and not kept by features.columns": [name for name in features if name not in set(kept)],
        "with missing or infinite values": values.columns[np.isfinite(values).sum() < len(values)],
        "constant in TCGA train": train.columns[train.nunique() < 2],
        "equal to another one in TCGA train": train.columns[train.T.duplicated()],
    }
    if set(features) == set(kept):
        problems["in another place than in features.columns"] = [
            name for name, due in zip(features, kept, strict=True) if name != due
        ]
    return {problem: list(names) for problem, names in problems.items() if len(names)}


def scale_deviations(matrix: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    """How far TCGA train is from the scale that is claimed of every feature.

    Age and expression: mean 0 and population standard deviation 1. Mutations: 0 to 1. Other clinical features: whole
    numbers, as encoded.

    Args:
        matrix: features.matrix.
        columns: features.columns; its centre and scale are recorded exactly where a feature is scaled.

    Returns:
        One row a feature, by feature: claim, deviation (float64), recorded (whether centre and scale are as claimed).
    """
    train = tcga_train(matrix)[features_of(matrix)]
    standard = train.columns.isin([*of_modality(train, "expression").columns, "age"])
    ranged = train.columns.isin(of_modality(train, "mutation").columns)
    deviations = {
        "mean 0, standard deviation 1": np.maximum(train.mean().abs(), (train.std(ddof=0) - 1).abs()),
        "0 to 1": np.maximum(train.min().abs(), (train.max() - 1).abs()),
        "as encoded": (train - train.round()).abs().max(),
    }
    claim = np.select([standard, ranged], list(deviations)[:2], "as encoded")
    scales = columns.set_index("feature")[["centre", "scale"]].reindex(train.columns)
    return pd.DataFrame(
        {
            "claim": claim,
            "deviation": np.select([standard, ranged], list(deviations.values())[:2], deviations["as encoded"]),
            "recorded": np.where(standard | ranged, scales.notna().all(axis=1), scales.isna().all(axis=1)),
        },
        index=train.columns.rename("feature"),
    )


def correlated(matrix: pd.DataFrame) -> pd.DataFrame:
    """Pairs of kept genomic features by |r| over TCGA train, the highest first: first, second, r."""
    genomic = of_modality(tcga_train(matrix)[features_of(matrix)], "expression", "mutation")
    r = genomic.corr().to_numpy()
    first, second = np.triu_indices(len(r), k=1)
    names = genomic.columns.to_numpy(dtype=object)
    pairs = pd.DataFrame({"first": names[first], "second": names[second], "r": r[first, second]}).dropna()
    return pairs.sort_values("r", key=np.abs, ascending=False, kind="stable", ignore_index=True)


def doubled_clinical(matrix: pd.DataFrame) -> list[str]:
    """Subtype indicators in features.matrix that equal a CNS5 type by definition and were to be dropped."""
    return [name for name in features_of(matrix) if name in EQUAL_TO_A_TYPE]
