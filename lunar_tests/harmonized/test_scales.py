"""Every scale that is not the cohort's is told from it."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from lunar_assets.harmonized.scales import SAMPLES, UNIT_SPREAD, faults, ranges
from lunar_tests.harmonized.expression_scales import both, centred, counts, expression, logs, z_scores


def judged(rows: pd.DataFrame) -> list[str]:
    with duckdb.connect() as connection:
        connection.register("stored", rows)
        return faults(connection.execute(SAMPLES).df(), connection.execute(UNIT_SPREAD).df())


def test_cohorts_on_their_scales_have_no_fault():
    assert judged(expression()) == []


@pytest.mark.parametrize(
    ("tcga", "glass", "said"),
    [
        (counts(1), z_scores(2), "tcga: 40 of 40 samples have a value beyond 25 (counts or TPM?)"),
        (logs(1), z_scores(2), "tcga: 40 of 40 samples have less than 10% of their genes on one side of zero"),
        (z_scores(1), z_scores(2), "tcga: 100.0% of the genes have unit spread, expected less than half"),
        (centred(1), counts(2), "glass: 40 of 40 samples have a value beyond 25"),
        (centred(1), logs(2), "glass: 40 of 40 samples have less than 10% of their genes on one side of zero"),
        (centred(1), centred(2), "of the genes have unit spread, expected more than half (z-score)"),
        (np.zeros_like(centred(1)), z_scores(2), "tcga: 40 of 40 samples have one value for all genes"),
    ],
    ids=["tcga counts", "tcga logs", "tcga z-scores", "glass counts", "glass logs", "glass centred", "tcga zero"],
)
def test_another_scale_is_named(tcga, glass, said):
    assert said in "; ".join(judged(both(tcga, glass)))


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "one value for all genes"), (np.inf, "not finite"), (np.nan, "not finite")],
)
def test_one_sample_is_enough(value, said):
    rows = expression()
    rows.loc[rows["sample_id"] == "glass-7", "value"] = value
    (fault, *_) = judged(rows)
    assert fault.startswith("glass: 1 of 40 samples") and said in fault and fault.endswith("for example glass-7")


def test_the_ranges_of_both_cohorts_are_measured():
    with duckdb.connect() as connection:
        connection.register("stored", expression())
        found = ranges(connection.execute(SAMPLES).df()).set_index("dataset")
    assert found["scale"].to_dict() == {"glass": "z-score", "tcga": "centred log2"}
    assert found.loc["tcga", "lowest"] == centred(1).min() and found.loc["glass", "highest"] == z_scores(2).max()
