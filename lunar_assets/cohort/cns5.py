"""Tumour types by the WHO classification of 2021 (CNS5), from the recorded histology and molecular markers.

Method: Patricoski-Chavez et al. 2025, Fig. 2, after Gritsch et al. 2022.
"""

from dataclasses import dataclass

import pandas as pd

LOWER_GRADE = ("Astrocytoma", "Oligodendroglioma", "Oligoastrocytoma")
NEEDED = {
    "histology": "Histology",
    "grade": "WHO grade",
    "idh_codel_subtype": "IDH/1p19q subtype",
    "age": "Age at diagnosis",
    "sex": "Sex",
}
"""Columns that a patient of the study cannot do without, and what they are called in a sentence."""


@dataclass(frozen=True)
class Rule:
    """Recorded histologies and a subtype that lead to a type, if the marker (where one is named) is present."""

    histologies: tuple[str, ...]
    subtype: str
    cns5: str | None
    marker: str | None = None


RULES = (
    Rule(("Glioblastoma",), "IDHwt", "Glioblastoma"),
    Rule(("Glioblastoma",), "IDHmut-noncodel", "Astrocytoma"),
    Rule(("Glioblastoma",), "IDHmut-codel", None),
    Rule(LOWER_GRADE, "IDHmut-noncodel", "Astrocytoma"),
    Rule(LOWER_GRADE, "IDHmut-codel", "Oligodendroglioma"),
    # GLASS has neither marker, so that its IDH-wildtype lower-grade tumours all go to the last rule.
    Rule(LOWER_GRADE, "IDHwt", "Glioblastoma", "chr7_gain_chr10_loss"),
    Rule(LOWER_GRADE, "IDHwt", "Glioblastoma", "tert_promoter_mutant"),
    Rule(LOWER_GRADE, "IDHwt", "Astrocytoma WT"),
)
"""In order: the first rule that fits a sample counts."""


def classify(clinical: pd.DataFrame) -> pd.DataFrame:
    """The CNS5 type of each sample, or why it has none.

    Args:
        clinical: Frame of harmonized.clinical.

    Returns:
        Frame with the index of `clinical`: histology_cns5 (text or missing) and reason (text exactly where a sample
        cannot be in the study: it has no type, or a fact that the study needs is not recorded).
    """
    found = [_type_of(sample) for _, sample in clinical.iterrows()]
    return pd.DataFrame(found, columns=["histology_cns5", "reason"], index=clinical.index, dtype="str")


def _type_of(sample: pd.Series) -> tuple[str | None, str | None]:
    unknown = [name for column, name in NEEDED.items() if pd.isna(sample[column])]
    rule = next((rule for rule in RULES if _fits(rule, sample)), None)
    cns5 = rule.cns5 if rule else None
    if unknown:
        return cns5, f"Not recorded: {', '.join(unknown)}."
    if cns5 is None:
        return None, f"{sample['histology']} that is {sample['idh_codel_subtype']} has no type of the study (WHO 2021)."
    return cns5, None


def _fits(rule: Rule, sample: pd.Series) -> bool:
    if pd.isna(sample["histology"]) or pd.isna(sample["idh_codel_subtype"]):
        return False
    marker = rule.marker is None or (pd.notna(sample[rule.marker]) and bool(sample[rule.marker]))
    return sample["histology"] in rule.histologies and sample["idh_codel_subtype"] == rule.subtype and marker
