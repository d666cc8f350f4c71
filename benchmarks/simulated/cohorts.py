"""Cohorts with a split: clinical, expression and mutation features as the preprocessing gets them."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.harness import PUBLISHED, Size
from lunar_assets import words
from lunar_assets.features.cohort_features import CohortFeatures
from lunar_assets.features.encode import CLINICAL_FEATURES
from lunar_assets.features.literature import LITERATURE_GENES
from lunar_assets.features.names import feature_names
from lunar_assets.splits.counts import part_sizes

SEED = 42
SITES = {words.TCGA: 20, words.GLASS: 8}
TRAIN_OF_RATES = 133
"""TCGA train patients of the study, out of whom `_rates` counts."""
MUTATION_GENES = 9_000
VARYING_SHARE = 2_299 / MUTATION_GENES
COMMON_SHARE = 112 / MUTATION_GENES


class Study(NamedTuple):
    """Simulated cohorts with the split and the labels of TCGA train."""

    cohorts: dict[str, CohortFeatures]
    assignments: pd.DataFrame
    labels: pd.Series

    def train(self, dataset: str) -> CohortFeatures:
        """The train samples of a cohort."""
        rows = self.assignments[(self.assignments["dataset"] == dataset) & (self.assignments["split"] == words.TRAIN)]
        return self.cohorts[dataset].rows(pd.Index(rows["sample_id"]))


def simulated(size: Size) -> Study:
    """Cohorts of a size with site effects, groups of correlated genes and genes that differ by label."""
    rng = np.random.default_rng(SEED)
    n_genes, n_mutation_genes = size.genes, max(round(MUTATION_GENES * size.genes / PUBLISHED.genes), 100)
    names = sorted(LITERATURE_GENES) + [f"G{i:05d}" for i in range(max(n_genes, n_mutation_genes))]
    expressed = feature_names(names[:n_genes], "expression")
    mutated = feature_names(names[:n_mutation_genes], "mutation")
    loadings = _loadings(rng, n_genes)
    rates = _rates(rng, n_mutation_genes)
    cohorts, assignments, labels = {}, [], pd.Series(dtype=int)
    for dataset, n in ((words.TCGA, size.tcga), (words.GLASS, size.glass)):
        parts = part_sizes(n)
        ids = pd.Index([f"{dataset}-{i:04d}" for i in range(n)], name="sample_id")
        early = rng.permutation(np.arange(n) % 2)
        sites = rng.integers(0, SITES[dataset], n)
        values = [_clinical(rng, n), _expression(rng, early, sites, loadings), _mutations(rng, parts, rates)]
        columns = pd.Index([*CLINICAL_FEATURES, *expressed, *mutated], name="feature")
        frame = pd.DataFrame(np.concatenate(values, axis=1), ids, columns)
        cohorts[dataset] = CohortFeatures(frame, pd.Series(sites.astype(str), ids, name="tissue_source_site"))
        splits = np.repeat(words.SPLITS, parts)
        assignments.append(pd.DataFrame({"dataset": dataset, "sample_id": ids, "split": splits}))
        if dataset == words.TCGA:
            labels = pd.Series(early, ids)[splits == words.TRAIN]
    return Study(cohorts, pd.concat(assignments, ignore_index=True), labels)


def _loadings(rng: np.random.Generator, n_genes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per gene: its latent factor, how much of it is that factor (of few nearly all), its shift by label."""
    factor = rng.integers(0, max(n_genes // 8, 2), n_genes)
    share = np.where(rng.random(n_genes) < 0.08, rng.uniform(0.93, 0.999, n_genes), rng.uniform(0, 0.8, n_genes))
    return factor, share, np.where(rng.random(n_genes) < 0.02, rng.choice([-0.9, 0.9], n_genes), 0.0)


def _expression(
    rng: np.random.Generator, early: np.ndarray, sites: np.ndarray, loadings: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    factor, share, shift = loadings
    latent = rng.standard_normal((len(early), factor.max() + 1))[:, factor]
    noise = rng.standard_normal((len(early), len(factor)))
    by_site = 0.5 * rng.standard_normal((sites.max() + 1, len(factor)))[sites]
    values = share * latent + np.sqrt(1 - share**2) * noise + shift * early[:, None] + by_site
    values[:, ::1000] *= 1e-5  # near-constant genes, which the variance threshold is there for
    return values + rng.uniform(-5, 10, len(factor))


def _rates(rng: np.random.Generator, n_genes: int) -> np.ndarray:
    """Per gene, in how many TCGA train patients it is mutated: mostly none, often one or two, seldom more."""
    n_varying, n_common = (max(round(n_genes * share), 4) for share in (VARYING_SHARE, COMMON_SHARE))
    n = np.zeros(n_genes, dtype=int)
    n[:n_varying] = rng.integers(1, 3, n_varying)
    n[:n_common] = rng.integers(3, 45, n_common)
    return rng.permutation(n)


def _mutations(rng: np.random.Generator, parts: tuple[int, int, int], rates: np.ndarray) -> np.ndarray:
    n_train = parts[0]
    order = rng.random((n_train, len(rates))).argsort(axis=0)
    train = order < np.ceil(rates * n_train / TRAIN_OF_RATES)
    others = rng.random((sum(parts[1:]), len(rates))) < (rates + 0.2) / TRAIN_OF_RATES
    counts = np.concatenate([train, others]) * rng.integers(1, 4, (sum(parts), len(rates)))
    commonest = np.argsort(-rates, kind="stable")[:6]
    counts[:, commonest[::2]] = counts[:, commonest[1::2]]  # genes that are always mutated together
    return counts


def _clinical(rng: np.random.Generator, n: int) -> np.ndarray:
    age, grade, sex = rng.uniform(20, 80, n), rng.integers(0, 3, n), rng.integers(0, 2, n)
    kind = rng.integers(0, 4, n)  # astrocytoma, astrocytoma_wt, oligodendroglioma, glioblastoma
    kinds = np.eye(4)[kind]
    subtypes = np.stack([kind == 2, kind == 0, (kind == 1) | (kind == 3)], axis=1)  # codel, noncodel, wildtype
    return np.column_stack([age, grade, sex, subtypes, kinds])
