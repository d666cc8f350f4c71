"""Years of upstream in half an hour: the real history of GLASS, then a bad release, a killed run, one taken back."""

import os
import signal
import time

import dagster as dg
import duckdb
import pytest

from lunar_assets.raw.demo.plan import expected_candidates
from lunar_tests.upstream.history import EXPRESSION, HISTORY, MUTATIONS, SURGERY

pytestmark = pytest.mark.soak

SUCCESS, FAILURE, STARTED = (
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.STARTED,
)
OF_HISTORY = {"report.changes", "report.release_comparison", "splits.assignments", "models.runs"}
"""Tables that say what came before: the release compared with, and the scheme of a split that was carried on."""
MENDED = "f" * 40
LISTED = "select table_name, partition, content_hash from release.publications"


def without_last_rows(data: bytes, number: int) -> bytes:
    """A file as it was before its last rows were added."""
    return b"".join(data.splitlines(keepends=True)[: -number or None])


def without_last_patients(data: bytes, number: int) -> bytes:
    """A matrix as it was before the last patients of the final cohort were added."""
    candidates = expected_candidates(42, "small").query("dataset == 'glass' and first_failed_step.isna()")
    to_come = set(sorted(candidates["sample_id"])[-number:] if number else [])
    rows = [line.split(b"\t") for line in data.splitlines()]
    there = [place for place, name in enumerate(rows[0]) if name.decode() not in to_come]
    return b"".join(b"\t".join(row[place] for place in there) + b"\n" for row in rows)


def with_later_surgeries(data: bytes, days: int) -> bytes:
    """The timeline with every surgery after the first one moved to a later day."""
    header, *rows = [line.split("\t") for line in data.decode().splitlines()]
    day = header.index("START_DATE")
    for row in rows:
        if row[day].isdigit() and row[day] != "0":
            row[day] = str(int(row[day]) + days)
    return "".join("\t".join(row) + "\n" for row in [header, *rows]).encode()


EARLIER = {MUTATIONS: without_last_rows, EXPRESSION: lambda data, number: without_last_patients(data, 3 * number)}


def test_every_release_of_the_real_history_starts_one_run_and_the_others_none(site, upstream_files):
    with site.daemon:
        expected = 0
        for number, (commit, changed) in enumerate(HISTORY):
            to_come = len(HISTORY) - 1 - number
            site.datahub.release(commit, {path: EARLIER[path](upstream_files[path], to_come) for path in changed})
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
    entered = site.rows("select count(*) from report.changes where change = 'entered' and dataset = 'glass'")
    assert entered[0][0] > 0
    assert site.rows("select dataset, scheme from splits.assignments group by all order by all") == [
        ("glass", "extended"),
        ("tcga", "generated"),
    ]


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
    later = with_later_surgeries(upstream_files[SURGERY], days=120)
    with site.daemon:
        site.datahub.release(MENDED, {MUTATIONS: upstream_files[MUTATIONS], SURGERY: later})
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


def test_the_cutoff_moved_and_it_is_said_how_many_labels_it_took_along(site):
    (previous,) = {row[0] for row in site.rows("select distinct previous_release from report.changes")}
    assert previous == site.published()[-2]
    (cutoff,) = site.rows("select before, after from report.release_comparison where quantity = 'cutoff_days'")
    assert cutoff[1] > cutoff[0]
    moved = dict(site.rows("select dataset, count(*) from report.changes where by_cutoff group by all"))
    counts = "select dataset, difference::int from report.release_comparison where quantity = ?"
    compared = dict(site.rows(counts, ["labels moved by the cutoff"]))
    assert moved["tcga"] == compared["tcga"] > 0  # TCGA has not changed, but its labels have
    assert site.rows("select count(*) from report.changes where change = 'ttr' and dataset = 'glass'")[0][0] > 50
    assert "What changed" in (site.warehouse / "report" / "index.html").read_text()


@pytest.mark.parametrize("commit", [HISTORY[-1][0], MENDED], ids=["taken back", "released again"])
def test_a_release_that_runs_again_gives_the_same_tables(site, commit):
    """Also after a kill: the release that was killed at first gives what a run without one gives."""
    first = site.published()[-2]
    former = len(site.daemon.runs())
    with site.daemon:
        site.datahub.master = commit
        again = site.wait_for_runs(former + 1)[-1]
    assert again.status is SUCCESS and int(again.tags["lunar/attempt"]) > 1 and site.published()[-1] == first
    with duckdb.connect(str(site.warehouse / "snapshots" / f"{first}.duckdb"), read_only=True) as connection:
        then = {row[:2]: row[2] for row in connection.execute(f"{LISTED} where release = ?", [first]).fetchall()}
    now = {row[:2]: row[2] for row in site.rows(f"{LISTED} qualify published_at = max(published_at) over ()")}
    assert {table for (table, key), content in now.items() if then[table, key] != content} <= OF_HISTORY


def test_nobody_has_moved_between_parts(site):
    parts: dict[tuple[str, str], set[str]] = {}
    for path in site.snapshots():
        with duckdb.connect(str(path), read_only=True) as connection:
            query = "select dataset, sample_id, split from splits.assignments"
            for dataset, sample, split in connection.execute(query).fetchall():
                parts.setdefault((dataset, sample), set()).add(split)
    assert len(parts) == 292 and all(len(splits) == 1 for splits in parts.values())
