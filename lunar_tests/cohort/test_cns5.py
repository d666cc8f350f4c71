"""Types by WHO 2021 (Fig. 2 of the paper), and why a sample has none."""

import pandas as pd
import pytest

from lunar_assets.cohort.cns5 import classify
from lunar_tests.cohort.rows import clinical


def type_and_reason(**facts):
    found = classify(clinical(facts)).iloc[0]
    return tuple(None if pd.isna(value) else value for value in found)


@pytest.mark.parametrize("histology", ["Astrocytoma", "Oligodendroglioma", "Oligoastrocytoma"])
@pytest.mark.parametrize(
    ("subtype", "chr7_chr10", "tert", "expected"),
    [
        ("IDHmut-noncodel", None, None, "Astrocytoma"),
        ("IDHmut-noncodel", True, True, "Astrocytoma"),
        ("IDHmut-codel", None, None, "Oligodendroglioma"),
        ("IDHwt", True, False, "Glioblastoma"),
        ("IDHwt", False, True, "Glioblastoma"),
        ("IDHwt", None, True, "Glioblastoma"),
        ("IDHwt", False, False, "Astrocytoma WT"),
        ("IDHwt", None, None, "Astrocytoma WT"),
    ],
)
def test_lower_grade_histologies_follow_their_markers(histology, subtype, chr7_chr10, tert, expected):
    facts = {"histology": histology, "idh_codel_subtype": subtype, "chr7_gain_chr10_loss": chr7_chr10}
    assert type_and_reason(**facts, tert_promoter_mutant=tert) == (expected, None)


@pytest.mark.parametrize(("subtype", "expected"), [("IDHwt", "Glioblastoma"), ("IDHmut-noncodel", "Astrocytoma")])
def test_glioblastoma_follows_its_idh_status(subtype, expected):
    assert type_and_reason(idh_codel_subtype=subtype) == (expected, None)


@pytest.mark.parametrize(("histology", "subtype"), [("Glioblastoma", "IDHmut-codel"), ("Gliosarcoma", "IDHwt")])
def test_what_the_study_has_no_type_for_is_named(histology, subtype):
    cns5, reason = type_and_reason(histology=histology, idh_codel_subtype=subtype)
    assert cns5 is None
    assert histology in reason
    assert subtype in reason


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("histology", "Histology"),
        ("grade", "WHO grade"),
        ("idh_codel_subtype", "IDH/1p19q subtype"),
        ("age", "Age at diagnosis"),
        ("sex", "Sex"),
    ],
)
def test_a_fact_that_is_not_recorded_is_named(column, name):
    assert type_and_reason(**{column: None})[1] == f"Not recorded: {name}."
