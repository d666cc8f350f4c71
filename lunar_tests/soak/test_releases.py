"""Years of upstream in half an hour: the real history of GLASS, then a bad release, a killed run, one taken back."""

import os
import signal
import time

import dagster as dg
import duckdb
import pytest

from lunar_tests.soak.conftest import Site
from lunar_tests.upstream.history import HISTORY, MUTATIONS, SURGERY

pytestmark = pytest.mark.soak

SUCCESS, FAILURE, STARTED = (
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.STARTED,
)
LISTED = "select table_name, partition, content_hash from release.publications"


def without_last_lines(data: bytes, number: int) -> bytes:
    """A file as it was before its last rows were added."""
    return b"".join(data.splitlines(keepends=True)[: -number or None])


def test_every_release_of_the_real_history_starts_one_run_and_the_others_none(site, upstream_files):
    with site.daemon:
        expected = 0
        for number, (commit, changed) in enumerate(HISTORY):
            files = {path: without_last_lines(upstream_files[path], len(HISTORY) - number) for path in changed}
            site.datahub.release(commit, files)
            expected += bool(changed)
            site.wait_for_runs(expected)
            site.wait_until_seen()
            time.sleep(5)  # several ticks in which nothing may start
            assert len(site.daemon.runs()) == expected, commit
        found = site.daemon.runs()
    assert [run.job_name for run in found] == ["full_refresh"] + ["glass_refresh"] * 4
    assert {run.status for run in found} == {SUCCESS}
    assert [run.tags["lunar/release"] for run in found] == site.published()
    assert len(set(site.published())) == 5
    assert {path.stem for path in site.snapshots()} == set(site.published())


def test_nobody_has_moved_between_parts(site):
    parts: dict[tuple[str, str], set[str]] = {}
    for path in site.snapshots():
        with duckdb.connect(str(path), read_only=True) as connection:
            query = "select dataset, sample_id, split from splits.assignments"
            for dataset, sample, split in connection.execute(query).fetchall():
                parts.setdefault((dataset, sample), set()).add(split)
    assert len(parts) == 292 and all(len(splits) == 1 for splits in parts.values())


def test_only_what_changed_was_fetched(site):
    contents = {url: n for url, n in site.hosts.asked.items() if "media.githubusercontent" in url}
    tcga = [n for url, n in contents.items() if "/difg_glass/" not in url]
    surgery = [n for url, n in contents.items() if url.endswith("/difg_glass/data_timeline_surgery.txt")]
    assert len(tcga) == 10 and set(tcga) == {1}
    assert surgery == [1]  # five releases, one content


def test_a_bad_release_publishes_nothing_and_says_why(site, upstream_files):
    before, former = site.state(), len(site.daemon.runs())
    broken = upstream_files[MUTATIONS].replace(b"Hugo_Symbol", b"Gene", 1)
    with site.daemon:
        site.datahub.release("broken", {MUTATIONS: broken})
        found = site.wait_for_runs(former + 2)[former : former + 2]  # tried again by itself
    assert [run.status for run in found] == [FAILURE, FAILURE]
    assert [run.tags["lunar/attempt"] for run in found] == ["1", "2"]
    assert found[0].tags["lunar/release"] == found[1].tags["lunar/release"]
    assert site.state() == before
    failures = site.daemon.instance.all_logs(found[0].run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    assert "Hugo_Symbol" in str(failures[0].get_dagster_event().step_failure_data.error)


def test_the_next_good_release_is_taken_though_its_first_run_is_killed(site, upstream_files):
    before = site.state()
    fewer_surgeries = without_last_lines(upstream_files[SURGERY], 3)
    with site.daemon:
        site.datahub.release("mended", {MUTATIONS: upstream_files[MUTATIONS], SURGERY: fewer_surgeries})
        former = len(site.daemon.runs())
        site.daemon.wait_for(
            "a run", lambda: site.daemon.runs()[former:] and site.daemon.runs()[-1].status is STARTED, seconds=120
        )
        time.sleep(15)  # in the middle of it
        os.kill(site.daemon.process_of(site.daemon.runs()[-1]), signal.SIGKILL)
        site.wait_for_runs(former + 1, seconds=120)
        assert site.state() == before
        killed, again = site.wait_for_runs(former + 2)[former:]
    assert killed.status is FAILURE and again.status is SUCCESS
    assert killed.tags["lunar/release"] == again.tags["lunar/release"] == site.published()[-1]
    assert again.tags["lunar/attempt"] == "2"
    (previous,) = {row[0] for row in site.rows("select distinct previous_release from report.changes")}
    assert previous == site.published()[-2]
    assert site.rows("select count(*) from report.changes where dataset = 'glass'")[0][0] > 0


def test_a_release_that_is_taken_back_runs_again_and_gives_the_same_tables(site):
    first = site.published()[-2]
    former = len(site.daemon.runs())
    with site.daemon:
        site.datahub.master = HISTORY[-1][0]
        again = site.wait_for_runs(former + 1)[-1]
    assert again.status is SUCCESS and again.tags["lunar/attempt"] == "2" and site.published()[-1] == first
    with duckdb.connect(str(site.warehouse / "snapshots" / f"{first}.duckdb"), read_only=True) as connection:
        then = {row[:2]: row[2] for row in connection.execute(f"{LISTED} where release = ?", [first]).fetchall()}
    now = {row[:2]: row[2] for row in site.rows(f"{LISTED} qualify published_at = max(published_at) over ()")}
    compared_with_another = {"report.changes", "report.release_comparison"}
    assert {table for (table, key), content in now.items() if then[table, key] != content} <= compared_with_another


def test_the_same_release_in_a_fresh_warehouse_gives_the_same_tables(site: Site, site_of, tmp_path):
    """A run of the whole pipeline that was never interrupted, beside all that has happened to the other one."""
    fresh = site_of(site.hosts, site.datahub, tmp_path)
    with fresh.daemon:
        fresh.wait_for_runs(1)
    assert fresh.published() == [site.published()[-1]]
    compared_with_another = {"report.changes/", "report.release_comparison/", "raw.published/", "page"}
    differing = {name for name, content in fresh.state().items() if site.state().get(name) != content}
    assert differing <= compared_with_another
