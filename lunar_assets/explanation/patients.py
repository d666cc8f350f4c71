"""Which patients attributions explain, and which they are relative to; both are recorded and held against the split."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from lunar_assets import words
from lunar_assets.errors import LeakageError

N_PATIENTS = {"permutation": 2}
"""Patients that a method explains at most: by permutations one of a network takes a second or two."""
MOST_NAMED = 5


def background_patients(matrix: pd.DataFrame) -> pd.DataFrame:
    """Rows of `features.matrix` that attributions are relative to: TCGA train."""
    return matrix[(matrix["dataset"] == words.TCGA) & (matrix["split"] == words.TRAIN)]


def explained_patients(matrix: pd.DataFrame, method: str, seed: int) -> pd.DataFrame:
    """Rows of `features.matrix` that a method explains: TCGA test, or a sample of it where the method is slow.

    The sample is drawn by the seed alone, so that all models of a run have the same; the first patients would not do,
    since samples are named by site and sites differ in the tumours that they treat.
    """
    test = matrix[(matrix["dataset"] == words.TCGA) & (matrix["split"] == words.TEST)]
    n = min(N_PATIENTS.get(method, len(test)), len(test))
    drawn = np.random.default_rng(seed).choice(len(test), n, replace=False)
    return test.iloc[np.sort(drawn)]


def assert_background(background: pd.DataFrame, matrix: pd.DataFrame) -> None:
    """Refuse a background that is not TCGA train, all of it.

    Args:
        background: Rows that a method is about to take.
        matrix: Table `features.matrix`.

    Raises:
        LeakageError: Names how many samples of which part are in it, and how many of TCGA train are not.
    """
    train = (matrix["dataset"] == words.TCGA) & (matrix["split"] == words.TRAIN)
    expected, found = matrix.index[train], background.index
    if others := list(found.difference(expected)) or list(expected.difference(found)):
        parts = (background["dataset"] + " " + background["split"]).value_counts(sort=False)
        counted = ", ".join(f"{n} of {part}" for part, n in parts.items()) or "nobody"
        raise LeakageError(
            f"Attributions were about to be taken against {counted} as background; expected exactly the "
            f"{len(expected)} patients of tcga train. The first that is wrong or lacking is "
            f"{matrix.loc[others[0], 'sample_id']}. Look at background_patients."
        )


def wrong_patients(
    background: pd.DataFrame,
    attributions: pd.DataFrame,
    assignments: pd.DataFrame,
    explained_by: Mapping[str, Sequence[str]],
) -> list[str]:
    """What is wrong with the patients of attributions, by model and method.

    Args:
        background: Table `explanation.background`.
        attributions: Table `explanation.attributions`.
        assignments: Table `splits.assignments`.
        explained_by: Methods of each model.

    Returns:
        A phrase for each model and method whose background is not exactly TCGA train, or that explains others than TCGA
        test patients or too few of them, or that should not be there; empty where all is right.
    """
    of_part = assignments.groupby(["dataset", "split"])["sample_id"].agg(frozenset)
    train, test = of_part[words.TCGA, words.TRAIN], of_part[words.TCGA, words.TEST]
    in_background, explained = (_samples(table) for table in (background, attributions))
    wanted = [(model, method) for model, methods in explained_by.items() for method in methods]
    found = [f"{' by '.join(key)} is not asked for" for key in {**in_background, **explained} if key not in wanted]
    for key in wanted:
        seen, told = in_background.get(key, frozenset()), explained.get(key, frozenset())
        n = min(N_PATIENTS.get(key[1], len(test)), len(test))
        problems = {
            "has a background beside TCGA train": seen - train,
            "lacks TCGA train patients in its background": train - seen,
            "explains others than TCGA test patients": told - test,
        }
        found += [f"{' by '.join(key)} {what}: {_named(ids)}" for what, ids in problems.items() if ids]
        found += [f"{' by '.join(key)} explains {len(told)} patients instead of {n}"] if len(told) != n else []
    return found


def _samples(table: pd.DataFrame) -> dict[tuple[str, str], frozenset[str]]:
    """Samples of each model and method; those of another cohort are in none of TCGA's parts."""
    return {(str(m), str(by)): frozenset(ids) for (m, by), ids in table.groupby(["model", "method"])["sample_id"]}


def _named(ids: frozenset[str]) -> str:
    more = ", ..." if len(ids) > MOST_NAMED else ""
    return f"{len(ids)} samples ({', '.join(sorted(ids)[:MOST_NAMED])}{more})"
