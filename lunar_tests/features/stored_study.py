"""The small study as the tables that checks read, contracts kept."""

import pandas as pd

from lunar_assets.features.shared_genes import SharedGeneRule, shared_genes
from lunar_assets.features.tables import feature_tables
from lunar_tests.features.small_study import SmallStudy

OF_NO_CONCERN = {
    "histology": "Astrocytoma",
    "race": None,
    "ethnicity": None,
    "vital_status": None,
    "ttr_days": 100.0,
    "ttr_tier": 1,
    "ttr_field": "START_DATE",
    "ttr_is_censoring_time": False,
}


def stored_study(study: SmallStudy, rule: SharedGeneRule = "train") -> dict[str, pd.DataFrame]:
    """All tables of stage features and those that it is made from, by `stage.name`."""
    shared = shared_genes(study.expression, study.mutations, study.assignments, rule)
    made = feature_tables(study.patients, study.assignments, study.expression, study.mutations, shared, 42)
    position = study.assignments.groupby("dataset").cumcount()
    return {
        "cohort.patients": study.patients.assign(patient_id=study.patients["sample_id"], **OF_NO_CONCERN),
        "splits.assignments": study.assignments.assign(scheme="generated", seed=42, stratum="0_2", position=position),
        "harmonized.expression": _long(study.expression, "value"),
        "harmonized.mutations": _long(study.mutations, "n").query("n > 0").assign(variant_classification="Missense"),
        "features.shared_genes": shared,
        **{f"features.{name}": frame for name, frame in made._asdict().items()},
    }


def _long(cohorts: dict[str, pd.DataFrame], value: str) -> pd.DataFrame:
    frames = [
        frame.rename_axis("sample_id")
        .reset_index()
        .melt("sample_id", var_name="symbol", value_name=value)
        .dropna()
        .assign(dataset=name)
        for name, frame in cohorts.items()
    ]
    return pd.concat(frames).sort_values(["symbol", "sample_id"], ignore_index=True)
