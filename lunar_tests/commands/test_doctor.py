"""`lunar doctor` finds what keeps a run from going well, says what to do, and changes nothing."""

import importlib.metadata
import json
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_assets.commands import doctor
from lunar_assets.errors import MissingDataError
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.settings import Settings
from lunar_assets.warehouse.store import Store
from lunar_tests.upheaval.small import publish_once
from lunar_tests.upstream.answers import status


def findings():
    return {one.what: one for one in doctor.examine(Settings.from_environment())}


def test_a_sound_machine_with_a_publication_is_fine(own_warehouse, monkeypatch):
    monkeypatch.setattr(doctor, "ROOM_BYTES", {"demo": 1})
    monkeypatch.setattr(doctor, "MEMORY_BYTES", {"demo": 1})  # whatever machine tests
    own_warehouse.mkdir()
    publish_once(Store(own_warehouse), 0)
    before = sorted(own_warehouse.rglob("*"))
    assert {one.verdict for one in findings().values()} == {"fine"}
    assert sorted(own_warehouse.rglob("*")) == before
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0 and "SYNTHETIC" in done.output


def test_a_warehouse_to_be_made_is_no_fault(own_warehouse):
    found = findings()
    assert found["warehouse"].verdict == found["publication"].verdict == "look"
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 0
    assert not own_warehouse.exists()


def test_a_package_outside_of_its_range_is_named_with_both(own_warehouse, monkeypatch):
    theirs = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.1" if name == "duckdb" else theirs(name))
    found = findings()["packages"]
    assert found.verdict == "wrong" and found.found.startswith("duckdb 0.1, wanted ") and found.remedy


def test_a_file_of_a_published_table_that_is_gone_is_named(own_warehouse):
    own_warehouse.mkdir()
    publish_once(Store(own_warehouse), 0).path.unlink()
    found = findings()["publication"]
    assert found.verdict == "wrong" and "raw.files" in found.found


def test_a_catalogue_that_is_none_is_wrong(own_warehouse):
    own_warehouse.mkdir()
    (own_warehouse / "lunar.duckdb").write_bytes(b"no database at all" * 1000)
    found = findings()["publication"]
    assert found.verdict == "wrong" and "cannot be read as the catalogue" in found.found
    done = CliRunner().invoke(app, ["status"])
    assert done.exit_code == 2 and "cannot be read as the catalogue" in done.output  # said, without a traceback


def test_what_is_said_of_such_a_catalogue_helps(own_warehouse, tmp_path):
    own_warehouse.mkdir()
    publish_once(Store(own_warehouse), 0)
    (own_warehouse / "lunar.duckdb").write_bytes(b"no database at all" * 1000)
    with pytest.raises(MissingDataError):
        publish_once(Store(own_warehouse), 1)
    (own_warehouse / "lunar.duckdb").rename(tmp_path / "moved_away.duckdb")
    publish_once(Store(own_warehouse), 1)
    assert findings()["publication"].verdict == "fine"


def test_a_warehouse_that_is_a_file_is_wrong_and_ends_with_1(own_warehouse):
    own_warehouse.write_text("a file")
    assert findings()["warehouse"].verdict == "wrong"
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1
    assert {one["what"]: one["verdict"] for one in json.loads(done.output)}["warehouse"] == "wrong"


def test_little_room_is_worth_a_look(own_warehouse, monkeypatch):
    monkeypatch.setitem(doctor.ROOM_BYTES, "demo", 1e18)
    assert findings()["disk"].verdict == "look"
    monkeypatch.setitem(doctor.MEMORY_BYTES, "demo", 1e18)
    assert findings()["cores and memory"].verdict == "look"


@pytest.mark.parametrize("lacks", [None, "SHA256SUMS", CATALOGUE[0].path], ids=["nothing", "list", "file"])
def test_a_mirror_has_to_be_complete(own_warehouse, tmp_path, monkeypatch, lacks):
    mirror = tmp_path / "mirror"
    for file in CATALOGUE:
        (mirror / file.path).parent.mkdir(parents=True, exist_ok=True)
        (mirror / file.path).touch()
    lines = [f"{'0' * 64}  {file.path}\n" for file in CATALOGUE]
    (mirror / "SHA256SUMS").write_text("".join(lines))
    if lacks:
        (mirror / lacks).unlink()
    monkeypatch.setenv("LUNAR_SOURCE", "mirror")
    monkeypatch.setenv("LUNAR_MIRROR", str(mirror))
    found = findings()["source mirror"]
    assert found.verdict == ("wrong" if lacks else "fine")
    assert str(lacks or mirror) in found.found


def test_every_public_host_is_asked_once(hosts, own_warehouse, monkeypatch):
    monkeypatch.setenv("LUNAR_SOURCE", "public")
    hosts.fallback = lambda url: status(503 if "gdc" in url else 200)
    found = {what: one for what, one in findings().items() if what.startswith("source ")}
    assert {what for what, one in found.items() if one.verdict == "wrong"} == {"source api.gdc.cancer.gov"}
    assert "503" in found["source api.gdc.cancer.gov"].found
    assert set(found) == {f"source {urlsplit(file.url).netloc}" for file in CATALOGUE}
    assert sum(hosts.asked.values()) == len(found)


def test_a_folder_in_which_nothing_can_be_made_is_wrong(own_warehouse, monkeypatch):
    monkeypatch.setattr(doctor.os, "access", lambda *_: False)  # for root nothing is forbidden
    found = findings()["warehouse"]
    assert found.verdict == "wrong" and f"{own_warehouse.parent} may not be written" in found.found
