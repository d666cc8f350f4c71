"""What the weekly comparison sees upstream, and that it takes nothing."""

import hashlib
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from lunar_assets.definitions import defs
from lunar_assets.raw.catalogue import CATALOGUE, DATAHUB_COMMIT, LUNAR_COMMIT
from lunar_assets.raw.datahub import MASTER_URL, Pin
from lunar_assets.raw.drift import compare
from lunar_assets.raw.glass_release import pinned_to
from lunar_assets.raw.inspection import inspect
from lunar_assets.raw.public_source import PublicHosts
from lunar_tests.upstream.answers import content, status
from lunar_tests.upstream.datahub import Datahub

DATA = {file.path: f"{file.path}\n".encode() for file in CATALOGUE}
FILES = [
    replace(file, checksum=f"sha256:{hashlib.sha256(DATA[file.path]).hexdigest()}", bytes=len(DATA[file.path]))
    if file.checksum
    else file
    for file in CATALOGUE
]
GLASS_MAF = "datahub/difg_glass/data_mutations.txt"
MAF = "datahub/lgggbm_tcga_pub/data_mutations.txt"
HGNC = next(file for file in FILES if file.dataset == "genes")
GDC = next(file for file in FILES if file.path.startswith("gdc/"))
OTHER_ZIP = next(file for file in FILES if file.path == "lunar/other.zip")


@pytest.fixture
def datahub(hosts) -> Datahub:
    """Upstream as it was when the catalogue was written."""
    datahub = Datahub(DATA)
    datahub.release(DATAHUB_COMMIT, {})
    datahub.serve(hosts)
    for file in FILES:
        if LUNAR_COMMIT in file.url:
            hosts.answers[file.url.replace(LUNAR_COMMIT, "HEAD")] = content(DATA[file.path])
    return datahub


@pytest.fixture
def public(hosts, datahub, tmp_path: Path) -> PublicHosts:
    public = PublicHosts(tmp_path)
    public.fetch(FILES)
    hosts.asked.clear()
    hosts.bytes_sent = 0
    return public


def states(public: PublicHosts) -> dict[str, str]:
    return {drift.file.path: drift.state for drift in compare(FILES, public.first_seen)}


def test_an_unchanged_upstream_costs_one_small_request_a_file(hosts, public):
    assert set(states(public).values()) == {"unchanged"}
    assert sum(hosts.asked.values()) == len(FILES) + 1 and hosts.bytes_sent < 5000


def test_a_pinned_file_of_tcga_that_changes_is_named_with_both_checksums(datahub, public):
    datahub.release("later", {MAF: b"other"})
    (drift,) = [drift for drift in compare(FILES, public.first_seen) if drift.state != "unchanged"]
    assert drift.file.path == MAF and drift.state == "changed"
    assert hashlib.sha256(b"other").hexdigest() in drift.detail and str(drift.file.checksum) in drift.detail


def test_files_of_a_later_release_are_compared_with_that_release(datahub, public):
    commit = datahub.release("later", {GLASS_MAF: b"other"})
    pin = Pin(hashlib.sha256(b"other").hexdigest(), len(b"other"))
    repinned = pinned_to(FILES, commit, {GLASS_MAF: pin})
    assert {drift.file.path: drift.state for drift in compare(FILES, public.first_seen)}[GLASS_MAF] == "changed"
    assert {drift.state for drift in compare(repinned, public.first_seen)} == {"unchanged"}
    datahub.release("even later", {GLASS_MAF: b"yet another"})
    assert {d.file.path for d in compare(repinned, public.first_seen) if d.state == "changed"} == {GLASS_MAF}


def test_files_without_checksum_are_compared_by_what_the_host_calls_them(hosts, public):
    hosts.answers[HGNC.url] = content(DATA[HGNC.path][::-1])
    hosts.answers[GDC.url] = content(DATA[GDC.path] + b"more")
    hosts.answers[OTHER_ZIP.url.replace(LUNAR_COMMIT, "HEAD")] = content(b"another archive")
    changed = {path for path, state in states(public).items() if state == "changed"}
    assert changed == {HGNC.path, GDC.path, OTHER_ZIP.path}


def test_a_host_that_is_down_makes_files_unknown_and_never_unchanged(hosts, public):
    hosts.answers[MASTER_URL] = status(503)
    hosts.answers[HGNC.url] = status(404)
    unknown = {path for path, state in states(public).items() if state == "unknown"}
    assert unknown == {file.path for file in FILES if file.path.startswith("datahub/")} | {HGNC.path}


def test_what_was_never_fetched_has_nothing_to_be_compared_with(datahub, tmp_path):
    found = compare([HGNC], PublicHosts(tmp_path / "empty").first_seen)
    assert [drift.state for drift in found] == ["unknown"] and "not fetched yet" in found[0].detail


def test_the_inspection_tells_missing_and_corrupt_copies_apart(public):
    public.there(HGNC).write_bytes(b"damaged")
    public.there(GDC).unlink()
    public.there(OTHER_ZIP).unlink()
    found = {one.file.path: one for one in inspect(public, FILES)}
    assert found[HGNC.path].copy == "corrupt" and not found[HGNC.path].is_fine
    assert found[GDC.path].copy == "missing" and not found[GDC.path].is_fine
    assert found[OTHER_ZIP.path].copy == "missing" and found[OTHER_ZIP.path].is_fine  # optional
    assert found[MAF].copy == "whole" and found[MAF].is_fine


def test_the_weekly_job_observes_at_the_nodes_and_changes_nothing(hosts, datahub, tmp_path, monkeypatch):
    monkeypatch.setenv("LUNAR_SOURCE", "public")
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path / "warehouse"))
    result = defs.resolve_job_def("compare_sources").execute_in_process()
    seen = [event.asset_observation_data.asset_observation for event in result.get_asset_observation_events()]
    assert {(one.asset_key.path[-1], one.partition) for one in seen} == {
        (file.kind, file.dataset if file.dataset in ("tcga", "glass") else None) for file in CATALOGUE
    }
    (maf,) = [one for one in seen if (one.asset_key.path[-1], one.partition) == ("mutations", "tcga")]
    assert maf.metadata["changed"].value == 1  # the local hosts do not serve what the catalogue pins
    assert MAF in str(maf.metadata["files"].value)
    assert not list((tmp_path / "warehouse").rglob("*.parquet"))


@pytest.mark.parametrize("source", ["demo", "public"])
def test_the_schedule_compares_only_where_there_is_an_upstream(source, monkeypatch):
    monkeypatch.setenv("LUNAR_SOURCE", source)
    context = dg.build_schedule_context(resources={"warehouse": defs.resources["warehouse"]})
    result = defs.resolve_schedule_def("weekly_comparison").evaluate_tick(context)
    assert bool(result.run_requests) == (source == "public")
    assert source == "public" or "no upstream" in str(result.skip_message)
