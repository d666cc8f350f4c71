"""Nodes of stage raw: what upstream leaves unchanged keeps its data version, so that nothing after it becomes stale."""

import hashlib
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from lunar_assets.definitions import defs, warehouse
from lunar_assets.raw import catalogue
from lunar_assets.raw.catalogue import DATAHUB_COMMIT
from lunar_assets.raw.datahub import MASTER_URL
from lunar_assets.raw.glass_release import pinned_to, upstream_release, with_small_files
from lunar_assets.raw.resources import GlassPins, run_config
from lunar_assets.settings import Settings
from lunar_assets.warehouse.store import Store
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_tests.raw.stand_ins import stand_in
from lunar_tests.upstream.answers import content, status
from lunar_tests.upstream.datahub import Datahub
from lunar_tests.upstream.history import EXPRESSION, MUTATIONS

HGNC = "hgnc/hgnc_complete_set.txt"
KINDS = ("clinical", "expression", "mutations")
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture
def datahub(hosts, monkeypatch, tmp_path: Path) -> Datahub:
    data = {file.path: stand_in(file) for file in catalogue.CATALOGUE}
    files = tuple(
        replace(file, checksum=f"sha256:{hashlib.sha256(data[file.path]).hexdigest()}", bytes=len(data[file.path]))
        if file.checksum
        else file
        for file in catalogue.CATALOGUE
    )
    monkeypatch.setattr(catalogue, "CATALOGUE", files)
    monkeypatch.setenv("LUNAR_SOURCE", "public")
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path / "warehouse"))
    datahub = Datahub(data)
    datahub.release(DATAHUB_COMMIT, {})
    datahub.serve(hosts)
    return datahub


@pytest.fixture
def versions():
    """Materialise raw nodes and tell their data versions, partition by partition."""
    instance = dg.DagsterInstance.ephemeral()

    def materialise(*names: str, config: dict | None = None, job: str = "glass_refresh") -> dict[str, str]:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            run_config=QUIET | (config or {}),
            asset_selection=[dg.AssetKey(["raw", name]) for name in names],
        )
        assert result.success
        return {
            f"{event.asset_key.path[-1]}/{event.partition}": event.materialization.tags["dagster/data_version"]
            for event in result.get_asset_materialization_events()
        }

    return materialise


def test_an_unchanged_upstream_gives_the_same_data_version(hosts, datahub, versions):
    first = versions(*KINDS)
    asked = sum(hosts.asked.values())
    assert versions(*KINDS) == first
    assert sum(hosts.asked.values()) == asked


def test_a_release_changes_the_version_of_what_it_changes_and_of_nothing_else(datahub, versions):
    before = versions(*KINDS)
    datahub.release("second", {MUTATIONS: b"changed\n"})
    after = versions(*KINDS, config=run_config(with_small_files(upstream_release())))
    assert {node for node in before if before[node] != after[node]} == {"mutations/glass"}


def test_a_changed_file_without_promised_checksum_is_noted_and_stays_what_it_was(hosts, datahub, versions):
    before = versions("genes", job="full_refresh")
    (file,) = [file for file in catalogue.CATALOGUE if file.path == HGNC]
    hosts.answers[file.url] = content(b"other\n")
    assert versions("genes", job="full_refresh") == before


def test_what_is_refused_leaves_the_last_good_version(hosts, datahub, versions):
    versions("expression")
    folder = Settings.from_environment().warehouse / "raw" / "expression"
    stored = sorted(folder.rglob("*.parquet"))
    datahub.release("second", {EXPRESSION: b"changed\n"})
    config = run_config(with_small_files(upstream_release()))
    (file,) = [file for file in catalogue.CATALOGUE if file.path == EXPRESSION]
    hosts.answers[file.url.replace(DATAHUB_COMMIT, datahub.master)] = content(b"<html>busy</html>")
    with pytest.raises(Exception, match=r"data_mrna.*a web page of 17 bytes came"):
        versions("expression", config=config)
    assert sorted(folder.rglob("*.parquet")) == stored


def test_a_run_without_pins_stays_at_the_release_that_was_published_last(datahub, versions, monkeypatch):
    datahub.release("second", {MUTATIONS: b"changed\n"})
    versions("mutations", config=run_config(with_small_files(upstream_release())))
    (stored,) = Store(Settings.from_environment().warehouse).versions("raw.mutations", "glass")
    published = StoredTable((stored,))
    monkeypatch.setattr(type(warehouse), "published", lambda self, table, source=None: published)
    commit, pins = GlassPins().of_run(warehouse)
    assert commit == datahub.master and set(pins) == {MUTATIONS}
    (file,) = pinned_to(catalogue.files_of("glass", "mutations"), commit, pins)
    assert (
        file.url == published.frame()["url"].iloc[0]
        and file.checksum == f"sha256:{published.frame()['sha256'].iloc[0]}"
    )


def test_the_files_are_recorded_with_what_vouches_for_them(datahub, versions, tmp_path):
    datahub.release("second", {MUTATIONS: b"changed\n"})
    versions("mutations", config=run_config(with_small_files(upstream_release())))
    versions("genes", job="full_refresh")
    store = Store(tmp_path / "warehouse")
    stored = [store.versions(table, key)[-1] for table, key in (("raw.mutations", "glass"), ("raw.genes", ""))]
    mutations, genes = (StoredTable((version,)).frame().iloc[0] for version in stored)
    assert (mutations["pinned_by"], genes["pinned_by"]) == ("release", "first_seen")
    assert f"/{datahub.master}/" in mutations["url"] and mutations["bytes"] == len(b"changed\n")
    assert mutations["sha256"] == hashlib.sha256(b"changed\n").hexdigest()
    assert mutations["license"].startswith("ODbL")


def test_a_run_says_whether_its_release_is_the_one_that_upstream_has(hosts, datahub):
    instance = dg.DagsterInstance.ephemeral()

    def is_current() -> tuple[bool, str]:
        result = defs.resolve_job_def("full_refresh").execute_in_process(
            instance=instance,
            run_config=QUIET,
            asset_selection=[dg.AssetKey(["raw", name]) for name in (*KINDS, "genes", "published", "files")],
        )
        assert result.success  # another release upstream is a warning
        (check,) = [one for one in result.get_asset_check_evaluations() if one.check_name == "glass_is_current"]
        assert check.severity is dg.AssetCheckSeverity.WARN
        return check.passed, str(check.description)

    passed, first = is_current()
    assert passed and first.startswith("Upstream has release 2022-05-31-")
    datahub.release("second", {MUTATIONS: b"changed\n"})
    passed, second = is_current()
    assert not passed and second.split(";")[1] == first.split(";")[1] and second.split(";")[0] != first.split(";")[0]
    hosts.answers[MASTER_URL] = status(503)
    passed, down = is_current()
    assert not passed and "upstream could not be asked" in down and "503" in down
