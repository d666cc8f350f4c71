"""Nothing that is no data gets past the first look, and nothing that is data is held up."""

import gzip
import zipfile
from pathlib import Path

import pytest

from lunar_assets.errors import SourceError
from lunar_assets.raw.sniff import sniff

NAME = "datahub/difg_glass/data_mutations.txt"
LFS_POINTER = b"""version https://git-lfs.github.com/spec/v1
oid sha256:415a0aff6fe2ea2a7805d196f987d2497246d9b4effd65fda00d851cc2a6
size 438304768
"""
MATRIX = b"sample\tTCGA-02-0047-01\n" + b"".join(b"GENE%d\t%d.5\n" % (i, i * 7919 % 1000) for i in range(5000))


@pytest.fixture
def file(tmp_path: Path):
    def write(content: bytes) -> Path:
        path = tmp_path / "upstream"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (LFS_POINTER, "Git LFS pointer"),
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page"),
        (b"\n  <HTML><head>", "a web page"),
        (gzip.compress(b"<html>404</html>", mtime=0), "a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "an XML answer"),
    ],
)
def test_what_is_no_data_is_refused_with_the_name_of_the_file_and_what_it_is(file, content, what):
    with pytest.raises(SourceError, match=f"^{NAME}: .*{what}.*expected.*Download it again"):
        sniff(file(content), NAME)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match=f"^{NAME}: .*is not a file"):
        sniff(tmp_path / "nowhere", NAME)


@pytest.mark.parametrize(
    "content",
    [
        b"#version 2.4\nHugo_Symbol\tEntrez_Gene_Id\nTP53\t7157\n",
        b"< 5\n",
        b"version\tdate\n1\t2022-05-31\n",
        gzip.compress(MATRIX, mtime=0),
    ],
)
def test_data_passes_under_any_name(file, content):
    sniff(file(content), NAME)


def test_a_cut_off_gzip_archive_is_refused_unless_it_is_read_later_anyway(file):
    path = file(gzip.compress(MATRIX)[:-2000])
    with pytest.raises(SourceError, match=f"^{NAME}: cannot be read to its end"):
        sniff(path, NAME)
    sniff(path, NAME, archives=False)


def test_a_gzip_archive_with_a_wrong_checksum_is_refused(file):
    packed = gzip.compress(MATRIX)
    with pytest.raises(SourceError, match="CRC"):
        sniff(file(packed[:-8] + b"\0\0\0\0" + packed[-4:]), NAME)


def test_a_zip_archive_with_a_changed_byte_or_a_missing_end_is_refused(tmp_path):
    whole = tmp_path / "other.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("other/tcga_splits.json", '{"train": ["TCGA-02-0003-01"]}')
    sniff(whole, "lunar/other.zip")
    content = whole.read_bytes()
    whole.write_bytes(content.replace(b"train", b"trane"))
    with pytest.raises(SourceError, match="wrong checksum of other/tcga_splits.json"):
        sniff(whole, "lunar/other.zip")
    whole.write_bytes(content[:-30])
    with pytest.raises(SourceError, match="^lunar/other.zip: cannot be read to its end"):
        sniff(whole, "lunar/other.zip")
