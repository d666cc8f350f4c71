"""Whether expression values are on the scale of their cohort: on another one, a model would learn from nonsense.

TCGA comes as log2(RSEM + 1), centred per gene over all TCGA cohorts; GLASS as z-scores per gene over all its samples.
"""

from collections.abc import Iterator

import pandas as pd

from lunar_assets.harmonized.registry import COHORTS

LARGEST = 25.0
"""Beyond any log2 of a read count (2^25 is 33 million) and any z-score of a cohort (over n samples at most the root of
n - 1: 18.8 for the 355 of GLASS); counts and TPM of every sample go far beyond."""

LEAST_NEGATIVE = 0.1
"""Share of the genes of a sample that must be below zero, and above: counts, TPM and logs that are not centred have no
value below it."""

UNIT_WITHIN = 0.05
"""A gene has unit spread when its standard deviation is 1 within this: z-scores, also over most of their samples."""


SAMPLES = """
    select dataset, sample_id, min(value) as lowest, median(value) as median, max(value) as highest,
        avg((value < 0)::int) as negative, count(*) - count(*) filter (where isfinite(value)) as not_finite
    from stored group by all order by all
"""
"""One row a sample, for `ranges` and `faults`."""

UNIT_SPREAD = f"""
    select dataset, avg((abs(spread - 1) < {UNIT_WITHIN})::int) as share
    from (select dataset, symbol, stddev(value) as spread from stored group by all) group by all order by all
"""
"""For each dataset the share of genes with unit spread."""


def ranges(samples: pd.DataFrame) -> pd.DataFrame:
    """The range of the values of each cohort.

    Args:
        samples: Result of `SAMPLES`.

    Returns:
        One row a dataset: dataset, scale, samples, lowest, lowest_median, median (of the samples' medians),
        highest_median, highest, least_negative and most_negative (share of genes below zero).
    """
    found = samples.groupby("dataset", as_index=False).agg(
        samples=("sample_id", "size"),
        lowest=("lowest", "min"),
        lowest_median=("median", "min"),
        median=("median", "median"),
        highest_median=("median", "max"),
        highest=("highest", "max"),
        least_negative=("negative", "min"),
        most_negative=("negative", "max"),
    )
    found.insert(1, "scale", found["dataset"].map({dataset: cohort.scale.name for dataset, cohort in COHORTS.items()}))
    return found


def faults(samples: pd.DataFrame, unit_spread: pd.DataFrame) -> list[str]:
    """Why values are not on the scale of their cohort, one sentence a reason; empty if they are.

    Args:
        samples: Result of `SAMPLES`.
        unit_spread: Result of `UNIT_SPREAD`.
    """
    return [*_of_samples(samples), *_of_genes(unit_spread)]


def _of_samples(samples: pd.DataFrame) -> Iterator[str]:
    signs = samples["negative"].between(LEAST_NEGATIVE, 1 - LEAST_NEGATIVE)
    reasons = {
        "have a value that is not finite": samples["not_finite"] > 0,
        "have one value for all genes": samples["lowest"] == samples["highest"],
        f"have a value beyond {LARGEST:g} (counts or TPM?)": samples[["lowest", "highest"]].abs().max(axis=1) > LARGEST,
        f"have less than {LEAST_NEGATIVE:.0%} of their genes on one side of zero (not centred?)": ~signs,
    }
    for dataset, rows in samples.groupby("dataset"):
        for reason, wrong in reasons.items():
            if (found := rows.loc[wrong[rows.index], "sample_id"]).size:
                yield f"{dataset}: {len(found)} of {len(rows)} samples {reason}, for example {found.iloc[0]}"


def _of_genes(unit_spread: pd.DataFrame) -> Iterator[str]:
    for dataset, share in zip(unit_spread["dataset"], unit_spread["share"], strict=True):
        scale = COHORTS[str(dataset)].scale
        if (share > 0.5) != scale.unit_spread:
            expected = "more" if scale.unit_spread else "less"
            yield f"{dataset}: {share:.1%} of the genes have unit spread, expected {expected} than half ({scale.name})"
