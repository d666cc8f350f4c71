"""The rules of the cohort written a second time, as tables: type by WHO 2021 and time to recurrence must follow twice.

Nothing here calls the code that made the columns, so that a mistake in either shows.
Method: Patricoski-Chavez et al. 2025, Fig. 2 and Supplementary Table S1.
"""

import pandas as pd

from lunar_assets import words

KEY = ["dataset", "sample_id"]

BY_MARKERS = "by markers"
"""Glioblastoma with +7/-10 or a mutated TERT promoter, which GLASS does not record, else Astrocytoma WT."""

_LOWER_GRADE = {"IDHwt": BY_MARKERS, "IDHmut-noncodel": "Astrocytoma", "IDHmut-codel": "Oligodendroglioma"}

TYPES = {
    "Glioblastoma": {"IDHwt": "Glioblastoma", "IDHmut-noncodel": "Astrocytoma"},
    "Astrocytoma": _LOWER_GRADE,
    "Oligodendroglioma": _LOWER_GRADE,
    "Oligoastrocytoma": _LOWER_GRADE,
}
"""Recorded histology -> IDH/1p19q subtype -> type; a pair that is not here has none."""

_GRID = {(histology, subtype): cns5 for histology, row in TYPES.items() for subtype, cns5 in row.items()}

DFI_TIER = 2


def wrong_types(patients: pd.DataFrame, clinical: pd.DataFrame) -> pd.DataFrame:
    """Patients whose type does not follow from what is recorded of them.

    Args:
        patients: Table `cohort.patients`.
        clinical: Table `harmonized.clinical`.

    Returns:
        One row a wrong patient, text: dataset, sample_id, found, expected (`none` where no type follows).
    """
    inputs = ["histology", "idh_codel_subtype", "chr7_gain_chr10_loss", "tert_promoter_mutant"]
    rows = patients[[*KEY, "histology_cns5"]].merge(clinical[[*KEY, *inputs]], "left", KEY, validate="1:1")
    follows = pd.Series(
        [_GRID.get(pair, "none") for pair in zip(rows["histology"], rows["idh_codel_subtype"], strict=True)],
        index=rows.index,
        dtype="str",
    )
    markers = rows[["chr7_gain_chr10_loss", "tert_promoter_mutant"]].astype("boolean").fillna(False).any(axis=1)
    glioblastoma = (follows == BY_MARKERS) & markers & (rows["dataset"] != words.GLASS)
    follows = follows.mask(glioblastoma, "Glioblastoma").replace(BY_MARKERS, "Astrocytoma WT")
    return _wrong(rows, rows["histology_cns5"], follows)


def wrong_times(patients: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Patients whose time to recurrence is not the smallest day of their best tier, or bears another field or flag.

    Args:
        patients: Table `cohort.patients`.
        events: Table `harmonized.recurrence_events`.

    Returns:
        One row a wrong patient, text: dataset, sample_id, found, expected (`none` where no event has a day that
        counts).
    """
    dated = events.dropna(subset=["tier", "day"])
    best = dated[dated["tier"] == dated.groupby(KEY)["tier"].transform("min")]
    first = best[best["day"] == best.groupby(KEY)["day"].transform("min")]
    follows = first.groupby(KEY).agg(tier=("tier", "first"), day=("day", "first"), fields=("field", frozenset))
    censored = events.loc[(events["field"] == "DFI") & (events["value"] == "0"), KEY].drop_duplicates()
    rows = patients.merge(follows.reset_index(), "left", KEY).merge(censored.assign(dfi_zero=True), "left", KEY)
    flag = (rows["tier"] == DFI_TIER).fillna(False).astype("bool") & rows["dfi_zero"].notna()
    found = _time(rows["ttr_days"], rows["ttr_tier"], rows["ttr_field"], rows["ttr_is_censoring_time"])
    # Of several fields with this day any may be named.
    fields = [
        "none" if pd.isna(day) else field if field in among else " or ".join(sorted(among))
        for day, field, among in zip(rows["day"], rows["ttr_field"], rows["fields"], strict=True)
    ]
    expected = _time(rows["day"], rows["tier"], pd.Series(fields, index=rows.index), flag)
    return _wrong(rows, found, expected.where(rows["day"].notna(), "none"))


def censoring_times(patients: pd.DataFrame) -> pd.DataFrame:
    """Patients by cohort and outcome, and how many of their times are censoring times.

    Args:
        patients: Table `cohort.patients`.

    Returns:
        One row a dataset and label: dataset, label, patients, censoring_times (int64).
    """
    flagged = patients.assign(censored=patients["ttr_is_censoring_time"].astype("bool"))
    counts = flagged.groupby(["dataset", "label"])["censored"].agg(["size", "sum"]).reset_index()
    return counts.rename(columns={"size": "patients", "sum": "censoring_times"}).astype({"censoring_times": "int64"})


def _time(day: pd.Series, tier: pd.Series, field: pd.Series, censoring: pd.Series) -> pd.Series:
    days = day.map("{:.10g} days".format).astype("str")
    flags = censoring.astype("bool").map({True: ", a censoring time", False: ""}).astype("str")
    return days + " of tier " + tier.astype("Int64").astype("str") + " by " + field.astype("str") + flags


def _wrong(rows: pd.DataFrame, found: pd.Series, expected: pd.Series) -> pd.DataFrame:
    compared = rows[KEY].assign(found=found, expected=expected)
    return compared[compared["found"] != compared["expected"]].reset_index(drop=True)
