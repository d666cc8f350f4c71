"""A demo cohort as a mirror folder: complete, checksummed, the same for the same arguments, synthetic by its looks."""

import gzip
import hashlib
import zipfile
from pathlib import Path

import pytest

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.checksums import read_sha256sums
from lunar_assets.raw.demo.write import write_demo
from lunar_assets.raw.release_id import release_date
from lunar_tests.raw.conftest import DEMO_SEED


def sums(folder: Path) -> dict[str, str]:
    return read_sha256sums(folder, "")


def test_every_file_of_the_catalogue_but_the_weights_is_there(demo_folder):
    expected = {file.path for file in CATALOGUE} - {"lunar/models.zip"}
    made = {p.relative_to(demo_folder).as_posix() for p in demo_folder.rglob("*") if p.is_file()}
    assert made == expected | {"SHA256SUMS"}


def test_checksums_are_those_of_the_files(demo_folder):
    for path, checksum in sums(demo_folder).items():
        assert hashlib.sha256((demo_folder / path).read_bytes()).hexdigest() == checksum


def test_the_same_seed_gives_the_same_bytes_in_every_file(demo_folder, tmp_path):
    write_demo(tmp_path / "again", seed=DEMO_SEED, scale="small")
    assert sums(tmp_path / "again") == sums(demo_folder)


def test_another_seed_gives_other_bytes_in_every_file_that_holds_data(demo_folder, tmp_path):
    write_demo(tmp_path / "other", seed=DEMO_SEED + 1, scale="small")
    ours, other = sums(demo_folder), sums(tmp_path / "other")
    assert {path for path in ours if ours[path] == other[path]} == {"datahub/difg_glass/meta_study.txt"}


def test_an_existing_folder_is_left_alone(tmp_path):
    folder = tmp_path / "cohort"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(SourceError, match="exists"):
        write_demo(folder, seed=1, scale="small")
    assert [p.name for p in tmp_path.rglob("*")] == ["cohort", "mine.txt"]


def test_nothing_is_left_when_writing_fails(tmp_path, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("lunar_assets.raw.demo.write._write_genomic", fail)
    with pytest.raises(OSError, match="disk full"):
        write_demo(tmp_path / "cohort", seed=1, scale="small")
    assert list(tmp_path.iterdir()) == []


def test_the_study_calls_itself_synthetic_and_has_a_release_date_of_its_own(demo_folder):
    text = (demo_folder / "datahub/difg_glass/meta_study.txt").read_text()
    assert "synthetic" in text.lower()
    assert release_date(text) == "2000-01-01"


def test_archives_carry_no_time_of_writing(demo_folder):
    packed = (demo_folder / "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz").read_bytes()
    assert packed[4:8] == b"\0\0\0\0"
    assert gzip.decompress(packed).startswith(b"sample\tTCGA-")
    for name in ("lunar/other.zip", "gdc/TCGA-CDR-SupplementalTableS1.xlsx"):
        with zipfile.ZipFile(demo_folder / name) as archive:
            assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_the_archive_holds_no_pickle(demo_folder):
    with zipfile.ZipFile(demo_folder / "lunar/other.zip") as archive:
        assert not [name for name in archive.namelist() if name.endswith((".pkl", ".pth"))]
