"""Expression as the cohorts have it, made up: centred log2 for TCGA, z-scores per gene for GLASS."""

import numpy as np
import pandas as pd

GENES, SAMPLES = 60, 40


def counts(seed: int) -> np.ndarray:
    """Read counts, genes x samples: genes differ in level and spread."""
    random = np.random.default_rng(seed)
    level, spread = random.uniform(2, 12, (GENES, 1)), random.uniform(0.3, 2.5, (GENES, 1))
    return np.exp2(level + spread * random.standard_normal((GENES, SAMPLES)))


def logs(seed: int) -> np.ndarray:
    """log2(counts + 1), not centred."""
    return np.log2(counts(seed) + 1)


def centred(seed: int) -> np.ndarray:
    """log2(counts + 1) minus the gene's mean over a larger population."""
    values = logs(seed)
    return values - values.mean(axis=1, keepdims=True) - np.random.default_rng(seed).normal(0, 0.5, (GENES, 1))


def z_scores(seed: int) -> np.ndarray:
    """Each gene with mean 0 and standard deviation 1, to four decimals as upstream writes them."""
    values = logs(seed)
    return np.round((values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, ddof=1, keepdims=True), 4)


def long(dataset: str, values: np.ndarray) -> pd.DataFrame:
    """Table harmonized.expression of a matrix, genes x samples."""
    symbols, samples = [f"GENE{g}" for g in range(GENES)], [f"{dataset}-{s}" for s in range(SAMPLES)]
    matrix = pd.DataFrame(values, index=pd.Index(symbols, name="symbol"), columns=samples)
    rows = matrix.reset_index().melt("symbol", var_name="sample_id", value_name="value")
    return rows.assign(dataset=dataset)[["dataset", "sample_id", "symbol", "value"]]


def both(tcga: np.ndarray, glass: np.ndarray) -> pd.DataFrame:
    """Both cohorts in one table."""
    return pd.concat([long("tcga", tcga), long("glass", glass)], ignore_index=True)


def expression() -> pd.DataFrame:
    """Both cohorts, each on its scale."""
    return both(centred(1), z_scores(2))
