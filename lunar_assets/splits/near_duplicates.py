"""Patients whose profiles are nearly the same: one tumour under two ids, which leaks where the split divides them.

Expression is compared by the rank correlation (Spearman) of two profiles over the genes that both have, in the units of
the harmonized tables: logarithms less a mean of the gene in TCGA, z-scores of the gene in GLASS. Many values are below
zero there, so that no logarithm can be taken; and ranks stay the same where a profile is copied as it is, multiplied,
shifted, or put through any other growing function. Different tumours keep clear of 0.999: the nearest two of 569 real
TCGA patients reach 0.92 (1,415 genes), of 40 real ones 0.80 (15,544 genes); across the cohorts, where GLASS is
simulated, none exceeds 0.37. What the rank correlation cannot find is a tumour that was sequenced again, or that was
brought to the scale of the other cohort gene by gene. That is left to the mutations, and to the step of the cohort
selection that takes TCGA patients out of GLASS by their ids.

Mutations are the same where the same genes are mutated in two patients of one sex and one age in years. Sets of few
genes are the same by chance. Over all genes no two of 808 real TCGA patients share their set, of whatever size. Seen
through 66 glioma genes alone, as a panel would see them, 291 pairs of one age and sex share a set of two genes, 6 one
of three and none one of four; of whatever age and sex, 18 pairs share a set of four genes and none one of five.
"""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from lunar_assets.errors import InconsistentDataError
from lunar_assets.words import DATASETS

HIGHEST_CORRELATION = 0.999
FEWEST_MUTATED_GENES = 5

KEY = ["dataset", "sample_id"]
PERSON = [*KEY, "split"]
COLUMNS = ["kind", *PERSON, *(f"other_{name}" for name in PERSON), "correlation", "n_genes"]

Cohorts = Mapping[str, pd.DataFrame]


class Compared(NamedTuple):
    """What the comparison of all pairs of patients found."""

    pairs: pd.DataFrame
    """The near-duplicates: the columns of `splits.near_duplicates`."""
    highest_of_others: float
    """Highest correlation of expression among all other pairs."""


def near_duplicates(
    patients: pd.DataFrame, assignments: pd.DataFrame, expression: Cohorts, mutations: Cohorts
) -> Compared:
    """Compare every patient with every other one, of both cohorts and all parts.

    Args:
        patients: `cohort.patients`.
        assignments: `splits.assignments` of the same patients.
        expression: Per dataset, float frame of samples x genes with a row for every patient; a missing value is a gap.
            Genes that only one cohort measures are left aside.
        mutations: Per dataset, frame of mutation counts, samples x genes, with a row for every patient.

    Returns:
        The pairs, those by expression first, each in the order of `assignments`; and how near the others come.

    Raises:
        InconsistentDataError: The expression of two patients cannot be compared.
    """
    people = assignments[PERSON].merge(patients[[*KEY, "age", "sex"]], on=KEY, validate="1:1")
    rows = pd.MultiIndex.from_frame(people[KEY])
    profiles = pd.concat({name: expression[name] for name in DATASETS}, join="inner").loc[rows]
    correlation, n_genes = rank_correlations(profiles.to_numpy(np.float64))
    _require_known(correlation, n_genes, people)
    one, other = np.triu_indices(len(people), 1)
    alike = correlation[one, other] > HIGHEST_CORRELATION
    by_expression = _pairs("expression", people, one[alike], other[alike]).assign(
        correlation=correlation[one, other][alike], n_genes=n_genes[one, other][alike]
    )
    mutated = pd.concat({name: mutations[name] for name in DATASETS}).loc[rows].gt(0)
    found = pd.concat([by_expression, _by_mutations(people, mutated)], ignore_index=True)
    others = correlation[one, other][~alike]
    return Compared(found[COLUMNS], float(others.max(initial=-1.0)))


def rank_correlations(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pearson correlation of the ranks of every two rows, over the columns where both have a value.

    Ranks are taken over all values of a row, ties at their mean. All pairs come out of a few products of matrices:
    292 patients x 17,563 genes take about two seconds.

    Args:
        values: float64, samples x genes; NaN is a gap.

    Returns:
        float64, samples x samples: the correlations, NaN where there are no columns in common or nothing varies over
        them; and int64, samples x samples: the number of columns in common.
    """
    ranks = pd.DataFrame(values).rank(axis=1)
    centred = ranks.sub(ranks.mean(axis=1), axis=0)  # small numbers keep their digits in the sums below
    x, measured = centred.fillna(0).to_numpy(), centred.notna().to_numpy(np.float64)
    n = measured @ measured.T
    sums = x @ measured.T
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = x @ x.T - sums * sums.T / n
        variance = (x * x) @ measured.T - sums**2 / n
        correlation = covariance / np.sqrt(variance * variance.T)
    return np.clip(correlation, -1, 1), n.astype(np.int64)


def are_apart(pairs: pd.DataFrame) -> pd.Series:
    """Whether the two patients of each pair are in different parts or cohorts; rows of `splits.near_duplicates`."""
    return (pairs["dataset"] != pairs["other_dataset"]) | (pairs["split"] != pairs["other_split"])


def in_words(pairs: pd.DataFrame) -> list[str]:
    """Each row of `splits.near_duplicates` as words: who, of which part, and what is nearly the same."""
    return [
        f"{row['sample_id']} ({row['dataset']} {row['split']}) and "
        f"{row['other_sample_id']} ({row['other_dataset']} {row['other_split']}) with "
        + (
            f"correlation {row['correlation']:.4f} over {row['n_genes']} genes"
            if row["kind"] == "expression"
            else f"the same {row['n_genes']} mutated genes, age and sex"
        )
        for row in pairs.to_dict("records")
    ]


def _by_mutations(people: pd.DataFrame, mutated: pd.DataFrame) -> pd.DataFrame:
    genes = mutated.columns.to_numpy()
    groups: dict[tuple[frozenset[str], int, str], list[int]] = defaultdict(list)
    for place, row in enumerate(mutated.to_numpy()):
        groups[frozenset(genes[row]), int(people["age"].iloc[place]), people["sex"].iloc[place]].append(place)
    alike = [
        (*pair, len(of_both))
        for (of_both, _, _), places in groups.items()
        if len(of_both) >= FEWEST_MUTATED_GENES
        for pair in combinations(places, 2)
    ]
    one, other, sizes = np.array(sorted(alike), dtype=np.int64).reshape(-1, 3).T
    return _pairs("mutations", people, one, other).assign(correlation=np.nan, n_genes=sizes)


def _pairs(kind: str, people: pd.DataFrame, one: np.ndarray, other: np.ndarray) -> pd.DataFrame:
    sides = [people[PERSON].iloc[places].reset_index(drop=True) for places in (one, other)]
    return pd.concat([sides[0], sides[1].add_prefix("other_")], axis=1).assign(kind=kind)


def _require_known(correlation: np.ndarray, n_genes: np.ndarray, people: pd.DataFrame) -> None:
    unknown = np.argwhere(np.triu(np.isnan(correlation), 1))
    if len(unknown):
        one, other = unknown[0]
        names = people["sample_id"]
        raise InconsistentDataError(
            f"harmonized.expression: {len(unknown)} pairs of patients cannot be compared, such as {names[one]} and "
            f"{names[other]} over {n_genes[one, other]} genes that both have. Expected genes in common, and values "
            "that differ between genes: look at the rows of the two in harmonized.expression and in its upstream file."
        )
