"""Hand-written clinical rows, events and candidates for the tests of the cohort."""

import pandas as pd

PATIENT = {
    "dataset": "tcga",
    "age": 44.0,
    "sex": "Male",
    "grade": 4,
    "histology": "Glioblastoma",
    "idh_codel_subtype": "IDHwt",
    "tissue_source_site": "06",
    "race": None,
    "ethnicity": None,
    "vital_status": "Deceased",
    "prior_glioma": None,
    "chr7_gain_chr10_loss": None,
    "tert_promoter_mutant": None,
}
"""A patient who passes every step but for a time to recurrence and a second patient of the site."""


def clinical(*changes: dict) -> pd.DataFrame:
    """One row a change to `PATIENT`; patients are TCGA-06-0001, TCGA-06-0002 and so on unless named."""
    rows = [
        PATIENT | {"patient_id": f"TCGA-06-{i:04}", "sample_id": f"TCGA-06-{i:04}-01"} | change
        for i, change in enumerate(changes, start=1)
    ]
    flags = dict.fromkeys(("prior_glioma", "chr7_gain_chr10_loss", "tert_promoter_mutant"), "boolean")
    return pd.DataFrame(rows).astype({"grade": "Int64", "age": "float64"} | flags)


def event(patient: int, field: str, value: object, tier: int | None = None, day: float | None = None, **change) -> dict:
    """A statement about TCGA-06-000<patient>-01."""
    return {
        "dataset": "tcga",
        "sample_id": f"TCGA-06-{patient:04}-01",
        "source": "file.txt",
        "field": field,
        "value": str(value),
        "tier": tier,
        "day": day,
        "explicit": False,
    } | change


def events(*rows: dict) -> pd.DataFrame:
    """Frame of harmonized.recurrence_events."""
    columns = ["dataset", "sample_id", "source", "field", "value", "tier", "day", "explicit"]
    return pd.DataFrame(list(rows), columns=columns).astype({"tier": "Int64", "day": "float64", "explicit": "bool"})
