"""What the TCGA files say about the recurrence of a patient, by the patient's case."""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

DAY, LATER, EARLIER, UNDATED = "<day>", "<later day>", "<earlier day>", ""
_EVENT_DAY = "days_to_new_tumor_event_after_initial_treatment"
_TYPE_CDR, _TYPE_XENA = "new_tumor_event_type", "new_neoplasm_event_type"
_PROGRESSION, _RECURRENCE, _LOCOREGIONAL = "Progression of Disease", "Recurrence", "Locoregional Disease"
SITE, REGIMEN = "ANATOMIC_TREATMENT_SITE", "REGIMEN_INDICATION"


class Fact(NamedTuple):
    """One cell or timeline row.

    Attributes:
        file: cdr, gbmlgg, gbm, lgg (Xena matrices), followup, status, treatment (timelines) or recurrent_sample.
        field: Column; for a timeline `<column>:<word>`; for a recurrent sample the hub that lists it.
        says: The cell's text, or the day of a timeline row; DAY, LATER and EARLIER stand for a day of the patient.
    """

    file: str
    field: str
    says: str


EVIDENCE: Final[dict[str, tuple[Fact, ...]]] = {
    # no time to recurrence
    "dfi_zero": (Fact("cdr", "DFI", "0"), Fact("cdr", "DFI.time", LATER)),
    "dfi_zero_progression": (
        Fact("cdr", "DFI", "0"),
        Fact("cdr", "DFI.time", LATER),
        Fact("cdr", _TYPE_CDR, _PROGRESSION),
        Fact("gbmlgg", _EVENT_DAY, DAY),
    ),
    "progression_cdr": (Fact("cdr", _TYPE_CDR, _PROGRESSION), Fact("followup", _EVENT_DAY, DAY)),
    "progression_xena": (Fact("gbmlgg", _TYPE_XENA, _PROGRESSION), Fact("status", f"STATUS:{_PROGRESSION}", DAY)),
    "progression_both": (
        Fact("cdr", _TYPE_CDR, _PROGRESSION),
        Fact("cdr", "new_tumor_event_dx_days_to", DAY),
        Fact("gbmlgg", _TYPE_XENA, _PROGRESSION),
        Fact("gbmlgg", _EVENT_DAY, DAY),
        Fact("status", f"STATUS:{_PROGRESSION}", DAY),
    ),
    "no_evidence": (),
    "recurrent_sample_undated": (Fact("recurrent_sample", "xena", ""), Fact("recurrent_sample", "cbioportal", "")),
    "recurrence_undated": (Fact("status", f"STATUS:{_RECURRENCE}", UNDATED),),
    "treatment_undated": (Fact("treatment", f"{REGIMEN}:{_RECURRENCE}", UNDATED),),
    "day_not_available": (Fact("cdr", _TYPE_CDR, _RECURRENCE), Fact("followup", _EVENT_DAY, "[Not Available]")),
    "day_not_a_number": (Fact("gbmlgg", _TYPE_XENA, _LOCOREGIONAL), Fact("gbmlgg", _EVENT_DAY, "not recorded")),
    # tier 1
    "status_recurrence": (
        Fact("status", f"STATUS:{_RECURRENCE}", LATER),
        Fact("status", f"STATUS:{_RECURRENCE}", DAY),
        Fact("status", f"STATUS:{_PROGRESSION}", EARLIER),
        Fact("gbmlgg", _TYPE_XENA, _RECURRENCE),
        Fact("cdr", "new_tumor_event_dx_days_to", EARLIER),
    ),
    "distant_recurrence": (Fact("treatment", f"{SITE}:Distant Recurrence", DAY), Fact("gbm", _EVENT_DAY, LATER)),
    "local_recurrence": (
        Fact("treatment", f"{SITE}:Local Recurrence", DAY),
        Fact("treatment", f"{SITE}:Local Recurrence", LATER),
        Fact("cdr", _TYPE_CDR, _PROGRESSION),
    ),
    "regimen_recurrence": (Fact("treatment", f"{REGIMEN}:{_RECURRENCE}", DAY), Fact("gbmlgg", _EVENT_DAY, EARLIER)),
    "days_to_tumor_recurrence": (
        Fact("gbm", "days_to_tumor_recurrence", DAY),
        Fact("status", f"STATUS:{_LOCOREGIONAL}", EARLIER),
    ),
    # tier 2
    "dfi_one": (
        Fact("cdr", "DFI", "1"),
        Fact("cdr", "DFI.time", DAY),
        Fact("cdr", _TYPE_CDR, _PROGRESSION),
        Fact("cdr", "new_tumor_event_dx_days_to", EARLIER),
    ),
    "dfi_zero_recurrent_sample": (
        Fact("cdr", "DFI", "0"),
        Fact("cdr", "DFI.time", DAY),
        Fact("recurrent_sample", "xena", ""),
    ),
    "dfi_zero_event_type": (
        Fact("cdr", "DFI", "0"),
        Fact("cdr", "DFI.time", DAY),
        Fact("gbmlgg", _TYPE_XENA, _RECURRENCE),
        Fact("gbmlgg", _EVENT_DAY, LATER),
    ),
    # tier 3
    "status_locoregional": (Fact("status", f"STATUS:{_LOCOREGIONAL}", DAY), Fact("gbm", _EVENT_DAY, LATER)),
    "distant_site": (Fact("treatment", f"{SITE}:Distant Site", DAY),),
    "cdr_event_day": (
        Fact("cdr", _TYPE_CDR, _PROGRESSION),
        Fact("gbmlgg", _TYPE_XENA, _RECURRENCE),
        Fact("cdr", "new_tumor_event_dx_days_to", DAY),
        Fact("gbmlgg", _EVENT_DAY, LATER),
    ),
    "cdr_event_day_untyped": (Fact("cdr", "new_tumor_event_dx_days_to", DAY), Fact("followup", _EVENT_DAY, LATER)),
    "event_day_gbmlgg": (
        Fact("gbmlgg", _EVENT_DAY, DAY),
        Fact("gbmlgg", "days_to_additional_surgery_locoregional_procedure", EARLIER),
    ),
    "event_day_gbm": (Fact("gbm", _EVENT_DAY, DAY), Fact("gbmlgg", _EVENT_DAY, LATER)),
    "event_day_lgg": (
        Fact("lgg", _EVENT_DAY, DAY),
        Fact(
            "gbmlgg", "days_to_new_tumor_event_additional_surgery_procedure", "-40"
        ),  # before diagnosis: counts for nothing
        Fact("recurrent_sample", "cbioportal", ""),
    ),
    "event_day_followup": (Fact("followup", _EVENT_DAY, DAY), Fact("lgg", _EVENT_DAY, LATER)),
    # tier 4
    "additional_surgery": (
        Fact("gbmlgg", "days_to_new_tumor_event_additional_surgery_procedure", DAY),
        Fact("gbmlgg", "days_to_additional_surgery_locoregional_procedure", LATER),
    ),
    "locoregional_surgery": (Fact("gbmlgg", "days_to_additional_surgery_locoregional_procedure", DAY),),
}

# Cases that say nothing about recurrence themselves tell it like one of these, at the first step and later.
EARLY_LEAVERS: Final = {"no_evidence": 5.0, "dfi_zero": 3.0, "progression_cdr": 1.0, "event_day_gbmlgg": 2.0}
LATE_LEAVERS: Final = {"event_day_gbmlgg": 1.0, "cdr_event_day_untyped": 1.0}


def facts_of(patients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Every fact about the recurrence of every patient.

    Args:
        patients: TCGA patients with columns patient_id, evidence, ttr_days.
        rng: Draws how far the later and earlier days are from the day itself.

    Returns:
        One row a fact: patient_id, file, field, says (text as the file has it).
    """
    rows = []
    for patient, evidence, day in zip(patients.patient_id, patients.evidence, patients.ttr_days, strict=True):
        days = {DAY: day, LATER: day + int(rng.integers(20, 400)), EARLIER: max(3, day - int(rng.integers(20, 300)))}
        rows += [(patient, fact.file, fact.field, str(days.get(fact.says, fact.says))) for fact in EVIDENCE[evidence]]
    return pd.DataFrame(rows, columns=["patient_id", "file", "field", "says"])


def cells_of(facts: pd.DataFrame, file: str, patients: pd.Series) -> pd.DataFrame:
    """The facts of one file that has a column a field: one row a patient in the order given, columns the fields."""
    told = facts[facts.file == file].pivot_table(index="patient_id", columns="field", values="says", aggfunc="first")
    return told.reindex(patients).reset_index(drop=True)
