"""Cohorts for the tests of stage splits: made-up ones by size of stratum, and a hypothesis strategy for them."""

import pandas as pd
from hypothesis import strategies as st

from lunar_assets.words import DATASETS, EARLY, GRADES, LATE, SPLITS, TCGA

Sizes = dict[tuple[int, int], int]

TCGA_SIZES: Sizes = {(0, 2): 52, (0, 3): 52, (0, 4): 5, (1, 2): 21, (1, 3): 36, (1, 4): 25}
GLASS_SIZES: Sizes = {(0, 2): 6, (0, 3): 7, (0, 4): 30, (1, 3): 2, (1, 4): 56}
"""Patients by label and grade, as in Tables 1 and 2 of the paper."""


def cohort(sizes: Sizes, dataset: str = TCGA, prefix: str = "S") -> pd.DataFrame:
    """Patients of one data set; ids run on over the strata in an order that has nothing to do with them."""
    strata = [stratum for stratum, n in sizes.items() for _ in range(n)]
    ids = [f"{prefix}{(7 * i) % 1009:04d}" for i in range(len(strata))]
    return pd.DataFrame(
        {
            "dataset": dataset,
            "sample_id": pd.Series(ids, dtype="str"),
            "patient_id": pd.Series(ids, dtype="str").str.removesuffix("-01"),
            "label": [label for label, _ in strata],
            "grade": [grade for _, grade in strata],
        }
    )


def parts(assignments: pd.DataFrame) -> dict[str, str]:
    """The part of every sample id."""
    return dict(zip(assignments["sample_id"], assignments["split"], strict=True))


def sizes_of(assignments: pd.DataFrame) -> list[int]:
    """Patients in train, validation and test."""
    return [int(assignments["split"].eq(split).sum()) for split in SPLITS]


SIZES = st.dictionaries(
    st.tuples(st.sampled_from((LATE, EARLY)), st.sampled_from(GRADES)), st.integers(1, 40), min_size=2
).filter(lambda sizes: all(sum(n for (label, _), n in sizes.items() if label == each) >= 2 for each in (LATE, EARLY)))
"""Any two to six strata that have at least two patients of each label."""

COHORTS = st.builds(cohort, SIZES, st.sampled_from(DATASETS))
SEEDS = st.integers(0, 2**32 - 1)


def complete(patients: pd.DataFrame) -> pd.DataFrame:
    """The patients with every column of `cohort.patients`; those that are not given are the same for all."""
    same = {
        "age": 40.0,
        "sex": "Female",
        "idh_codel_subtype": "IDHwt",
        "histology": "Glioblastoma",
        "histology_cns5": "Glioblastoma",
        "tissue_source_site": "06",
        "race": None,
        "ethnicity": None,
        "vital_status": None,
        "ttr_tier": 1,
        "ttr_field": "DFI.time",
        "ttr_is_censoring_time": False,
    }
    days = {"ttr_days": patients["label"].map({EARLY: 100.0, LATE: 500.0})}
    return patients.assign(**{name: value for name, value in (same | days).items() if name not in patients})
