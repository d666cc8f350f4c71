"""Files against their record: every byte, every format and every pin, and the release that they give."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.evidence import differences, format_of, release_faults
from lunar_assets.settings import Settings
from lunar_tests.raw.stand_ins import recorded_files, stand_in

PINS = {file.path: file for file in CATALOGUE}
HGNC = "hgnc/hgnc_complete_set.txt"
MAF = "datahub/difg_glass/data_mutations.txt"
MATRIX = "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz"
CDR = "gdc/TCGA-CDR-SupplementalTableS1.xlsx"
PUBLIC = Settings(source="public")


@pytest.fixture
def files(tmp_path):
    return recorded_files(tmp_path, PUBLIC, "first_seen")


def found(files, pins=PINS):
    return list(differences(files, pins)[["file", "what"]].itertuples(index=False, name=None))


def test_files_that_are_as_recorded_differ_in_nothing(files):
    assert found(files) == []


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        (HGNC, None, ["file"]),
        (HGNC, b"", ["file"]),
        (HGNC, b"<html>log in</html>", ["file"]),
        (MATRIX, stand_in(PINS[MATRIX])[:-4], ["file"]),
        (CDR, stand_in(PINS[CDR])[:-20], ["file"]),
        (HGNC, b"h" + stand_in(PINS[HGNC])[:-1], ["sha256"]),
        (HGNC, stand_in(PINS[HGNC]) + b"\n", ["bytes", "sha256"]),
        (MATRIX, b"unpacked\n", ["bytes", "sha256", "format"]),
        (CDR, stand_in(PINS["lunar/other.zip"]), ["bytes", "sha256", "format"]),
        (HGNC, b"\x00\x01" * 20, ["bytes", "sha256", "format"]),
    ],
    ids=[
        "gone",
        "empty",
        "web page",
        "cut gzip",
        "cut workbook",
        "a byte",
        "longer",
        "unpacked",
        "no workbook",
        "binary",
    ],
)
def test_a_file_that_was_changed_is_named_with_what_differs(files, tmp_path, path, content, expected):
    if content is None:
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(content)
    assert found(files) == [(path, what) for what in expected]


def test_what_the_catalogue_pins_must_have_its_checksum_and_size(files):
    content = stand_in(PINS[MAF])
    right = replace(PINS[MAF], checksum=f"sha256:{hashlib.sha256(content).hexdigest()}", bytes=len(content))
    files.loc[files["file"] == MAF, "pinned_by"] = "catalogue"
    assert found(files, {**PINS, MAF: right}) == []
    assert found(files) == [(MAF, "pinned bytes"), (MAF, "pinned checksum")]
    one_digit = replace(right, checksum="sha256:" + "0" * 64)
    assert found(files, {**PINS, MAF: one_digit}) == [(MAF, "pinned checksum")]


def test_the_record_of_a_pin_that_the_catalogue_does_not_have_is_no_proof(files):
    files.loc[files["file"] == HGNC, "pinned_by"] = "catalogue"
    assert found(files) == [(HGNC, "pinned bytes"), (HGNC, "pinned checksum")]


@pytest.mark.parametrize("file", CATALOGUE, ids=lambda file: file.path)
def test_the_format_is_known_by_the_content(tmp_path: Path, file):
    path = tmp_path / "file"
    path.write_bytes(stand_in(file))
    assert format_of(path) == file.format


@pytest.mark.parametrize("settings", [PUBLIC, Settings(seed=7)], ids=["GLASS", "demo"])
def test_the_recorded_release_is_that_of_the_files(tmp_path, settings):
    files = recorded_files(tmp_path, settings, "first_seen")
    assert release_faults(files, settings) == []
    assert files["release"].notna().all() == settings.synthetic


def test_a_release_of_other_bytes_is_not_that_of_the_files(files):
    files.loc[files["file"] == MAF, "sha256"] = "0" * 64
    (fault,) = release_faults(files, PUBLIC)
    assert fault.startswith(f"{(files['dataset'] == 'glass').sum()} files are recorded with release 2022-05-31-")


def test_the_date_of_the_release_is_read_from_the_file(files, tmp_path):
    (tmp_path / "datahub/difg_glass/meta_study.txt").write_text("based on the June 1, 2026 version")
    (fault,) = release_faults(files, PUBLIC)
    assert "the files themselves give 2026-06-01-" in fault


def test_a_release_on_a_file_of_another_data_set_is_named(files):
    files.loc[files["file"] == HGNC, "release"] = "2022-05-31-0a1b2c3d"
    faults = release_faults(files, PUBLIC)
    assert faults == ["1 files are recorded with release 2022-05-31-0a1b2c3d; the files themselves give none"]


def test_files_of_another_source_are_named(files):
    files.loc[files["file"] == HGNC, "source"] = "demo"
    assert release_faults(files, PUBLIC) == ["1 files are of source demo; the run's is public"]


def test_without_a_file_of_the_release_there_is_none(files):
    (fault,) = release_faults(files[files["file"] != MAF], PUBLIC)
    assert fault == f"the release cannot be told without {MAF}"


def test_a_text_without_a_date_gives_no_release(files, tmp_path):
    (tmp_path / "datahub/difg_glass/meta_study.txt").write_text("no date")
    (fault,) = release_faults(files, PUBLIC)
    assert "names no release date" in fault
