"""A folder in the mirror layout is believed only where its bytes are those of its SHA256SUMS."""

import gzip
import hashlib
from pathlib import Path

import pytest

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import CATALOGUE, files_of
from lunar_assets.raw.listener import Listener, LogListener
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.sources import source_of
from lunar_assets.settings import Settings

SURGERY = "datahub/difg_glass/data_timeline_surgery.txt"
FILES = [file for file in CATALOGUE if file.path == SURGERY]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, SURGERY, b"PATIENT_ID\tSTART_DATE\tSAMPLE_ID\nGLSS-19-0266\t548\tGLSS-19-0266-R1\n")
    return tmp_path


def put(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with (folder / "SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(content).hexdigest()}  {name}\n")


def test_a_file_that_matches_is_taken_where_it_lies(folder):
    (fetched,) = Folder(folder).fetch(FILES)
    assert fetched.path == folder / SURGERY
    assert fetched.bytes == (folder / SURGERY).stat().st_size


def test_a_changed_byte_is_seen(folder):
    (folder / SURGERY).write_bytes((folder / SURGERY).read_bytes().replace(b"548", b"549"))
    with pytest.raises(SourceError, match=f"{SURGERY} .* has SHA-256 .* but SHA256SUMS says .* Build the mirror anew"):
        Folder(folder).fetch(FILES)


def test_a_missing_file_is_named(folder):
    (folder / SURGERY).unlink()
    with pytest.raises(SourceError, match=f"{SURGERY} is missing in .* expected a file"):
        Folder(folder).fetch(FILES)


def test_a_mirror_without_checksums_is_not_believed(folder):
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(SourceError, match="SHA256SUMS is missing"):
        Folder(folder).fetch(FILES)


def test_a_file_that_the_list_does_not_name_is_not_believed(folder):
    (folder / "SHA256SUMS").write_text("0" * 64 + "  another/file.txt\n")
    with pytest.raises(SourceError, match=f"has no line for {SURGERY}"):
        Folder(folder).fetch(FILES)


def test_a_garbled_list_is_named_with_its_line(folder):
    with (folder / "SHA256SUMS").open("a") as sums:
        sums.write("not a checksum\n")
    with pytest.raises(SourceError, match="SHA256SUMS, line 2: found 'not a checksum'"):
        Folder(folder).fetch(FILES)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><html><body>Please log in</body></html>",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:3c92\nsize 47731\n",
    ],
    ids=["empty", "web page", "Git LFS pointer"],
)
def test_content_that_is_no_data_is_refused_even_with_a_right_checksum(tmp_path, content):
    put(tmp_path, SURGERY, content)
    with pytest.raises(SourceError, match=SURGERY):
        Folder(tmp_path).fetch(FILES)


def test_a_truncated_gzip_is_refused(tmp_path):
    files = files_of("tcga", "expression")
    put(tmp_path, files[0].path, gzip.compress(b"sample\tTCGA-02-0047-01\n" + b"A1BG\t1.0\n" * 9999)[:-20])
    with pytest.raises(SourceError, match="HiSeqV2_PANCAN.gz"):
        Folder(tmp_path).fetch(files)


def test_optional_files_may_be_missing(folder):
    listener = LogListener(lambda text: None)
    assert Folder(folder, listener=listener).fetch(files_of("published", "published")) == []
    assert set(listener.missing) == {"lunar/other.zip", "lunar/models.zip"}


def test_the_mirror_is_read_from_the_folder_of_the_settings(folder):
    assert source_of(Settings(source="mirror", mirror=folder), Listener()) == Folder(folder)


def test_the_catalogue_names_every_file_once_with_licence_and_address():
    assert len({file.path for file in CATALOGUE}) == len(CATALOGUE) == 27
    assert all(file.url.startswith("https://") and file.license for file in CATALOGUE)


def test_checksums_of_the_catalogue_are_well_formed():
    lengths = {"sha256": 64, "md5": 32}
    for file in CATALOGUE:
        if file.checksum:
            algorithm, digest = file.checksum.split(":")
            assert len(digest) == lengths[algorithm] and int(digest, 16) >= 0 and file.bytes
