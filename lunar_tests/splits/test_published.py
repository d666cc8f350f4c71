import json
from zipfile import ZipFile

import pytest

from lunar_assets.errors import FormatError, SplitError
from lunar_assets.splits.published import MEMBERS, compare, from_published, read_published
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import GLASS, TCGA
from lunar_tests.splits.cohorts import cohort

TCGA_FILE = {"train": ["TCGA-HT-7854-01", "TCGA-02-0033-01"], "val": ["TCGA-12-3652-01"], "test": ["TCGA-DU-6404-01"]}
GLASS_FILE = {"train": ["GLSS-HF-3162-TP"], "val": ["GLSS-HF-9A7A-TP"], "test": ["GLSS-SM-R061-TP"]}


def other_zip(folder, tcga=TCGA_FILE, glass=GLASS_FILE):
    path = folder / "other.zip"
    with ZipFile(path, "w") as archive:
        for dataset, content in ((TCGA, tcga), (GLASS, glass)):
            if content is not None:
                archive.writestr(MEMBERS[dataset], content if isinstance(content, str) else json.dumps(content))
        archive.writestr("other/expression_fs_fpr.pkl", b"cos\nabort\n(tR.")
    return path


def test_parts_are_read_in_the_order_of_the_file_under_our_words(tmp_path):
    read = read_published(other_zip(tmp_path), "lunar/other.zip")
    assert list(read) == [TCGA, GLASS]
    assert read[TCGA] == {
        "train": ["TCGA-HT-7854-01", "TCGA-02-0033-01"],
        "validation": ["TCGA-12-3652-01"],
        "test": ["TCGA-DU-6404-01"],
    }


@pytest.mark.parametrize(
    ("tcga", "message"),
    [
        (None, "lunar/other.zip has no member other/tcga_splits.json; it has other/glass_splits.json"),
        ('{"train": ["A"', "other/tcga_splits.json is not JSON"),
        ("[]", "has list; expected the lists train, val, test"),
        ({"train": ["A"], "test": ["B"]}, "has train, test; expected the lists train, val, test"),
        ('{"train": [], "val": [], "test": [], "train": ["A"]}', "a name is there twice among train, val, test, train"),
        ("[" * 100_000, "is not JSON"),
        ({**TCGA_FILE, "fold": ["A"]}, "has train, val, test, fold; expected"),
        ({**TCGA_FILE, "val": "TCGA-12-3652-01"}, "tcga_splits.json, val: expected a list of sample ids"),
        ({**TCGA_FILE, "val": [12]}, "tcga_splits.json, val: expected a list of sample ids"),
    ],
)
def test_a_file_that_is_not_a_split_file_is_named_with_a_way_out(tmp_path, tcga, message):
    with pytest.raises(FormatError, match="LUNAR_SPLITS=generated") as error:
        read_published(other_zip(tmp_path, tcga=tcga), "lunar/other.zip")
    assert message in str(error.value)


def test_a_web_page_in_place_of_the_archive_is_named(tmp_path):
    path = tmp_path / "other.zip"
    path.write_text("<!doctype html>")
    with pytest.raises(FormatError, match="lunar/other.zip is not an intact zip file"):
        read_published(path, "lunar/other.zip")


@pytest.mark.parametrize(
    ("glass", "message"),
    [
        ({**GLASS_FILE, "test": ["GLSS-HF-3162-TP"]}, "GLSS-HF-3162-TP is in train and again in test"),
        ({**GLASS_FILE, "train": ["A", "A"]}, "A is in train and again in train"),
    ],
)
def test_an_id_twice_is_an_error_that_names_both_places(tmp_path, glass, message):
    with pytest.raises(SplitError, match=f"glass_splits.json: {message}"):
        read_published(other_zip(tmp_path, glass=glass), "lunar/other.zip")


def four_patients(ids):
    return cohort({(0, 2): 2, (1, 4): 2}).assign(sample_id=ids)


PARTS = {"train": ["D", "A"], "validation": ["C"], "test": ["B"]}


def test_rows_are_in_the_order_of_the_split_file_whatever_the_order_of_the_patients():
    made = from_published(four_patients(["A", "B", "C", "D"]), PARTS)
    assert made["sample_id"].tolist() == ["D", "A", "C", "B"]
    assert made["split"].tolist() == ["train", "train", "validation", "test"]
    assert made["position"].tolist() == [0, 1, 2, 3]
    assert made["stratum"].tolist() == ["1_4", "0_2", "1_4", "0_2"]
    assert made["scheme"].eq("published").all()
    assert made["seed"].isna().all()
    conform(made, TABLES["splits.assignments"])


def test_ids_missing_from_the_split_file_are_named():
    patients = four_patients(["A", "B", "C", "Z"])
    assert compare(patients, PARTS) == (["Z"], ["D"])
    with pytest.raises(SplitError, match=r"tcga_splits.json has no part for 1 of 4 patients of the cohort: Z\."):
        from_published(patients, PARTS)


def test_ids_of_the_split_file_that_are_not_in_the_cohort_have_no_row_and_are_named():
    patients = four_patients(["A", "B", "C", "D"])
    longer = {**PARTS, "train": ["X", "D", "A"]}
    assert compare(patients, longer) == ([], ["X"])
    assert from_published(patients, longer)["sample_id"].tolist() == ["D", "A", "C", "B"]
