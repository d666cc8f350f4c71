"""`lunar fetch`: downloads, a mirror for machines without network, and what is missing, changed or corrupt."""

import hashlib
import re
from dataclasses import replace

import pytest
from rich.console import Console
from typer.testing import CliRunner

import lunar_assets.cli
import lunar_assets.raw.resources
from lunar_assets.cli import app
from lunar_assets.raw.catalogue import CATALOGUE, DATAHUB_COMMIT, LUNAR_COMMIT
from lunar_assets.raw.mirror import Folder
from lunar_tests.upstream.answers import content, page, status
from lunar_tests.upstream.datahub import Datahub

DATA = {file.path: f"{file.path}\n".encode() for file in CATALOGUE if file.path != "lunar/models.zip"}
FILES = tuple(
    replace(file, checksum=f"sha256:{hashlib.sha256(DATA[file.path]).hexdigest()}", bytes=len(DATA[file.path]))
    if file.checksum and file.path in DATA
    else file
    for file in CATALOGUE
)
HGNC = "hgnc/hgnc_complete_set.txt"
URL = {file.path: file.url for file in CATALOGUE}


@pytest.fixture(autouse=True)
def upstream(hosts, tmp_path, monkeypatch) -> Datahub:
    monkeypatch.setattr(lunar_assets.raw.resources, "CATALOGUE", FILES)
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path / "warehouse"))
    monkeypatch.setattr(lunar_assets.commands.terminal, "console", Console(width=200))
    datahub = Datahub(DATA)
    datahub.release(DATAHUB_COMMIT, {})
    datahub.serve(hosts)
    return datahub


def lunar(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["fetch", *arguments])
    return result.exit_code, result.output


def test_everything_is_fetched_once_and_said(hosts):
    code, output = lunar()
    assert code == 0 and all(path in output for path in DATA)
    assert "lunar/models.zip could not be downloaded" in output and "404" in output  # optional, but not in silence
    asked = hosts.asked.copy()
    assert lunar()[0] == 0
    again = {url for url in hosts.asked if hosts.asked[url] > asked[url]}
    assert again == {file.url for file in FILES if not file.checksum} | {URL["lunar/models.zip"]}


def test_a_mirror_is_made_that_the_platform_believes(tmp_path):
    code, output = lunar("--to", str(tmp_path / "mirror"))
    assert code == 0 and f"LUNAR_SOURCE=mirror LUNAR_MIRROR={tmp_path / 'mirror'}" in output
    assert {one.file.path for one in Folder(tmp_path / "mirror").fetch(FILES)} == set(DATA)


def test_what_cannot_be_had_is_named_and_no_mirror_is_left_that_looks_whole(hosts, tmp_path):
    hosts.answers[URL[HGNC]] = page()
    code, output = lunar("--to", str(tmp_path / "mirror"))
    assert code == 2 and "1 of 27 files could not be had" in output and HGNC in output and "a web page came" in output
    assert not (tmp_path / "mirror").exists()


def test_a_check_of_an_empty_warehouse_names_what_is_missing():
    code, output = lunar("--check")
    assert code == 1 and output.count("missing") == len(CATALOGUE)


def test_a_check_finds_what_is_corrupt_and_what_has_changed_and_touches_nothing(hosts, tmp_path, upstream):
    lunar()
    hosts.fallback = lambda url: upstream.answer(url.replace("/LUNAR/HEAD/", f"/LUNAR/{LUNAR_COMMIT}/"))
    assert lunar("--check")[0] == 0
    damaged = next((tmp_path / "warehouse").rglob("hgnc_complete_set.txt"))
    damaged.write_bytes(b"damaged")
    hosts.answers[URL["xena/TCGA.GBM.sampleMap/GBM_clinicalMatrix"]] = content(b"other")
    code, output = lunar("--check")
    assert code == 1 and output.count("corrupt") == 1 and output.count(" changed ") == 1
    assert damaged.read_bytes() == b"damaged"


def test_a_changed_file_is_refused_until_it_is_accepted(hosts):
    lunar()
    hosts.answers[URL[HGNC]] = content(DATA[HGNC] + b"HGNC:5\tA1BG\n")
    code, output = lunar()
    assert code == 0 and "was refused" in output and f"lunar fetch --accept {HGNC}" in output
    assert lunar("--accept", "hgnc_complete_set.txt")[0] == 0
    assert "refused" not in lunar()[1]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("data_mutations.txt", "is pinned to"),
        ("nothing.txt", "no file of the catalogue; those that can be accepted are"),
    ],
)
def test_only_files_that_upstream_does_not_pin_can_be_accepted(name, message):
    code, output = lunar("--accept", name)
    assert code == 2 and message in " ".join(output.split())


def test_a_host_that_is_down_is_no_unchanged_file(hosts):
    lunar()
    hosts.answers[URL[HGNC]] = status(503)
    code, output = lunar("--check")
    assert "unknown" in output and "503" in output


def test_two_wishes_at_once_are_refused(tmp_path):
    code, output = lunar("--check", "--to", str(tmp_path))
    assert code == 2 and "name one of them" in re.sub(r"[│\s]+", " ", output)
