"""Contracts of stage cohort: candidates, cutoff, the labelled patients, and who left and why."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, boolean, double, integer, text
from lunar_assets.warehouse.contracts.harmonized import OLDEST_DAYS
from lunar_assets.warehouse.contracts.shared import DATASET, SAMPLE_ID

_CNS5 = text("histology_cns5", "Type by WHO 2021 (CNS5).", allowed=words.CNS5_TYPES, nullable=True)
_STEP = text("step", "Step of the cohort flow.", allowed=words.COHORT_STEPS)

TABLES = (
    Table(
        "cohort",
        "candidates",
        "Every primary sample with a clinical row, and the first step of the cohort flow that it fails.",
        (
            DATASET,
            SAMPLE_ID,
            boolean("has_expression", "Whether the sample is in the expression file."),
            boolean("has_mutations", "Whether the sample has a counted mutation of a mapped gene."),
            double("ttr_days", "Time to recurrence in days.", minimum=0, maximum=OLDEST_DAYS, nullable=True),
            integer(
                "ttr_tier",
                "Tier that the time came from; 1 for GLASS, which has one source.",
                allowed=(1, 2, 3, 4),
                nullable=True,
            ),
            text("ttr_field", "Field that the time came from.", nullable=True),
            boolean(
                "ttr_is_censoring_time",
                "Whether the time is a censoring time: tier 2 of a patient with DFI 0.",
                nullable=True,
            ),
            _CNS5,
            text(
                "first_failed_step",
                "First step that the sample fails; empty for the cohort's patients.",
                allowed=words.COHORT_STEPS,
                nullable=True,
            ),
            text("reason", "Why it fails that step.", nullable=True),
        ),
        ("sample_id",),
        "dataset",
    ),
    Table(
        "cohort",
        "cutoff",
        "The time that divides early from late recurrence. One row.",
        (
            double("tcga_median_days", "Median time to recurrence of the TCGA cohort.", minimum=0),
            double("glass_median_days", "Median time to recurrence of the GLASS cohort.", minimum=0),
            double("cutoff_days", "Recurrence before this day is early.", minimum=0),
            text(
                "rule",
                "computed: mean of the two medians; pinned: set by LUNAR_CUTOFF_DAYS.",
                allowed=("computed", "pinned"),
            ),
        ),
        (),
    ),
    Table(
        "cohort",
        "patients",
        "The patients of the study. One row a patient's primary sample.",
        (
            DATASET,
            SAMPLE_ID,
            text("patient_id", "Patient of the sample."),
            double("age", "Age at diagnosis in years.", minimum=0, maximum=120),
            text("sex", "Sex.", allowed=words.SEXES),
            integer("grade", "WHO grade as recorded at diagnosis.", allowed=words.GRADES),
            text("idh_codel_subtype", "IDH mutation and 1p/19q codeletion.", allowed=words.IDH_CODEL_SUBTYPES),
            text("histology", "Histology as recorded at diagnosis.", allowed=words.HISTOLOGIES),
            text("histology_cns5", "Type by WHO 2021 (CNS5).", allowed=words.CNS5_TYPES),
            text("tissue_source_site", "Site that collected the sample; the batch of batch correction."),
            text("race", "Race (TCGA only).", nullable=True),
            text("ethnicity", "Ethnicity (TCGA only).", nullable=True),
            text("vital_status", "Vital status at last contact.", allowed=words.VITAL_STATUSES, nullable=True),
            double("ttr_days", "Time to recurrence in days.", minimum=0, maximum=OLDEST_DAYS),
            integer(
                "ttr_tier", "Tier that the time came from; 1 for GLASS, which has one source.", allowed=(1, 2, 3, 4)
            ),
            text("ttr_field", "Field that the time came from."),
            boolean("ttr_is_censoring_time", "Whether the time is a censoring time: tier 2 of a patient with DFI 0."),
            integer("label", "1 early recurrence (before the cutoff), 0 late.", allowed=(words.LATE, words.EARLY)),
        ),
        ("dataset", "sample_id"),
    ),
    Table(
        "cohort",
        "exclusions",
        "Primary samples with a clinical row that are not in the study. One row a sample.",
        (DATASET, SAMPLE_ID, _STEP, text("reason", "Why the sample left, in words.")),
        ("dataset", "sample_id"),
        may_be_empty=True,
    ),
    Table(
        "cohort",
        "flow",
        "How many samples each step of the cohort selection takes and leaves.",
        (
            DATASET,
            integer("step_order", "Order of the step within the data set, from 1.", minimum=1),
            _STEP,
            integer("excluded", "Samples that the step takes out.", minimum=0),
            integer("remaining", "Samples left after the step.", minimum=0),
        ),
        ("dataset", "step"),
    ),
)
