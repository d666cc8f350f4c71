"""`lunar status` says what is there, what is stale and what is red, in a table and as JSON."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_assets.commands.status import status
from lunar_assets.release.publication import publish
from lunar_assets.warehouse.resources import Warehouse
from lunar_tests.upheaval.small import FILE, PATIENT

RUN, LATER = "aaaaaaaa", "bbbbbbbb"
FILES = pd.DataFrame(
    [FILE | {"bytes": 7, "path": "/x", "release": "demo-42-1", "retrieved_at": pd.Timestamp("2026-11-01", tz="UTC")}]
)


class Guarded(Warehouse):
    """A warehouse in which the split has to pass one check."""

    @property
    def required_checks(self):
        return {"splits.assignments": ["disjoint"]}


@pytest.fixture
def warehouse(own_warehouse) -> Warehouse:
    """A warehouse in which the split is made from the files, has passed its check, and is published."""
    warehouse = Guarded()
    files = write(warehouse, "raw.files", FILES, RUN)
    split = write(warehouse, "splits.assignments", pd.DataFrame([PATIENT]), RUN, [files])
    pages = write(warehouse, "report.pages", pd.DataFrame({"page": ["index.html"], "content": ["a page"]}), RUN)
    warehouse.store.record(split, "disjoint", {"passed": True, "summary": "No patient is in two parts."})
    publish(warehouse.store, [files, split, pages], RUN, warehouse.facts())
    return warehouse


def write(warehouse, table, frame, run_id, inputs=()):
    return warehouse.store.write(table, "", frame, run_id=run_id, inputs=inputs, facts=warehouse.facts())


def look(warehouse):
    return status(warehouse.store, warehouse.facts())


def stale(warehouse):
    return {one.name for one in look(warehouse).held if one.stale}


def test_after_a_publication_all_is_published_fresh_and_green(warehouse):
    found = look(warehouse)
    assert {one.name: (one.published, one.stale) for one in found.held} == {
        "raw.files": (True, False),
        "splits.assignments": (True, False),
        "report.pages": (True, False),
        "release.publications": (True, False),
    }
    assert found.red == [] and found.publication.source == "demo"
    assert found._replace(missing=[]).is_fine
    assert not found.is_fine and "cohort.patients" in found.missing  # this warehouse has three tables only


def test_a_table_is_stale_when_its_input_has_another_content(warehouse):
    write(warehouse, "raw.files", FILES.assign(bytes=8), LATER)
    assert stale(warehouse) == {"splits.assignments", "release.publications"}
    (files,) = [one for one in look(warehouse).held if one.name == "raw.files"]
    assert not files.published


def test_the_same_content_again_makes_nothing_stale(warehouse):
    write(warehouse, "raw.files", FILES, LATER)
    assert stale(warehouse) == set()


@pytest.mark.parametrize(
    ("setting", "value", "hang_on_it"),
    [
        ("SOURCE", "public", {"raw.files", "splits.assignments", "report.pages", "release.publications"}),
        ("SEED", "7", {"raw.files", "splits.assignments", "report.pages", "release.publications"}),
        ("CUTOFF_DAYS", "390", {"splits.assignments", "report.pages", "release.publications"}),
        ("SHARED_GENES", "study_code", {"report.pages", "release.publications"}),
    ],
)
def test_another_setting_makes_stale_what_hangs_on_it(warehouse, monkeypatch, setting, value, hang_on_it):
    monkeypatch.setenv(f"LUNAR_{setting}", value)
    assert stale(warehouse) == hang_on_it


@pytest.mark.parametrize(
    ("check", "stops"), [("disjoint", True), ("comparable", False)], ids=["one that stops", "one that warns"]
)
def test_a_red_check_is_told_with_what_it_said(warehouse, check, stops):
    (version,) = warehouse.store.versions("splits.assignments", "")
    warehouse.store.record(version, check, {"passed": False, "summary": "TCGA-1 is in two parts."})
    (red,) = look(warehouse).red
    assert (red.name, red.check, red.stops) == ("splits.assignments", check, stops)
    assert red.summary == "TCGA-1 is in two parts."
    assert look(warehouse)._replace(missing=[]).is_fine is not stops


def test_a_check_that_stops_and_was_never_asked_is_red(warehouse):
    write(warehouse, "splits.assignments", pd.DataFrame([PATIENT]), LATER)
    (red,) = look(warehouse).red
    assert (red.check, red.stops, red.summary) == ("disjoint", True, "It has not been run.")


def test_an_empty_warehouse_is_told_in_one_line_and_ends_with_1(own_warehouse):
    done = CliRunner().invoke(app, ["status"])
    assert done.exit_code == 1
    assert done.output.strip() == "Nothing has been published: run `lunar run`."
    assert not own_warehouse.exists()


def test_the_command_tells_of_every_stage_and_of_synthetic_data(warehouse):
    done = CliRunner().invoke(app, ["status"])
    assert done.exit_code == 1
    assert "SYNTHETIC" in done.output and "missing: cohort.patients" in done.output
    assert [line.split("│")[1].strip() for line in done.output.splitlines() if line.startswith("│")] == [
        "raw",
        "splits",
        "report",
        "release",
    ]


def test_json_is_one_object_with_all_of_it(warehouse):
    found = json.loads(CliRunner().invoke(app, ["status", "--json"]).output)
    assert set(found) == {"is_fine", "publication", "missing", "held", "red"}
    assert found["publication"]["release"] == "demo-42-1"
    assert {one["name"]: one["rows"] for one in found["held"]} == {
        "raw.files": 1,
        "splits.assignments": 1,
        "report.pages": 1,
        "release.publications": 3,
    }
