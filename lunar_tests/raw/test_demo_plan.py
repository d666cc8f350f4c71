"""The plan of the demo cohort: its sizes, its medians, and the same flow whatever the seed."""

import pytest

from lunar_assets.raw.demo.plan import expected_candidates, expected_flow, make_plan

TCGA_STEPS = [
    "clinical", "expression_and_mutations", "idh_codel_subtype", "dfi_zero", "progression_only", "time_to_recurrence",
    "cns5", "prior_glioma", "tissue_source_site",
]  # fmt: skip
GLASS_STEPS = ["clinical", "expression_and_mutations", "not_tcga", "time_to_recurrence", "cns5", "tissue_source_site"]


@pytest.mark.parametrize(
    ("scale", "tcga", "glass"),
    [
        ("small", [420, 330, 328, 288, 268, 205, 200, 197, 191], [200, 130, 110, 106, 102, 101]),
        ("paper", [1122, 654, 652, 540, 497, 205, 200, 197, 191], [309, 130, 110, 106, 102, 101]),
    ],
)
def test_the_flow(scale, tcga, glass):
    flow = expected_flow(7, scale)
    for dataset, steps, remaining in (("tcga", TCGA_STEPS, tcga), ("glass", GLASS_STEPS, glass)):
        rows = flow[flow["dataset"] == dataset]
        assert rows["step"].tolist() == steps
        assert rows["remaining"].tolist() == remaining
        assert rows["step_order"].tolist() == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("seed", range(5))
def test_labels_are_those_of_the_cutoff_whatever_the_seed(seed):
    plan = make_plan(seed, "small")
    medians = [plan.final(dataset)["ttr_days"].median() for dataset in ("tcga", "glass")]
    assert medians == pytest.approx([445, 335], abs=15)
    for dataset in ("tcga", "glass"):
        final = plan.final(dataset)
        assert ((final["ttr_days"] < plan.cutoff_days) == final["label"].eq(1)).all()


def test_early_and_late_recurrence_occur_in_every_grade_of_tcga():
    final = make_plan(3, "small").final("tcga")
    assert final.groupby(["label", "grade"]).size().min() >= 5


def test_no_grade_two_glioma_of_glass_recurs_early():
    final = make_plan(3, "small").final("glass")
    assert final.loc[final["label"] == 1, "grade"].min() == 3


def test_every_primary_sample_is_planned_once():
    candidates = expected_candidates(11, "paper")
    assert not candidates.duplicated(["dataset", "sample_id"]).any()
    assert len(candidates) == 1122 + 309
