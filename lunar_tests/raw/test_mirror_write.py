"""A mirror made out of downloads is one that the platform believes, on this machine and on the next."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from lunar_assets.raw.catalogue import files_of
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.mirror_write import write_mirror
from lunar_assets.raw.public_source import PublicHosts
from lunar_tests.upstream.answers import content

DATA = b"PATIENT_ID\tSTART_DATE\tSAMPLE_ID\nGLSS-19-0266\t548\tGLSS-19-0266-R1\n"
FILES = [
    replace(file, checksum=f"sha256:{hashlib.sha256(DATA).hexdigest()}", bytes=len(DATA))
    for file in files_of("glass", "clinical")
]


@pytest.fixture
def fetched(hosts, tmp_path: Path):
    hosts.fallback = lambda url: content(DATA)
    return PublicHosts(tmp_path / "downloads").fetch(FILES)


def test_the_folder_is_a_mirror(fetched, tmp_path):
    write_mirror(fetched, tmp_path / "mirror")
    found = Folder(tmp_path / "mirror").fetch(FILES)
    assert [(one.file, one.sha256) for one in found] == [(one.file, one.sha256) for one in fetched]
    assert not list((tmp_path / "mirror").rglob("*.partial"))


def test_files_take_no_room_twice_on_one_disk(fetched, tmp_path):
    write_mirror(fetched, tmp_path / "mirror")
    assert (tmp_path / "mirror" / FILES[0].path).samefile(fetched[0].path)


def test_another_disk_gets_copies(fetched, tmp_path, monkeypatch):
    def other_disk(*_):
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    write_mirror(fetched, tmp_path / "mirror")
    assert not (tmp_path / "mirror" / FILES[0].path).samefile(fetched[0].path)
    assert Folder(tmp_path / "mirror").fetch(FILES)


def test_a_second_call_takes_the_place_of_the_first(fetched, tmp_path):
    folder = tmp_path / "mirror"
    write_mirror(fetched, folder)
    damaged = folder / FILES[0].path
    damaged.unlink()
    damaged.write_bytes(b"damaged")
    write_mirror(fetched, folder)
    assert damaged.read_bytes() == DATA
