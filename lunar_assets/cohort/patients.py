"""The patients of the study with their label: early or late recurrence."""

import pandas as pd

from lunar_assets import words

CLINICAL = (
    "patient_id",
    "age",
    "sex",
    "grade",
    "idh_codel_subtype",
    "histology",
    "tissue_source_site",
    "race",
    "ethnicity",
    "vital_status",
)
SELECTION = ("histology_cns5", "ttr_days", "ttr_tier", "ttr_field", "ttr_is_censoring_time")


def patients(candidates: pd.DataFrame, clinical: pd.DataFrame, cutoff: pd.DataFrame) -> pd.DataFrame:
    """The candidates that fail no step, with their clinical facts and their label.

    Args:
        candidates: Frame of cohort.candidates.
        clinical: Frame of harmonized.clinical of the same datasets.
        cutoff: Frame of cohort.cutoff, one row.

    Returns:
        Frame of cohort.patients, sorted by dataset and sample_id; label 1 where ttr_days is below the cutoff, else 0.
    """
    key = ["dataset", "sample_id"]
    chosen = candidates.loc[candidates["first_failed_step"].isna(), [*key, *SELECTION]]
    frame = chosen.merge(clinical[[*key, *CLINICAL]], on=key, validate="one_to_one").sort_values(key, ignore_index=True)
    early = frame["ttr_days"] < float(cutoff["cutoff_days"].iloc[0])
    return frame.assign(label=early.map({True: words.EARLY, False: words.LATE}).astype("int64"))
