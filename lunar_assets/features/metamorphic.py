"""The inputs of the fit with everything changed that it must not see, and what moves in the fit when they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lunar_assets import words
from lunar_assets.features.one_at_a_time import OneAtATime
from lunar_assets.features.parts import samples
from lunar_assets.features.shared_genes import shared_genes
from lunar_assets.features.tables import batch_shifts_table, columns_table, fit, matrix_table

KEYS = {
    "features.shared_genes": ["symbol", "modality"],
    "features.columns": ["feature"],
    "features.batch_shifts": ["feature", "dataset", "tissue_source_site"],
    "features.matrix": ["feature", "dataset", "sample_id"],
}
"""The tables that say what was fitted, and the matrix of the train parts as `train_values` gives it; with their keys,
first what a row is about."""
NEXT_WORDS = {
    "sex": words.SEXES,
    "grade": words.GRADES,
    "idh_codel_subtype": words.IDH_CODEL_SUBTYPES,
    "histology_cns5": words.CNS5_TYPES,
}


@dataclass(frozen=True)
class Inputs:
    """What the features are made from.

    Attributes:
        patients: cohort.patients.
        expression: Per dataset, float frame of samples x genes.
        mutations: Per dataset, frame of mutation counts, samples x genes.
    """

    patients: pd.DataFrame
    expression: Mapping[str, pd.DataFrame]
    mutations: Mapping[str, pd.DataFrame]


def disturbed(inputs: Inputs, assignments: pd.DataFrame, seed: int) -> Inputs:
    """The inputs with other values outside of the train parts, and other labels outside of TCGA train.

    Expression and age grow by 1 to 3, counts turn from none to one and from any to none, words and sites become the
    next one, labels the other one. A gene that is constant in train and not elsewhere becomes constant everywhere, one
    that is constant everywhere varies elsewhere, so that whoever looks at all patients finds other genes that vary.
    What is missing stays missing: a gene has to be measured in every patient who is to have a prediction.

    Args:
        inputs: The true ones.
        assignments: splits.assignments, which stay.
        seed: Of the random numbers.
    """
    train = {dataset: samples(assignments, dataset, words.TRAIN) for dataset in words.DATASETS}

    def grown(values: np.ndarray) -> np.ndarray:
        return values + np.random.default_rng(seed).uniform(1, 3, values.shape)  # the same whenever it is asked for

    def flipped(counts: np.ndarray) -> np.ndarray:
        return 1 - np.minimum(counts, 1)

    return Inputs(
        pd.concat([_other_patients(inputs.patients, dataset, train[dataset], grown) for dataset in words.DATASETS]),
        OneAtATime(words.DATASETS, lambda name: _other_values(inputs.expression[name], train[name], grown)),
        OneAtATime(words.DATASETS, lambda name: _other_values(inputs.mutations[name], train[name], flipped)),
    )


def refitted(inputs: Inputs, assignments: pd.DataFrame, shared: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """The tables in `KEYS`, fitted again.

    Args:
        inputs: True or disturbed ones.
        assignments: splits.assignments.
        shared: features.shared_genes of the true inputs. By the rule `study_code`, which asks all patients, they stay
            as they are; else they are found again.
        seed: That of the fit.

    Raises:
        LeakageError: A step has seen other samples than the train part.
    """
    rule = shared["rule"].iloc[0]
    if rule != "study_code":
        shared = shared_genes(inputs.expression, inputs.mutations, assignments, rule)
    fitted, cohorts, labels = fit(inputs.patients, assignments, inputs.expression, inputs.mutations, shared, seed)
    scaled = {dataset: fitted.transform(dataset, cohort) for dataset, cohort in cohorts.items()}
    values = train_values(matrix_table(scaled, labels, assignments))
    tables = (shared, columns_table(fitted), batch_shifts_table(fitted), values)
    return dict(zip(KEYS, tables, strict=True))


def train_values(matrix: pd.DataFrame) -> pd.DataFrame:
    """The features of the train parts, a row a feature and patient.

    They move where a step uses other rows when it transforms.

    Args:
        matrix: features.matrix.
    """
    train = matrix[matrix["split"] == words.TRAIN].drop(columns=["split", "label"])
    return train.melt(["dataset", "sample_id"], var_name="feature")


def differences(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    """What differs between two fits, bit by bit: `table column` -> the features or genes, each once.

    Where rows have come or left, `table rows` names them and the columns are not compared.

    Args:
        before: Tables by the names in `KEYS`.
        after: The same tables of the other fit.
    """
    found = {}
    for table, key in KEYS.items():
        was, now = before[table].reset_index(drop=True), after[table].reset_index(drop=True)
        if len(was) != len(now) or not all(_same(was[column], now[column]).all() for column in key):
            rows = was[key].astype("str").merge(now[key].astype("str"), how="outer", indicator="where")
            found[f"{table} rows"] = _names(rows, rows["where"] != "both", key) or ["their order"]
            continue
        moved = {column: ~_same(was[column], now[column]) for column in was.columns.difference(key, sort=False)}
        found |= {f"{table} {column}": _names(was, rows, key) for column, rows in moved.items() if rows.any()}
    return found


def _other_patients(
    patients: pd.DataFrame, dataset: str, train: pd.Index, grown: Callable[[np.ndarray], np.ndarray]
) -> pd.DataFrame:
    """Patients of a cohort, with other clinical facts for those outside of train, and other labels."""
    cohort = patients[patients["dataset"] == dataset].copy()
    hidden = ~cohort["sample_id"].isin(train)
    sites = sorted(cohort["tissue_source_site"].unique())
    for column, known in {**NEXT_WORDS, "tissue_source_site": sites}.items():
        following = dict(zip(known, [*known[1:], known[0]], strict=True))
        cohort[column] = cohort[column].mask(hidden, cohort[column].map(following))
    cohort["age"] = cohort["age"].mask(hidden, grown(cohort["age"].to_numpy(dtype=np.float64)))
    unseen_labels = hidden | (dataset != words.TCGA)
    cohort["label"] = cohort["label"].mask(unseen_labels, 1 - cohort["label"])
    return cohort


def _other_values(frame: pd.DataFrame, train: pd.Index, change: Callable[[np.ndarray], np.ndarray]) -> pd.DataFrame:
    """Samples x genes with other values outside of train."""
    values = frame.to_numpy(dtype=np.float64, copy=True)
    in_train = frame.index.isin(train)
    seen, hidden = values[in_train], values[~in_train]
    constant_in_train = seen.max(axis=0) == seen.min(axis=0)
    varies = values.max(axis=0) > values.min(axis=0)
    values[~in_train] = np.where(constant_in_train & varies, seen[0], change(hidden))
    return pd.DataFrame(values, frame.index, frame.columns)


def _same(was: pd.Series, now: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(was):
        return (was == now) | (was.isna() & now.isna())
    return was.astype("str").fillna("") == now.astype("str").fillna("")


def _names(rows: pd.DataFrame, chosen: pd.Series, key: list[str]) -> list[str]:
    return rows.loc[chosen, key[0]].drop_duplicates().tolist()
