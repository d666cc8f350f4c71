"""The awkward cases of the demo cohort: how many patients have each, and at which step of the flow they must leave.

Every patient of the universe (primary samples with clinical data) is here in exactly one case.
"""

from typing import Final, NamedTuple

from lunar_assets.settings import DemoScale
from lunar_assets.words import GLASS, TCGA


class Case(NamedTuple):
    """Patients that are alike in what happens to them.

    Attributes:
        name: Name of the case.
        dataset: tcga or glass.
        step: Step of the cohort flow at which its patients leave; None: they are in the final cohort.
        small: Number of patients at scale small.
        paper: Number of patients at scale paper.
        gbm_share: Share of patients of the glioblastoma study (TCGA only).
        what: What makes the case.
    """

    name: str
    dataset: str
    step: str | None
    small: int
    paper: int
    gbm_share: float
    what: str

    def patients(self, scale: DemoScale) -> int:
        """Number of patients at a scale."""
        return self.small if scale == "small" else self.paper


_GENOMICS, _SUBTYPE, _DFI, _PROGRESSION = (
    "expression_and_mutations",
    "idh_codel_subtype",
    "dfi_zero",
    "progression_only",
)
_TTR, _CNS5, _SITE = "time_to_recurrence", "cns5", "tissue_source_site"

_TCGA_CASES = (
    Case("expression_only", TCGA, _GENOMICS, 20, 30, 0.2, "in the expression file, not in the mutation file"),
    Case("mutations_only", TCGA, _GENOMICS, 30, 158, 0.7, "in the mutation file, not in the expression file"),
    Case("no_genomics", TCGA, _GENOMICS, 34, 275, 0.9, "in neither"),
    Case("only_uncounted_mutations", TCGA, _GENOMICS, 6, 5, 0.0, "all calls Silent, RNA, on X, or of no known gene"),
    Case("mutant_codeletion_unknown", TCGA, _SUBTYPE, 1, 1, 1.0, "no IDH/1p19q subtype, IDH status Mutant"),
    Case("subtype_unknown", TCGA, _SUBTYPE, 1, 1, 0.0, "no IDH/1p19q subtype, no IDH status"),
    Case("dfi_zero", TCGA, _DFI, 35, 107, 0.0, "DFI 0, no indicator of recurrence"),
    Case("dfi_zero_progression", TCGA, _DFI, 5, 5, 0.2, "DFI 0, and a progression, no indicator of recurrence"),
    Case("progression_cdr", TCGA, _PROGRESSION, 10, 20, 0.6, "only progression, by the TCGA-CDR workbook"),
    Case("progression_xena", TCGA, _PROGRESSION, 5, 13, 1.0, "only progression, by the Xena matrix"),
    Case("progression_both", TCGA, _PROGRESSION, 5, 10, 1.0, "only progression, by both, with dates"),
    Case("no_evidence", TCGA, _TTR, 45, 268, 0.2, "no indicator, no event type, no day"),
    Case("recurrent_sample_undated", TCGA, _TTR, 6, 8, 0.5, "a recurrent sample (-02), no day anywhere"),
    Case("recurrence_undated", TCGA, _TTR, 4, 6, 1.0, "a timeline row of recurrence without a day"),
    Case("treatment_undated", TCGA, _TTR, 2, 2, 0.0, "a treatment of recurrence without a day"),
    Case("day_not_available", TCGA, _TTR, 3, 4, 0.0, "the only day reads [Not Available]"),
    Case("day_not_a_number", TCGA, _TTR, 3, 4, 0.5, "the only day is a word"),
    Case("codeleted_glioblastoma", TCGA, _CNS5, 3, 3, 1.0, "glioblastoma by histology, IDH-mutant and codeleted"),
    Case("no_histology", TCGA, _CNS5, 2, 2, 0.0, "no histology recorded"),
    Case("prior_glioma", TCGA, "prior_glioma", 3, 3, 0.0, "an earlier glioma"),
    Case("single_site", TCGA, _SITE, 6, 6, 1 / 3, "the only patient of its tissue source site that is left"),
    Case("status_recurrence", TCGA, None, 8, 8, 1.0, "tier 1: status Recurrence; an earlier day of a lower tier"),
    Case("distant_recurrence", TCGA, None, 2, 2, 1.0, "tier 1: treatment site Distant Recurrence"),
    Case("local_recurrence", TCGA, None, 16, 16, 0.125, "tier 1: treatment site Local Recurrence, two of them"),
    Case("regimen_recurrence", TCGA, None, 15, 15, 0.2, "tier 1: regimen Recurrence"),
    Case("days_to_tumor_recurrence", TCGA, None, 3, 3, 1.0, "tier 1: days_to_tumor_recurrence"),
    Case("dfi_one", TCGA, None, 14, 14, 0.0, "tier 2: DFI 1; every event type is progression"),
    Case("dfi_zero_recurrent_sample", TCGA, None, 2, 2, 0.0, "tier 2, censoring time: DFI 0, a recurrent sample"),
    Case("dfi_zero_event_type", TCGA, None, 2, 2, 0.0, "tier 2, censoring time: DFI 0, event type Recurrence"),
    Case("status_locoregional", TCGA, None, 3, 3, 1.0, "tier 3: status Locoregional Disease"),
    Case("distant_site", TCGA, None, 2, 2, 1.0, "tier 3: treatment site Distant Site"),
    Case("cdr_event_day", TCGA, None, 20, 20, 0.15, "tier 3: TCGA-CDR; progression and recurrence both named"),
    Case("cdr_event_day_untyped", TCGA, None, 20, 20, 0.0, "tier 3: TCGA-CDR; no indicator, no event type"),
    Case("event_day_gbmlgg", TCGA, None, 30, 30, 0.0, "tier 3: Xena GBMLGG"),
    Case("event_day_gbm", TCGA, None, 3, 3, 1.0, "tier 3: Xena GBM"),
    Case("event_day_lgg", TCGA, None, 18, 18, 0.0, "tier 3: Xena LGG"),
    Case("event_day_followup", TCGA, None, 28, 28, 0.0, "tier 3: follow-up file"),
    Case("additional_surgery", TCGA, None, 3, 3, 1 / 3, "tier 4: additional surgery"),
    Case("locoregional_surgery", TCGA, None, 2, 2, 0.0, "tier 4: locoregional surgery"),
)

_GLASS_CASES = (
    Case("expression_only", GLASS, _GENOMICS, 10, 20, 0, "in the expression file, not in the mutation file"),
    Case("mutations_only", GLASS, _GENOMICS, 41, 123, 0, "in the mutation file, not in the expression file"),
    Case("tcga_patient_mutations_only", GLASS, _GENOMICS, 4, 7, 0, "a TCGA patient without expression"),
    Case("no_genomics", GLASS, _GENOMICS, 13, 25, 0, "in neither; some without any clinical value"),
    Case("only_uncounted_mutations", GLASS, _GENOMICS, 2, 4, 0, "all calls Silent, RNA, on X, or of no known gene"),
    Case("tcga_patient", GLASS, "not_tcga", 20, 20, 0, "a patient of TCGA"),
    Case("no_recurrence_surgery", GLASS, _TTR, 2, 2, 0, "no surgery after the first"),
    Case("recurrence_undated", GLASS, _TTR, 1, 1, 0, "surgery of the first recurrence without a day"),
    Case("second_recurrence_only", GLASS, _TTR, 1, 1, 0, "surgery of the second recurrence only"),
    Case("gliosarcoma", GLASS, _CNS5, 1, 1, 0, "a gliosarcoma"),
    Case("no_histology", GLASS, _CNS5, 1, 1, 0, "neither histology nor grade"),
    Case("no_grade", GLASS, _CNS5, 1, 1, 0, "no grade"),
    Case("no_subtype", GLASS, _CNS5, 1, 1, 0, "no IDH/1p19q subtype"),
    Case("single_site", GLASS, _SITE, 1, 1, 0, "the only patient of its tissue source that is left"),
    Case("first_recurrence", GLASS, None, 94, 94, 0, "a dated surgery of the first recurrence"),
    Case("late_first_surgery", GLASS, None, 5, 5, 0, "first surgery after day 0, which is not subtracted"),
    Case("two_first_recurrences", GLASS, None, 2, 2, 0, "two surgeries of the first recurrence: the earlier counts"),
)

AWKWARD_CASES: Final = _TCGA_CASES + _GLASS_CASES

TIER_OF_CASE: Final = {
    **dict.fromkeys(("status_recurrence", "distant_recurrence", "local_recurrence", "regimen_recurrence"), 1),
    "days_to_tumor_recurrence": 1,
    **dict.fromkeys(("dfi_one", "dfi_zero_recurrent_sample", "dfi_zero_event_type"), 2),
    **dict.fromkeys(("status_locoregional", "distant_site", "cdr_event_day", "cdr_event_day_untyped"), 3),
    **dict.fromkeys(("event_day_gbmlgg", "event_day_gbm", "event_day_lgg", "event_day_followup"), 3),
    **dict.fromkeys(("additional_surgery", "locoregional_surgery"), 4),
    **dict.fromkeys(("first_recurrence", "late_first_surgery", "two_first_recurrences"), 1),
}
CENSORED_CASES: Final = ("dfi_zero_recurrent_sample", "dfi_zero_event_type")
