"""Checks of stage raw, over stand-ins for the upstream files."""

import pytest

from lunar_assets.settings import Settings
from lunar_tests.judge import judge
from lunar_tests.raw.stand_ins import recorded_files

DEMO = Settings()
HGNC = "hgnc/hgnc_complete_set.txt"
MODELS = "lunar/models.zip"


@pytest.fixture
def files(own_warehouse, tmp_path):
    return recorded_files(tmp_path, DEMO, "generator")


def ask(check, files):
    return judge("raw/files", check, {"raw.files": files})


def test_all_files_of_the_catalogue_are_there(files):
    outcome = ask("catalogue_complete", files)
    assert outcome.passed
    assert outcome.measured["files_by_dataset"] == {"tcga": 16, "glass": 8, "published": 2, "genes": 1}


def test_an_optional_file_may_be_missing(files):
    outcome = ask("catalogue_complete", files[files["file"] != MODELS])
    assert outcome.passed and f"optional not at hand: {MODELS}" in outcome.summary


def test_a_missing_file_turns_it_red(files):
    outcome = ask("catalogue_complete", files[files["file"] != HGNC])
    assert not outcome.passed and f"missing: {HGNC}" in outcome.summary


def test_a_file_that_the_catalogue_does_not_know_turns_it_red(files):
    outcome = ask("catalogue_complete", files.replace({"file": {MODELS: "lunar/more.zip"}}))
    assert not outcome.passed and "unknown: lunar/more.zip" in outcome.summary


def test_files_are_as_recorded(files):
    outcome = ask("files_are_as_recorded", files)
    assert outcome.passed and outcome.summary == f"0 of {len(files)} files differ from their record."
    assert outcome.measured["files_by_what_vouches"] == {"generator": len(files)}


def test_a_changed_file_is_named_with_what_was_expected_and_found(files, tmp_path):
    before = files.loc[files["file"] == HGNC, "bytes"].iloc[0]
    (tmp_path / HGNC).write_text("x\n")
    outcome = ask("files_are_as_recorded", files)
    assert not outcome.passed
    assert f"1 of {len(files)} files differ" in outcome.summary
    assert f"{HGNC}: bytes is 2, expected {before}" in outcome.summary


def test_the_release_is_that_of_the_files(files):
    outcome = ask("release_is_that_of_the_files", files)
    assert outcome.passed and outcome.summary.startswith("Release demo-42-")
    assert outcome.measured["source"] == "demo"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("release", "demo-42-00000000", "recorded with release demo-42-00000000"),
        ("release", "demo-7-0a1b2c3d", "recorded with release demo-7-0a1b2c3d"),
        ("source", "mirror", "files are of source mirror; the run's is demo"),
    ],
)
def test_another_release_or_source_turns_it_red(files, column, value, said):
    outcome = ask("release_is_that_of_the_files", files.assign(**{column: value}))
    assert not outcome.passed and said in outcome.summary


def test_only_the_public_source_is_compared_with_upstream(files):
    outcome = ask("glass_is_current", files)
    assert outcome.passed and "has no upstream to compare with" in outcome.summary
