"""Who is explained and against whom: drawn by seed, refused where it is not TCGA train, and held against the split."""

import pandas as pd
import pytest

from lunar_assets.errors import LeakageError
from lunar_assets.explanation.patients import (
    assert_background,
    background_patients,
    explained_patients,
    wrong_patients,
)
from lunar_tests.models.stored import assignments
from lunar_tests.models.synthetic import SIZES, matrix

MATRIX = matrix()
SPLIT = assignments(MATRIX)
EXPLAINED_BY = {"mlp": ("permutation",), "clinical_only": ("linear",)}


def of_part(dataset: str, split: str) -> pd.DataFrame:
    return MATRIX[(MATRIX["dataset"] == dataset) & (MATRIX["split"] == split)]


def test_patients_of_a_slow_method_are_drawn_by_seed_in_the_order_of_the_matrix():
    drawn = [explained_patients(MATRIX, "permutation", seed).index for seed in (0, 0, 1, 2, 3)]
    assert drawn[0].equals(drawn[1])
    assert len({tuple(index) for index in drawn}) > 1
    assert all(index.is_monotonic_increasing and index.is_unique for index in drawn)
    everyone = explained_patients(MATRIX, "deep", 0)
    pd.testing.assert_frame_equal(everyone, of_part("tcga", "test"))


def test_fewer_test_patients_than_a_method_explains_are_all_explained():
    few = matrix({**SIZES, ("tcga", "test"): 1})
    assert list(explained_patients(few, "permutation", 0)["sample_id"]) == ["tcga-test-00"]


def test_the_background_is_tcga_train_and_no_other_is_accepted():
    background = background_patients(MATRIX)
    pd.testing.assert_frame_equal(background, of_part("tcga", "train"))
    assert_background(background, MATRIX)
    assert_background(background[::-1], MATRIX)


@pytest.mark.parametrize(
    ("background", "told"),
    [
        (of_part("tcga", "test"), "against 9 of tcga test .* wrong or lacking is tcga-test-00"),
        (
            pd.concat([of_part("tcga", "train"), of_part("tcga", "validation")]),
            "37 of tcga train, 13 of tcga validation",
        ),
        (of_part("tcga", "train").iloc[1:], "36 of tcga train .* exactly the 37 .* lacking is tcga-train-00"),
        (pd.concat([of_part("tcga", "train"), of_part("glass", "train")]), "34 of glass train"),
        (MATRIX[:0], "against nobody"),
    ],
    ids=["test", "validation too", "one less", "glass too", "nobody"],
)
def test_any_other_background_is_refused_with_who_is_in_it(background, told):
    with pytest.raises(LeakageError, match=told):
        assert_background(background, MATRIX)


def recorded(rows: pd.DataFrame, model: str = "clinical_only", method: str = "linear") -> pd.DataFrame:
    return rows[["dataset", "sample_id"]].assign(model=model, method=method)


TRAIN, TEST = of_part("tcga", "train"), of_part("tcga", "test")
BACKGROUND = pd.concat([recorded(TRAIN), recorded(TRAIN, "mlp", "permutation")])
ATTRIBUTIONS = pd.concat([recorded(TEST), recorded(TEST[:2], "mlp", "permutation")])


def wrong(background: pd.DataFrame, attributions: pd.DataFrame) -> list[str]:
    return wrong_patients(background, attributions, SPLIT, EXPLAINED_BY)


def test_train_as_background_and_test_explained_is_right():
    assert wrong(BACKGROUND, ATTRIBUTIONS) == []
    assert wrong(BACKGROUND[::-1], pd.concat([ATTRIBUTIONS, ATTRIBUTIONS])) == []  # a row a feature


@pytest.mark.parametrize(
    ("background", "attributions", "told"),
    [
        (pd.concat([BACKGROUND, recorded(TEST[:1])]), ATTRIBUTIONS,
         ["clinical_only by linear has a background beside TCGA train: 1 samples (tcga-test-00)"]),
        (BACKGROUND[1:], ATTRIBUTIONS,
         ["clinical_only by linear lacks TCGA train patients in its background: 1 samples (tcga-train-00)"]),
        (BACKGROUND[BACKGROUND["model"] == "mlp"], ATTRIBUTIONS,
         ["clinical_only by linear lacks TCGA train patients in its background: 37 samples (tcga-train-00, "
          "tcga-train-01, tcga-train-02, tcga-train-03, tcga-train-04, ...)"]),
        (BACKGROUND, ATTRIBUTIONS[1:], ["clinical_only by linear explains 8 patients instead of 9"]),
        (BACKGROUND, pd.concat([ATTRIBUTIONS[1:], recorded(of_part("tcga", "validation")[:1])]),
         ["clinical_only by linear explains others than TCGA test patients: 1 samples (tcga-validation-00)"]),
        (pd.concat([BACKGROUND, recorded(TRAIN, "mlp", "deep")]), ATTRIBUTIONS, ["mlp by deep is not asked for"]),
    ],
    ids=["test in background", "one less", "none", "one explained less", "validation explained", "not asked for"],
)  # fmt: skip
def test_every_wrong_patient_is_named_with_model_and_method(background, attributions, told):
    assert wrong(background, attributions) == told
