"""What a figure shows is what its tables say, read back from what was drawn."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lunar_assets.errors import MissingDataError
from lunar_assets.report import labels
from lunar_assets.report.figures import attributions
from lunar_assets.report.figures.attribution_agreement import pairs
from lunar_assets.report.figures.decision_curves import share_early
from lunar_assets.report.figures.registry import FIGURES
from lunar_assets.report.figures.relabelling import counts
from lunar_assets.report.figures.render import draw
from lunar_tests.report.figure_tables import metrics, tables


@cache
def drawn(name: str) -> Figure:
    return draw(FIGURES[name], tables(), synthetic=False)


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def row_names(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def line(axes: Axes, label: str) -> tuple[list[float], list[float]]:
    (found,) = [line for line in axes.get_lines() if line.get_label() == label]
    return list(found.get_xdata()), list(found.get_ydata())


def remark(figure: Figure) -> str:
    return figure.get_supxlabel().replace("\n", " ")


def test_cohort_flow():
    tcga, glass = drawn("fig1_flow").axes
    assert texts(tcga) == [
        "Primary samples\nn = 1,122",
        "n = 691",
        "431 excluded\ndisease-free (DFI = 0), no\nsign of recurrence",
        "TCGA cohort\nn = 191",
        "500 excluded\na_new_step",  # a step without a wording goes by its name
    ]
    assert texts(glass)[0] == "Primary samples\nn = 309" and texts(glass)[-2] == "GLASS cohort\nn = 101"


def test_relabelling():
    tcga, glass = drawn("fig2_relabelling").axes
    assert texts(tcga) == ["0", "1", "0", "0", "0", "0", "2", "0", "0", "0", "0", "3"]
    assert row_names(tcga) == ["Astrocytoma (1)", "Oligoastrocytoma (2)", "Glioblastoma (3)"]
    assert tcga.get_title() == "TCGA (n = 6)" and glass.get_title() == "GLASS (n = 1)"


def test_relabelling_counts_every_patient_once():
    patients = tables()["cohort.patients"]
    assert counts(patients).to_numpy().sum() == len(patients)


def test_roc_and_precision_recall():
    roc, pr, legend, *_ = drawn("fig4_roc_pr").axes
    assert line(roc, "lunar") == ([0, 0, 1], [0, 0.5, 1])
    assert line(pr, "clinical_only") == ([1, 0.5, 0], [0.25, 1, 1])
    assert line(pr, "chance")[1] == [0.25, 0.25]  # one patient of four is early
    entries = [text.get_text() for text in legend.get_legend().get_texts()]
    assert entries == ["0.90 / 0.85  LUNAR", "0.80 / 0.75  Clinical only", "0.70 / 0.65  newcomer"]


def test_models_of_one_class_are_marked():
    *_, glass = drawn("fig4_roc_pr").axes
    assert [text.get_text()[-1] == "*" for text in glass.get_legend().get_texts()] == [False, False, True]
    assert [texts(axes) for axes in drawn("s4_auroc_auprc").axes] == [[], ["*"], ["*"]]


def test_attributions():
    axes, _ = drawn("fig5_attributions").axes
    assert row_names(axes) == ["Age", "IDH1 mutations"]
    age, idh1 = axes.collections
    np.testing.assert_array_equal(age.get_offsets()[:, 0], [-0.3, 0.5])
    np.testing.assert_array_equal(age.get_array(), [0, 1])  # the lower age is at the dark end
    assert len(set(idh1.get_offsets()[:, 1])) == 2  # equal attributions do not hide each other
    assert remark(drawn("fig5_attributions")).endswith("integrated gradients 0.4 %, DeepExplainer 34.0 %")


def test_attributions_of_another_method_are_no_substitute():
    other = {
        name: rows[rows["method"] != "integrated_gradients"] for name, rows in tables().items() if "method" in rows
    }
    with pytest.raises(MissingDataError, match="lunar by integrated_gradients"):
        attributions.draw(other)


@given(arrays(np.float64, st.integers(1, 60), elements=st.floats(-2, 2).map(lambda x: round(x, 2))))
def test_points_stay_in_their_row_and_apart(x: np.ndarray):
    y = attributions.offsets(x, 4.0)
    assert np.abs(y).max() <= 0.4 + 1e-9
    assert not pd.DataFrame({"x": x, "y": y.round(9)}).duplicated().any()


@pytest.mark.parametrize(
    ("values", "expected"), [([3, 1, 2], [1, 0, 0.5]), ([7, 7], [0.5, 0.5])], ids=["range", "constant"]
)
def test_colours_run_over_the_range_of_the_feature(values: list[int], expected: list[float]):
    np.testing.assert_array_equal(attributions.relative(values), expected)


def test_variant_classes():
    (axes,) = drawn("s1_variant_classes_tcga").axes
    assert [bar.get_width() for bar in axes.patches] == [1200, 30]
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [False, True]  # silent calls count for no feature
    assert row_names(axes) == ["Missense Mutation", "Silent"] and texts(axes) == ["1,200", "30"]
    (glass,) = drawn("s2_variant_classes_glass").axes
    assert glass.get_title() == "GLASS: 7 calls"


def test_mutation_frequency():
    (axes,) = drawn("s3_mutation_frequency").axes
    assert line(axes, "below: 1 genes dropped") == ([0.01], [1])
    assert line(axes, "at least 2 %: 3 genes kept") == ([0.02, 0.4], [1, 2])  # a gene on the line stays
    assert line(axes, "2 % of patients")[0] == [0.02, 0.02]


def test_areas_with_intervals():
    tcga, *_ = drawn("s4_auroc_auprc").axes
    assert line(tcga, "AUROC")[0] == pytest.approx([0.7, 0.8, 0.9])
    assert line(tcga, "AUPRC")[0] == pytest.approx([0.65, 0.75, 0.85])
    assert row_names(tcga) == ["LUNAR", "Clinical only", "newcomer"]
    ends = [segment[:, 0] for segment in tcga.collections[0].get_segments()]
    np.testing.assert_allclose(ends, [[0.5, 0.7], [0.6, 0.8], [0.7, 0.9]])


def test_fusion_weights_with_what_a_token_is_a_function_of():
    _, glass = drawn("s5_fusion_weights").axes
    medians = [y for line in glass.get_lines() if line.get_linewidth() == 2 for y in line.get_ydata()[:1]]
    assert medians == pytest.approx([0.25, 0.25, 0.3, 0.3, 0.45, 0.45])
    assert [label.get_text() for label in glass.get_xticklabels()] == ["LUNAR†", "newcomer?"]
    note = remark(drawn("s5_fusion_weights"))
    assert "function of the two modalities that it is not named by" in note and "has not been said" in note


def test_training_curves():
    losses, aurocs, unknown, _ = drawn("training_curves").axes
    assert line(losses, "total") == ([1, 2], [0.06, 0.04])
    assert line(losses, "CORAL") == ([1, 2], [0.02, 0.002])
    assert line(losses, "weights kept")[0] == [2, 2]
    assert line(aurocs, "AUROC train") == ([1, 2], [0.6, 0.8])
    drawn_of_unknown = [line.get_label() for line in unknown.get_lines()]
    assert drawn_of_unknown == ["total", "cross-entropy"]  # it has no gates, no CORAL and no best epoch


def test_calibration():
    lunar, _, newcomer, spare = drawn("calibration").axes
    assert line(lunar, "All of GLASS") == ([0.2, 0.8], [0, 0.9])
    assert texts(lunar)[:2] == ["LUNAR", "TCGA test: 0.20, 1.25, –"]
    assert "scores are no\nprobabilities" in texts(newcomer)
    assert not spare.axison


def test_decision_curves():
    tcga, *_ = drawn("decision_curves").axes
    assert line(tcga, "lunar") == ([0.2, 0.5], [0.21, 0.11])
    thresholds, everybody = line(tcga, "treat all")
    assert everybody[thresholds.index(0.5)] == pytest.approx(0.25 - 0.75)
    assert everybody[0] == share_early(labels.of_set(metrics(), "tcga", "test")) == 0.25
    assert remark(drawn("decision_curves")).endswith("newcomer.")


def test_comparisons():
    against_lunar, against_clinical = drawn("comparisons").axes
    assert line(against_lunar, "TCGA test")[0] == [0.1, -0.2]
    assert line(against_lunar, "All of GLASS")[0] == [-0.15]
    assert line(against_clinical, "TCGA test") == ([-0.1], [-0.24])
    assert row_names(against_lunar) == ["LUNAR", "Clinical only", "newcomer"]


def test_replicates():
    values, differences = drawn("replicates").axes
    assert line(values, "mean") == ([0.5, 0.7, 0.767], [2, 0, 1])
    boxes = [box.get_path().get_extents() for box in values.patches]
    np.testing.assert_allclose([(box.x0, box.x1) for box in boxes], [(0.65, 0.75), (0.7, 0.85), (0.5, 0.5)])
    assert line(differences, "mean difference, 95 % interval") == ([-0.2, -0.004], [2, 0])
    assert texts(differences) == ["−0.20 [−0.31, −0.09]", "0.00 [−0.10, 0.09]"]
    assert values.get_title() == "TCGA test, 3 replicates"


def test_feature_stability():
    clinical, expression = drawn("feature_stability").axes
    assert [bar.get_width() for bar in expression.patches] == [1, 0.5, 0.5]
    assert row_names(expression) == ["C", "A", "B"] and row_names(clinical) == ["Age"]
    assert expression.get_title() == "Expression\n1 in every replicate,\n3 in at least one"


def test_agreement():
    ranks, shares = drawn("attribution_agreement").axes
    assert line(ranks, "integrated gradients / DeepExplainer") == ([0.4], [0])
    assert row_names(shares) == ["LUNAR: integrated gradients", "LUNAR: DeepExplainer", "newcomer: exact, linear"]
    assert texts(shares) == ["0.4 %", "34.0 %", "< 0.1 %"]
    assert [bar.get_width() for bar in shares.patches] == pytest.approx([0.7] * 3 + [0] * 3 + [0.3] * 3)
    assert [bar.get_x() for bar in shares.patches][-1] == 0.7


def test_a_pair_of_methods_is_one_whichever_way_round():
    assert len(pairs(tables()["explanation.agreement"])) == 1


@pytest.mark.parametrize(
    ("value", "expected"), [(0.126, "0.13"), (-0.126, "−0.13"), (-0.001, "0.00"), (None, "–"), (np.nan, "–")]
)
def test_numbers(value: float | None, expected: str):
    assert labels.number(value) == expected


@pytest.mark.parametrize(("share", "expected"), [(0.344, "34.4 %"), (0.0, "0.0 %"), (1e-9, "< 0.1 %")])
def test_percentages(share: float, expected: str):
    assert labels.percent(share) == expected


@pytest.mark.parametrize(
    ("feature", "expected"),
    [("SCN9A_expr", "SCN9A expression"), ("IDH1_mut", "IDH1 mutations"), ("age", "Age"), ("IDHwt", "IDHwt")],
)
def test_feature_labels(feature: str, expected: str):
    assert labels.feature_label(feature) == expected


def test_models_without_a_label_come_last_by_their_own_name():
    assert labels.in_order(["b", "knn", "a", "lunar", "b"]) == ["lunar", "knn", "b", "a"]
    assert [labels.model_label(name) for name in ("lunar_catt", "b")] == ["LUNAR-CAtt", "b"]
