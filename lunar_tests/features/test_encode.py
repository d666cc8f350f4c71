import pandas as pd
import pytest

from lunar_assets.errors import FormatError
from lunar_assets.features.encode import CLINICAL_FEATURES, ClinicalEncoder

PATIENTS = pd.DataFrame(
    [
        ("TCGA-06-0125-01", 63.5, "Female", 4, "IDHwt", "Glioblastoma"),
        ("TCGA-DU-5870-01", 34.0, "Male", 2, "IDHmut-codel", "Oligodendroglioma"),
        ("TCGA-DU-6407-01", 35.0, "Male", 3, "IDHmut-noncodel", "Astrocytoma"),
        ("TCGA-HT-7468-01", 30.0, "Female", 3, "IDHwt", "Astrocytoma WT"),
    ],
    columns=["sample_id", "age", "sex", "grade", "idh_codel_subtype", "histology_cns5"],
).set_index("sample_id")


def test_every_fact_becomes_its_number():
    expected = pd.DataFrame(
        [
            [63.5, 2, 0, 0, 0, 1, 0, 0, 0, 1],
            [34.0, 0, 1, 1, 0, 0, 0, 0, 1, 0],
            [35.0, 1, 1, 0, 1, 0, 1, 0, 0, 0],
            [30.0, 1, 0, 0, 0, 1, 0, 1, 0, 0],
        ],
        PATIENTS.index,
        [
            "age",
            "grade",
            "sex",
            "IDHmut-codel",
            "IDHmut-noncodel",
            "IDHwt",
            "astrocytoma",
            "astrocytoma_wt",
            "oligodendroglioma",
            "glioblastoma",
        ],
        dtype=float,
    )
    pd.testing.assert_frame_equal(ClinicalEncoder().fit_transform(PATIENTS), expected)


def test_a_category_that_nobody_has_keeps_its_column():
    alone = ClinicalEncoder().transform(PATIENTS.head(1))
    assert list(alone) == list(CLINICAL_FEATURES) == list(ClinicalEncoder().get_feature_names_out())
    assert alone["oligodendroglioma"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("column", "value"), [("sex", "MALE"), ("grade", 1), ("idh_codel_subtype", None), ("histology_cns5", "Gliosarcoma")]
)
def test_an_unknown_word_names_sample_column_and_value(column, value):
    wrong = PATIENTS.astype(object)
    wrong.loc["TCGA-DU-5870-01", column] = value
    with pytest.raises(FormatError, match=rf"{column} of TCGA-DU-5870-01 is {value!r}"):
        ClinicalEncoder().transform(wrong)


def test_a_missing_age_is_refused():
    with pytest.raises(FormatError, match="TCGA-06-0125-01 has no age"):
        ClinicalEncoder().transform(PATIENTS.assign(age=PATIENTS["age"].where(PATIENTS["age"] < 60)))
