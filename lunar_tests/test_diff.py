"""`lunar diff` tells two releases apart, in tables and as JSON."""

import json

import pytest
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_tests.report.releases import release, write_snapshot

OLD, NEW = "2022-05-31-aaaaaaaa", "2025-02-13-bbbbbbbb"


@pytest.fixture
def lunar(tmp_path, monkeypatch):
    """`lunar` beside a warehouse with snapshots of two releases; the newer one has a lower cutoff and a new patient."""
    patient = ("tcga", "TCGA-1", 388.0, "Astrocytoma")
    was = release([patient], 390.0, aurocs={"lunar": 0.75}, name=OLD)
    now = release([patient, ("glass", "GLSS-1", 60.0, "Glioblastoma")], 387.5, aurocs={"lunar": 0.8}, name=NEW)
    for name, tables in ((OLD, was), (NEW, now)):
        write_snapshot(tmp_path / "snapshots" / f"{name}.duckdb", tables)
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(app, ["diff", *map(str, arguments)])


def cells(line):
    return [cell.strip() for cell in line.split("│")[1:-1]]


def test_figures_come_first_and_then_the_patients(lunar):
    done = lunar(OLD, NEW)
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == f"From {OLD} to {NEW}."
    rows = [cells(line) for line in lines if line.startswith("│")]
    cutoff, patient = ["both", "cutoff_days", "390", "387.5", "-2.5"], ["tcga", "TCGA-1", "label", "early", "late"]
    assert rows.index(cutoff) < rows.index([*patient, "True"])
    assert ["tcga", "auroc: lunar, test", "0.75", "0.8", "0.05"] in rows
    assert ["glass", "GLSS-1", "entered", "", "early", "False"] in rows


def test_json_is_one_object_with_both_tables(lunar):
    found = json.loads(lunar(OLD, NEW, "--json").output)
    assert set(found) == {"comparison", "changes"}
    assert found["comparison"][0] == {
        "release": NEW,
        "previous_release": OLD,
        "dataset": "both",
        "quantity": "cutoff_days",
        "before": 390.0,
        "after": 387.5,
        "difference": -2.5,
    }
    assert [(row["sample_id"], row["before"], row["by_cutoff"]) for row in found["changes"]] == [
        ("GLSS-1", None, False),
        ("TCGA-1", "early", True),
    ]


def test_a_file_is_known_by_the_release_that_it_holds(lunar, tmp_path):
    moved = (tmp_path / "snapshots" / f"{OLD}.duckdb").rename(tmp_path / "archive.duckdb")
    assert f"From {OLD} to {NEW}." in lunar(moved, NEW).output


def test_a_release_and_itself_are_the_same(lunar):
    assert "No patient came, left or changed." in lunar(OLD, OLD).output
    assert json.loads(lunar(OLD, OLD, "--json").output)["changes"] == []


def test_a_wrong_name_lists_the_releases(lunar):
    done = lunar(OLD, "2023-01-01-cccccccc")
    assert done.exit_code == 2
    assert f"Releases there: {OLD}, {NEW}." in done.output


def test_a_file_that_is_no_snapshot_is_refused(lunar, tmp_path):
    (tmp_path / "notes.duckdb").write_text("not a database " * 500)
    done = lunar(tmp_path / "notes.duckdb", NEW)
    assert done.exit_code == 2 and "is not the snapshot of a release" in done.output
