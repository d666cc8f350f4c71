"""Names and paths that users, mirrors, hosts and run configs give lead to no file outside their folder."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_assets.errors import FormatError, SourceError
from lunar_assets.raw.catalogue import CATALOGUE, files_of
from lunar_assets.raw.datahub import Pin
from lunar_assets.raw.download import download
from lunar_assets.raw.fetched import sha256_of
from lunar_assets.raw.http import Limits
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.mirror_write import write_mirror
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.raw.release_id import RELEASE_FILES, demo_release, glass_release
from lunar_assets.raw.resources import GlassPins
from lunar_assets.raw.wanted import Patience, Wanted
from lunar_assets.warehouse.published import snapshot_path
from lunar_tests.upstream.answers import content, redirect

DATA = b"PATIENT_ID\tSEX\nGLSS-19-0266\tFemale\n"
FILE = next(file for file in files_of("glass", "clinical") if file.path.endswith("data_clinical_patient.txt"))
ESCAPES = ["../../../etc/passwd", "/etc/passwd", "datahub/../../outside.txt", "..", "~/.ssh/id_rsa", "a\0b"]
SUMS = {path: f"{i}" * 64 for i, path in enumerate(RELEASE_FILES)}
PLAIN = re.compile(r"[A-Za-z0-9-]+")


def test_every_path_of_the_catalogue_stays_in_its_folder():
    for file in CATALOGUE:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+", file.path) and ".." not in file.path
        assert file.url.startswith("https://")


@pytest.mark.parametrize("name", ESCAPES)
def test_names_in_the_checksum_list_of_a_mirror_are_no_paths(name, tmp_path):
    outside, mirror = tmp_path / "outside.txt", tmp_path / "mirror"
    outside.write_bytes(DATA)
    place = mirror / FILE.path
    place.parent.mkdir(parents=True)
    place.write_bytes(DATA)
    (mirror / "SHA256SUMS").write_text(f"{'0' * 64}  {name}\n{sha256_of(place)}  {FILE.path}\n")
    (fetched,) = Folder(mirror).fetch([FILE])
    assert fetched.path == place


@pytest.mark.parametrize("name", ESCAPES)
def test_only_files_of_the_catalogue_can_be_accepted(name, own_warehouse):
    done = CliRunner().invoke(app, ["fetch", "--accept", name])
    assert done.exit_code == 2 and "is no file of the catalogue" in done.output
    assert not (own_warehouse / "raw").exists()


WITH_PASSWORD = "https://user:hunter2@host/lunar"


@pytest.mark.parametrize("name", ["mirror", "local"])
@pytest.mark.parametrize("value", [WITH_PASSWORD, "s3://bucket/lunar", "file:///etc"])
def test_a_folder_of_the_settings_is_no_address_and_its_password_is_not_repeated(
    name, value, own_warehouse, monkeypatch
):
    monkeypatch.setenv(f"LUNAR_{name.upper()}", value)
    done = CliRunner().invoke(app, ["report"])
    assert done.exit_code == 2 and "expected a folder" in done.output
    assert "hunter2" not in done.output


def test_the_address_of_a_warehouse_holds_no_password(own_warehouse, monkeypatch):
    monkeypatch.setenv("LUNAR_WAREHOUSE", WITH_PASSWORD)
    done = CliRunner().invoke(app, ["report"])
    assert done.exit_code == 2 and "without user and password" in done.output
    assert "hunter2" not in done.output


def test_a_link_in_a_mirror_that_is_being_written_leads_nowhere(tmp_path, hosts):
    """Someone else may have put links into a folder that all can write to."""
    hosts.fallback = lambda url: content(DATA)
    pinned = replace(FILE, checksum=f"sha256:{hashlib.sha256(DATA).hexdigest()}", bytes=len(DATA))
    fetched = PublicHosts(tmp_path / "downloads").fetch([pinned])
    mirror, precious = tmp_path / "mirror", tmp_path / "precious.txt"
    precious.write_text("mine")
    place = mirror / FILE.path
    place.parent.mkdir(parents=True)
    for name in (mirror / "SHA256SUMS", mirror / "SHA256SUMS.partial", place, place.with_name(f"{place.name}.partial")):
        name.symlink_to(precious)
    write_mirror(fetched, mirror)
    assert precious.read_text() == "mine"
    assert Folder(mirror).fetch([FILE])[0].sha256 == hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize("sha256", ["../../../../outside", "..", "", "f" * 63, "F" * 64, "../" + "f" * 61])
def test_a_run_config_names_no_folder_in_place_of_a_checksum(sha256):
    with pytest.raises(ValidationError, match="should match pattern"):
        GlassPins(commit="f" * 40, sha256={FILE.path: sha256}, bytes={FILE.path: 1})
    with pytest.raises(SourceError, match="expected a SHA-256"):
        Pin(sha256, 1)


@pytest.mark.parametrize("commit", ["../../evil/main", "master", "f" * 39, "f" * 40 + "/..", "f" * 40 + "\n", "\\g<0>"])
def test_a_run_config_names_no_other_repository_in_place_of_a_commit(commit):
    with pytest.raises(ValidationError, match="should match pattern"):
        GlassPins(commit=commit, sha256={FILE.path: "f" * 64}, bytes={FILE.path: 1})


@given(st.text() | st.from_regex(r"based on the \w+ \d{1,2}, \d{4} version"))
def test_a_release_id_from_upstream_text_is_a_plain_name(text):
    try:
        release = glass_release(f"{text} based on the {text} version", SUMS)
    except FormatError:
        return
    assert PLAIN.fullmatch(release)
    assert snapshot_path(Path("/warehouse"), release).parent == Path("/warehouse/snapshots")


@pytest.mark.parametrize("date", ["../../x 1, 2022", "May 31, 2022/../..", "May/31 1, 2022", "May 31, 2022\0"])
def test_a_date_with_a_path_in_it_is_refused(date):
    with pytest.raises(FormatError, match="names no release date"):
        glass_release(f"based on the {date} version", SUMS)


def test_the_release_id_of_a_demo_is_a_plain_name():
    assert PLAIN.fullmatch(demo_release(42, SUMS))


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://login.hospital.example/x",
        "http://login.hospital.example/x",
        "gopher://x/",
    ],
)
def test_a_host_that_leads_to_another_scheme_is_refused_and_nothing_is_kept(target, hosts, tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{hosts.server.server_port}")
    hosts.answers[FILE.url] = redirect(target)
    hosts.fallback = lambda url: content(DATA)
    wanted = Wanted(FILE.path, FILE.url)
    with pytest.raises(SourceError, match=f"{FILE.path} could not be downloaded"):
        download(wanted, tmp_path / "partial", patience=Patience(1, Limits(2, 2)), report=lambda *_: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../../outside", "../lunar", "../snapshots/../../outside"])
def test_a_release_to_compare_with_is_no_way_out_of_the_snapshots(name, own_warehouse):
    folder = own_warehouse / "snapshots"
    folder.mkdir(parents=True)
    for place in (own_warehouse.parent / "outside.duckdb", own_warehouse / "lunar.duckdb"):
        place.write_bytes(b"private")
    done = CliRunner().invoke(app, ["diff", name, name])
    assert done.exit_code == 2 and "is neither a file nor a release" in done.output
