"""The cohort flow: each step takes whom it should, in its order, and everybody is accounted for."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets import words
from lunar_assets.cohort.cutoff import cutoff
from lunar_assets.cohort.flow import exclusions, flow
from lunar_assets.cohort.patients import patients
from lunar_assets.cohort.selection import candidates
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.cohort import TABLES as CONTRACTS
from lunar_tests.cohort.rows import clinical, event, events

CONTRACT = {table.name: table for table in CONTRACTS}
RECURRED = ("STATUS", "Recurrence", 1, 100)


def select(frame, statements, dataset="tcga", *, expression=None, mutations=None):
    ids = set(frame["sample_id"])
    found = candidates(
        frame,
        statements,
        ids if expression is None else expression,
        ids if mutations is None else mutations,
        dataset,
    )
    conform(found, CONTRACT["candidates"])
    return found.set_index("sample_id")


def failed_step(statements, **facts):
    """Step and reason of patient 1, whose site has two more patients who recurred."""
    frame = clinical(facts, {}, {})
    others = [event(patient, *RECURRED, explicit=True) for patient in (2, 3)]
    found = select(frame, events(*statements, *others)).iloc[0]
    return (None if pd.isna(found["first_failed_step"]) else found["first_failed_step"]), found["reason"]


def test_a_patient_who_recurred_is_in_the_study():
    step, reason = failed_step([event(1, *RECURRED, explicit=True)])
    assert step is None
    assert pd.isna(reason)


@pytest.mark.parametrize(
    ("statements", "facts", "step", "in_reason"),
    [
        ([event(1, *RECURRED)], {"idh_codel_subtype": None}, "idh_codel_subtype", "subtype is not known"),
        ([event(1, "DFI", 0), event(1, "DFI.time", 700, 2, 700)], {}, "dfi_zero", "DFI = 0"),
        (
            [event(1, "new_tumor_event_type", "Progression of Disease"), event(1, "day", 90, 3, 90)],
            {},
            "progression_only",
            "Progression of Disease",
        ),
        ([], {}, "time_to_recurrence", "four tiers"),
        ([event(1, *RECURRED)], {"histology": "Gliosarcoma"}, "cns5", "Gliosarcoma"),
        ([event(1, *RECURRED)], {"age": None}, "cns5", "Age at diagnosis"),
        ([event(1, *RECURRED)], {"prior_glioma": True}, "prior_glioma", "before this one"),
        ([event(1, *RECURRED)], {"tissue_source_site": "IK"}, "tissue_source_site", "site IK"),
        ([event(1, *RECURRED)], {"tissue_source_site": None}, "tissue_source_site", "not recorded"),
    ],
)
def test_each_step_takes_whom_it_should_and_says_why(statements, facts, step, in_reason):
    found, reason = failed_step(statements, **facts)
    assert found == step
    assert in_reason in reason


@pytest.mark.parametrize(
    "statements",
    [
        [event(1, "DFI", 0), event(1, *RECURRED, explicit=True)],
        [event(1, "new_tumor_event_type", "Progression of Disease"), event(1, *RECURRED, explicit=True)],
        [
            event(1, "new_tumor_event_type", "Progression of Disease"),
            event(1, "new_neoplasm_event_type", "New Primary Tumor"),
            event(1, "day", 90, 3, 90),
        ],
        [event(1, "day", 90, 3, 90)],
    ],
    ids=["explicit despite DFI 0", "explicit despite progression", "another event type too", "neither DFI nor type"],
)
def test_neither_dfi_nor_progression_takes_a_patient_with_other_evidence(statements):
    assert failed_step(statements)[0] is None


def test_missing_measurements_are_told_apart():
    frame = clinical({}, {}, {}, {})
    a, b, c, d = frame["sample_id"]
    recurred = events(*(event(patient, *RECURRED) for patient in (1, 2, 3, 4)))
    found = select(frame, recurred, expression={a, b, d}, mutations={a, c, d})
    assert found["first_failed_step"].isna().tolist() == [True, False, False, True]
    assert found.loc[[b, c], "reason"].tolist() == ["No counted mutation.", "No expression data."]
    assert found[["has_expression", "has_mutations"]].to_numpy().tolist() == [
        [True, True],
        [True, False],
        [False, True],
        [True, True],
    ]


def test_the_first_step_that_fails_is_the_one_recorded():
    found = select(clinical({"idh_codel_subtype": None, "prior_glioma": True}), events(), expression=set())
    assert found["first_failed_step"].tolist() == ["expression_and_mutations"]


def test_a_site_is_counted_among_those_left_and_only_once():
    # Patient 2 leaves for a prior glioma, so patient 1 is alone at the site.
    frame = clinical({}, {"prior_glioma": True})
    found = select(frame, events(event(1, *RECURRED), event(2, *RECURRED)))
    assert found["first_failed_step"].tolist() == ["tissue_source_site", "prior_glioma"]


def test_in_glass_tcga_patients_leave_and_steps_of_tcga_do_not_apply():
    frame = clinical(
        {"dataset": "glass", "patient_id": "TCGA-06-0125", "sample_id": "TCGA-06-0125-TP"},
        {"dataset": "glass", "patient_id": "GLSS-1", "sample_id": "GLSS-1-TP"},
        {"dataset": "glass", "patient_id": "GLSS-2", "sample_id": "GLSS-2-TP", "idh_codel_subtype": None},
        {"dataset": "glass", "patient_id": "GLSS-3", "sample_id": "GLSS-3-TP"},
        {"dataset": "glass", "patient_id": "GLSS-4", "sample_id": "GLSS-4-TP"},
    )
    recurred = [
        event(0, "START_DATE", 300, 1, 300, dataset="glass", sample_id=sample, explicit=True)
        for sample in frame["sample_id"]
        if sample != "GLSS-4-TP"
    ]
    found = select(frame, events(*recurred), "glass")
    assert found["first_failed_step"].dropna().to_dict() == {
        "TCGA-06-0125-TP": "not_tcga",
        "GLSS-2-TP": "cns5",
        "GLSS-4-TP": "time_to_recurrence",
    }
    assert flow(found.reset_index())["step"].tolist() == [
        "clinical",
        "expression_and_mutations",
        "not_tcga",
        "time_to_recurrence",
        "cns5",
        "tissue_source_site",
    ]


def test_steps_are_the_words_of_the_design_in_their_order():
    found = flow(select(clinical({}), events()).reset_index())
    assert found["step"].tolist() == [step for step in words.COHORT_STEPS if step != "not_tcga"]


def test_flags_read_back_as_objects_change_nothing():
    frame = clinical({"prior_glioma": True}, {"prior_glioma": False}, {})
    stored = frame.astype({"prior_glioma": "object", "grade": "float64", "tert_promoter_mutant": "object"})
    statements = events(*(event(i, *RECURRED) for i in (1, 2, 3)))
    pd.testing.assert_frame_equal(select(stored, statements), select(frame, statements))


FACTS = st.fixed_dictionaries(
    {
        "idh_codel_subtype": st.sampled_from([*words.IDH_CODEL_SUBTYPES, None]),
        "histology": st.sampled_from([*words.HISTOLOGIES, None]),
        "tissue_source_site": st.sampled_from(["06", "08", "14", None]),
        "prior_glioma": st.sampled_from([True, False, None]),
    }
)
STATEMENTS = st.lists(
    st.tuples(
        st.integers(1, 12),
        st.sampled_from(
            [
                ("DFI", "0", None, None, False),
                ("DFI.time", "700", 2, 700.0, False),
                ("STATUS", "Recurrence", 1, 90.0, True),
                ("new_tumor_event_type", "Progression of Disease", None, None, False),
                ("days_to_new_tumor_event_after_initial_treatment", "400", 3, 400.0, False),
            ]
        ),
    ),
    max_size=30,
)


@settings(max_examples=25, deadline=None)
@given(facts=st.lists(FACTS, min_size=1, max_size=12), statements=STATEMENTS, measured=st.sets(st.integers(1, 12)))
def test_every_candidate_is_a_patient_or_excluded_exactly_once_and_the_flow_adds_up(facts, statements, measured):
    frame = clinical(*facts)
    rows = events(*(event(i, field, value, tier, day, explicit=e) for i, (field, value, tier, day, e) in statements))
    measured_ids = {f"TCGA-06-{i:04}-01" for i in measured}
    found = candidates(frame, rows, measured_ids, set(frame["sample_id"]), "tcga")

    days = pd.DataFrame({"cutoff_days": [390.0]})
    kept, left, steps = patients(found, frame, days), exclusions(found), flow(found)
    conform(left, CONTRACT["exclusions"])
    conform(steps, CONTRACT["flow"])
    assert sorted([*kept["sample_id"], *left["sample_id"]]) == sorted(frame["sample_id"])
    assert len(frame) - steps["excluded"].cumsum().iloc[-1] == len(kept) == steps["remaining"].iloc[-1]
    assert (steps["remaining"].shift(fill_value=len(frame)) - steps["excluded"] == steps["remaining"]).all()
    assert left["step"].value_counts().to_dict() == {
        row.step: row.excluded for row in steps.itertuples() if row.excluded
    }
    if len(kept):
        conform(kept, CONTRACT["patients"])
        assert (kept.groupby("tissue_source_site").size() >= 2).all()


def test_the_cutoff_of_selected_cohorts_labels_their_patients():
    tcga = clinical({}, {})
    glass = clinical(
        *({"dataset": "glass", "patient_id": f"GLSS-{i}", "sample_id": f"GLSS-{i}-TP"} for i in (1, 2)),
    )
    of_tcga = events(event(1, "STATUS", "Recurrence", 1, 300), event(2, "STATUS", "Recurrence", 1, 500))
    of_glass = events(
        *(
            event(0, "START_DATE", day, 1, day, dataset="glass", sample_id=f"GLSS-{i}-TP")
            for i, day in ((1, 100), (2, 300))
        )
    )
    both = pd.concat([select(tcga, of_tcga).reset_index(), select(glass, of_glass, "glass").reset_index()])
    days = cutoff(both)
    assert days.loc[0, ["tcga_median_days", "glass_median_days", "cutoff_days"]].tolist() == [400, 200, 300]
    labels = patients(both, pd.concat([tcga, glass]), days).set_index("sample_id")["label"]
    # A time of exactly the cutoff is late.
    assert labels.to_dict() == {"GLSS-1-TP": 1, "GLSS-2-TP": 0, "TCGA-06-0001-01": 0, "TCGA-06-0002-01": 0}
