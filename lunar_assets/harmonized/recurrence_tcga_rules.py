"""Which field of which TCGA file says what about recurrence, as a table of data.

Method: Patricoski-Chavez et al. 2025, Methods and Supplementary Table S1 (tiers of the time to recurrence). Where the
paper's text and the study's code differ (treatment site Distant Site is tier 1 in the text, tier 3 in the code), the
code's rule is taken, since it made the published cohort.
"""

from dataclasses import dataclass

from lunar_assets.harmonized import clinical_tcga
from lunar_assets.harmonized.clinical_tcga import PATIENT_IDS, SAMPLE_IDS
from lunar_assets.harmonized.small_tables import TableFile

DFI = "DFI"
EVENT_TYPES = ("new_tumor_event_type", "new_neoplasm_event_type")
"""Fields that name the type of a new tumour event."""
PROGRESSION = "Progression of Disease"

_NEW_EVENT = "days_to_new_tumor_event_after_initial_treatment"
_SURGERY = "days_to_new_tumor_event_additional_surgery_procedure"
_LOCOREGIONAL_SURGERY = "days_to_additional_surgery_locoregional_procedure"
_SITE, _REGIMEN = "ANATOMIC_TREATMENT_SITE", "REGIMEN_INDICATION"

XENA_GBMLGG = TableFile(
    clinical_tcga.XENA.name,
    "sampleID",
    ("sample_type", "new_neoplasm_event_type", _NEW_EVENT, _SURGERY, _LOCOREGIONAL_SURGERY),
    SAMPLE_IDS,
)
XENA_GBM = TableFile(
    "xena/TCGA.GBM.sampleMap/GBM_clinicalMatrix",
    "sampleID",
    ("sample_type", _NEW_EVENT, "days_to_tumor_recurrence"),
    SAMPLE_IDS,
)
XENA_LGG = TableFile("xena/TCGA.LGG.sampleMap/LGG_clinicalMatrix", "sampleID", ("sample_type", _NEW_EVENT), SAMPLE_IDS)
LGG_SAMPLE = TableFile(
    "datahub/lgg_tcga/data_clinical_sample.txt", "SAMPLE_ID", ("PATIENT_ID", "SAMPLE_TYPE"), SAMPLE_IDS, comments=True
)
GBM_SAMPLE = TableFile(
    "datahub/gbm_tcga/data_clinical_sample.txt", "SAMPLE_ID", ("PATIENT_ID", "SAMPLE_TYPE"), SAMPLE_IDS, comments=True
)
STATUS = TableFile(
    "datahub/gbm_tcga_pan_can_atlas_2018/data_timeline_status.txt",
    "PATIENT_ID",
    ("START_DATE", "STATUS"),
    PATIENT_IDS,
    unique=False,
    comments=True,
)
GBM_TREATMENT = TableFile(
    "datahub/gbm_tcga_pan_can_atlas_2018/data_timeline_treatment.txt",
    "PATIENT_ID",
    ("START_DATE", _SITE, _REGIMEN),
    PATIENT_IDS,
    unique=False,
    comments=True,
)
LGG_TREATMENT = TableFile(
    "datahub/lgg_tcga_pan_can_atlas_2018/data_timeline_treatment.txt",
    "PATIENT_ID",
    ("START_DATE", _SITE, _REGIMEN),
    PATIENT_IDS,
    unique=False,
    comments=True,
)
CDR = TableFile(
    clinical_tcga.CDR.name,
    "bcr_patient_barcode",
    (DFI, "DFI.time", "new_tumor_event_type", "new_tumor_event_dx_days_to"),
    PATIENT_IDS,
    sheet=clinical_tcga.CDR.sheet,
)
FOLLOW_UP = TableFile(
    clinical_tcga.FOLLOW_UP.name,
    "bcr_patient_barcode",
    (_NEW_EVENT,),
    PATIENT_IDS,
    encoding=clinical_tcga.FOLLOW_UP.encoding,
)
XENA = (XENA_GBMLGG, XENA_GBM, XENA_LGG)
TREATMENT = (GBM_TREATMENT, LGG_TREATMENT)
TABLES = (*XENA, LGG_SAMPLE, GBM_SAMPLE, STATUS, *TREATMENT, CDR, FOLLOW_UP)


@dataclass(frozen=True)
class Statement:
    """What it means when a field of a file has a value.

    Attributes:
        table: File.
        field: Field.
        value: Value that the field has to have; None for any.
        explicit: Whether that is an explicit indicator of recurrence.
        tier: Tier of the day for the time to recurrence; None where no day counts.
        day: Column with the day; None where there is none.
        of_patient: Whether a statement about any of the patient's samples counts for the primary one.
        may_precede_diagnosis: Whether a day before diagnosis occurs upstream; it is kept as a value, and counts for
            nothing. Elsewhere it is an error.
    """

    table: TableFile
    field: str
    value: str | None = None
    explicit: bool = False
    tier: int | None = None
    day: str | None = None
    of_patient: bool = False
    may_precede_diagnosis: bool = False


def _days(table: TableFile, field: str, tier: int, *, explicit: bool = False, surgery: bool = False) -> Statement:
    """A field that is a day count itself."""
    return Statement(table, field, None, explicit, tier, field, may_precede_diagnosis=surgery)


STATEMENTS = (
    *(Statement(t, "sample_type", "Recurrent Tumor", explicit=True, of_patient=True) for t in XENA),
    *(Statement(t, "SAMPLE_TYPE", "Recurrence", explicit=True, of_patient=True) for t in (LGG_SAMPLE, GBM_SAMPLE)),
    Statement(STATUS, "STATUS", "Recurrence", True, 1, "START_DATE"),
    *(Statement(t, _SITE, "Distant Recurrence", True, 1, "START_DATE") for t in TREATMENT),
    *(Statement(t, _SITE, "Local Recurrence", True, 1, "START_DATE") for t in TREATMENT),
    *(Statement(t, _REGIMEN, "Recurrence", True, 1, "START_DATE") for t in TREATMENT),
    _days(XENA_GBM, "days_to_tumor_recurrence", 1, explicit=True),
    Statement(CDR, DFI, "1", explicit=True),
    Statement(CDR, DFI, "0"),
    _days(CDR, "DFI.time", 2),
    Statement(STATUS, "STATUS", "Locoregional Disease", True, 3, "START_DATE"),
    *(Statement(t, _SITE, "Distant Site", True, 3, "START_DATE") for t in TREATMENT),
    _days(CDR, "new_tumor_event_dx_days_to", 3),
    *(_days(t, _NEW_EVENT, 3) for t in (*XENA, FOLLOW_UP)),
    _days(XENA_GBMLGG, _SURGERY, 4, surgery=True),
    _days(XENA_GBMLGG, _LOCOREGIONAL_SURGERY, 4, surgery=True),
    *(
        Statement(table, field, value, explicit=value is not None)
        for table, field in zip((CDR, XENA_GBMLGG), EVENT_TYPES, strict=True)
        for value in ("Recurrence", "Locoregional Disease", None)
    ),
)
"""The rules, in order: of two that fit the same value of a field the first counts."""
