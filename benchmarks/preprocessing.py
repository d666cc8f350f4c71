"""Preprocessing of the published size: the platform against plain pandas and scikit-learn, same result, time, memory.

`python -m benchmarks.preprocessing [--genes N]` simulates cohorts, runs both, each in a process of its own, asserts
that kept features, selections and values are the same, and prints wall time and peak memory.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks import reference_preprocessing as reference
from lunar_assets import words
from lunar_assets.features.cohort_features import CohortFeatures
from lunar_assets.features.encode import CLINICAL_FEATURES
from lunar_assets.features.literature import LITERATURE_GENES
from lunar_assets.features.names import feature_names
from lunar_assets.features.preprocessor import Preprocessor

SEED = 42
PARTS = {words.TCGA: (133, 29, 29), words.GLASS: (70, 15, 16)}
SITES = {words.TCGA: 20, words.GLASS: 8}
PUBLISHED_GENES = 16_756
MUTATION_GENES = 9_000
VARYING_SHARE = 2_299 / MUTATION_GENES
COMMON_SHARE = 112 / MUTATION_GENES

HEADER = "            wall s    CPU s   peak GB   above the interpreter GB"
ROW = "{:<10} {:7.2f} {:8.2f} {:9.2f} {:26.2f}"


class Study(NamedTuple):
    """Simulated cohorts with the split and the labels of TCGA train."""

    cohorts: dict[str, CohortFeatures]
    assignments: pd.DataFrame
    labels: pd.Series


class Result(NamedTuple):
    """Scaled kept features of both cohorts, and what every bootstrap selected."""

    tcga: pd.DataFrame
    glass: pd.DataFrame
    selected: pd.DataFrame


class Measured(NamedTuple):
    """A result, the wall and processor time that it took, and the memory at its peak, in GB."""

    result: Result
    seconds: float
    cpu_seconds: float
    peak_gb: float
    above_interpreter_gb: float


def simulated(n_genes: int) -> Study:
    """Cohorts of the published size with site effects, groups of correlated genes and genes that differ by label."""
    rng = np.random.default_rng(SEED)
    n_mutation_genes = max(round(MUTATION_GENES * n_genes / PUBLISHED_GENES), 100)
    names = sorted(LITERATURE_GENES) + [f"G{i:05d}" for i in range(max(n_genes, n_mutation_genes))]
    expressed = feature_names(names[:n_genes], "expression")
    mutated = feature_names(names[:n_mutation_genes], "mutation")
    loadings = _loadings(rng, n_genes)
    rates = _rates(rng, n_mutation_genes)
    cohorts, assignments, labels = {}, [], pd.Series(dtype=int)
    for dataset, parts in PARTS.items():
        n = sum(parts)
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
    train = order < np.ceil(rates * n_train / PARTS[words.TCGA][0])
    others = rng.random((sum(parts[1:]), len(rates))) < (rates + 0.2) / PARTS[words.TCGA][0]
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


def run_platform(study: Study) -> Result:
    """Fit and transform with the platform."""
    train = study.assignments[study.assignments["split"] == words.TRAIN].groupby("dataset")["sample_id"]
    fitted = {dataset: cohort.rows(pd.Index(train.get_group(dataset))) for dataset, cohort in study.cohorts.items()}
    preprocessor = Preprocessor(SEED).fit(fitted, study.labels, study.assignments)
    tcga, glass = (preprocessor.transform(dataset, study.cohorts[dataset]) for dataset in words.DATASETS)
    return Result(tcga, glass, preprocessor.stability.selected_)


def run_reference(study: Study) -> Result:
    """Fit and transform with plain pandas and scikit-learn."""
    train = study.assignments[study.assignments["split"] == words.TRAIN].groupby("dataset")["sample_id"]
    tcga, glass = (
        reference.Cohort(cohort.values, cohort.sites, list(train.get_group(dataset)))
        for dataset, cohort in study.cohorts.items()
    )
    found = reference.preprocess(tcga, study.labels, glass, SEED)
    return Result(found.tcga, found.glass, found.selected)


def measured(run: Callable[[Study], Result], n_genes: int) -> Measured:
    """Run in this process; the data are made before the clock starts, but are part of the peak memory."""
    interpreter = _peak_gb()
    study = simulated(n_genes)
    start, cpu_start = time.perf_counter(), time.process_time()
    result = run(study)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    return Measured(result, seconds, cpu_seconds, _peak_gb(), _peak_gb() - interpreter)


def _peak_gb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e9 if sys.platform == "darwin" else 1e6)


def assert_same(ours: Result, theirs: Result) -> None:
    """The same features kept, the same selection in every bootstrap, values equal to 1e-10."""
    assert list(ours.tcga) == list(theirs.tcga), "kept features differ"
    assert list(ours.selected) == list(theirs.selected), "features that reach the selection differ"
    assert np.array_equal(ours.selected, theirs.selected), "a bootstrap selects other features"
    for cohort in ("tcga", "glass"):
        difference = np.abs(getattr(ours, cohort) - getattr(theirs, cohort)).to_numpy().max()
        assert difference <= 1e-10, f"values of {cohort} differ by {difference:g}"


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--genes", type=int, default=PUBLISHED_GENES, help="expression features (default: published)")
    n_genes = parser.parse_args().genes
    runs = {"platform": run_platform, "reference": run_reference}
    found: dict[str, Measured] = {}
    print(HEADER)
    for name, run in runs.items():
        # spawn, one process a run: its peak memory is its own
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
            found[name] = pool.submit(measured, run, n_genes).result()
        m = found[name]
        print(ROW.format(name, m.seconds, m.cpu_seconds, m.peak_gb, m.above_interpreter_gb), flush=True)
    ours, theirs = found["platform"], found["reference"]
    assert_same(ours.result, theirs.result)
    print(ROW.format("ratio", *(b / a for a, b in zip(ours[1:], theirs[1:], strict=True))))
    n_bootstraps, n_expression = ours.result.selected.shape
    print(f"same result: {ours.result.tcga.shape[1]} features kept; {n_bootstraps} bootstraps of {n_expression} genes")


if __name__ == "__main__":
    main()
