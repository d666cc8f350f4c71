"""Ticks of the release sensor: one run a release, and a reason in one line whenever there is none."""

import json
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from lunar_assets.definitions import defs, full_refresh, glass_refresh, warehouse
from lunar_assets.raw.cursor import Cursor
from lunar_assets.raw.datahub import MASTER_URL
from lunar_assets.raw.glass_release import GLASS_FILES
from lunar_assets.raw.sensors import glass_release_sensor
from lunar_tests.upstream.answers import content, status
from lunar_tests.upstream.publishing import publish

MUTATIONS = {"datahub/difg_glass/data_mutations.txt": b"changed"}


class Ticks:
    """A sensor with its instance, ticked by hand."""

    def __init__(self) -> None:
        self.instance = dg.DagsterInstance.ephemeral()
        self.sensor = defs.resolve_sensor_def("glass_release")
        self.cursor = None
        self.events: list = []

    def tick(self, *, hours_later: float = 0) -> dg.RunRequest | str:
        """The run that a tick asks for, or its reason for none."""
        if hours_later and self.cursor:
            cursor = json.loads(self.cursor)
            due = datetime.fromisoformat(cursor["next_look"]) - timedelta(hours=hours_later)
            self.cursor = json.dumps(cursor | {"next_look": due.isoformat()})
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"warehouse": warehouse}, repository_def=None
        )
        result = self.sensor.evaluate_tick(context)
        self.cursor = result.cursor if result.cursor is not None else self.cursor
        self.events = list(result.asset_events)
        assert len(result.run_requests or []) <= 1
        return result.run_requests[0] if result.run_requests else str(result.skip_message)

    def run(self, request: dg.RunRequest, status: dg.DagsterRunStatus) -> None:
        """Record that the run was started, and how it ended."""
        job = defs.resolve_job_def(request.job_name)
        run = self.instance.create_run_for_job(job, tags=dict(request.tags), status=dg.DagsterRunStatus.STARTED)
        if status is dg.DagsterRunStatus.SUCCESS:
            self.instance.report_dagster_event(_ended(run, dg.DagsterEventType.RUN_SUCCESS), run.run_id)
            publish(request.tags["lunar/release"])
        elif status is dg.DagsterRunStatus.FAILURE:
            self.instance.report_run_failed(run)


def _ended(run: dg.DagsterRun, kind: dg.DagsterEventType) -> dg.DagsterEvent:
    return dg.DagsterEvent(kind.value, run.job_name)


@pytest.fixture
def ticks(tmp_path, monkeypatch) -> Ticks:
    monkeypatch.setenv("LUNAR_SOURCE", "public")
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path))
    return Ticks()


@pytest.mark.parametrize("source", ["demo", "mirror"])
def test_without_an_upstream_the_sensor_skips_and_asks_nobody(hosts, ticks, monkeypatch, source):
    monkeypatch.setenv("LUNAR_SOURCE", source)
    monkeypatch.setenv("LUNAR_MIRROR", "/data/mirror")
    assert ticks.tick() == f"LUNAR_SOURCE is {source}: there is no upstream to look at."
    assert not hosts.asked


def test_the_first_release_fills_an_empty_warehouse_and_later_ones_refresh_glass(datahub, ticks):
    first = ticks.tick()
    assert first.job_name == "full_refresh"
    ticks.run(first, dg.DagsterRunStatus.SUCCESS)
    datahub.release("second", MUTATIONS)
    assert ticks.tick(hours_later=6).job_name == "glass_refresh"


@pytest.mark.parametrize("other", [{"symbols": "study_code"}, {"code": "an older one"}, {"cutoff_days": 365.0}])
def test_glass_is_not_put_beside_a_cohort_made_under_other_settings_or_rules(datahub, ticks, other):
    """Such tables do not go together; the run would fail at its first step over both cohorts, again and again."""
    publish("an earlier release", **other)
    assert ticks.tick().job_name == "full_refresh"


def test_a_run_carries_the_release_as_tag_and_its_pins_as_config(datahub, ticks):
    request = ticks.tick()
    release = Cursor.read(ticks.cursor).release
    assert request.run_key == f"{release}:1"
    assert request.tags["lunar/release"] == release
    config = request.run_config["resources"]["glass_pins"]["config"]
    assert config["commit"] == datahub.master
    assert set(config["sha256"]) == set(config["bytes"]) == set(GLASS_FILES)
    assert dg.validate_run_config(defs.resolve_job_def(request.job_name), request.run_config)


def test_between_two_looks_nobody_is_asked(hosts, datahub, ticks):
    ticks.run(ticks.tick(), dg.DagsterRunStatus.SUCCESS)
    asked = sum(hosts.asked.values())
    reason = ticks.tick()
    assert "which is published. Last seen" in reason and "next look" in reason
    assert sum(hosts.asked.values()) == asked


def test_the_same_release_starts_no_second_run(datahub, ticks):
    ticks.run(ticks.tick(), dg.DagsterRunStatus.SUCCESS)
    assert "which is published" in ticks.tick(hours_later=6)
    datahub.release("case lists", {"datahub/difg_glass/case_lists/cases_sequenced.txt": b"other"})
    assert "which is published" in ticks.tick(hours_later=6)


def test_while_a_refresh_goes_on_nothing_else_is_started(datahub, ticks):
    ticks.run(ticks.tick(), dg.DagsterRunStatus.STARTED)
    datahub.release("second", MUTATIONS)
    assert "goes on" in ticks.tick(hours_later=6)


def test_a_failed_run_is_tried_again_under_another_key_before_the_next_look(datahub, ticks):
    first = ticks.tick()
    ticks.run(first, dg.DagsterRunStatus.FAILURE)
    assert "attempt 1 at it failed, the next is due at" in ticks.tick()
    ticks.sensor = glass_release_sensor(full_refresh, glass_refresh, first_wait=timedelta(0))
    second = ticks.tick()
    assert second.run_key == first.run_key.removesuffix(":1") + ":2" and second.tags["lunar/attempt"] == "2"


def test_a_release_that_upstream_takes_back_runs_again(datahub, ticks):
    first = ticks.tick()
    ticks.run(first, dg.DagsterRunStatus.SUCCESS)
    commit = datahub.master
    datahub.release("second", MUTATIONS)
    ticks.run(ticks.tick(hours_later=6), dg.DagsterRunStatus.SUCCESS)
    datahub.master = commit
    again = ticks.tick(hours_later=6)
    assert again.tags["lunar/release"] == first.tags["lunar/release"] and again.run_key.endswith(":2")


def test_a_host_that_is_down_is_no_unchanged_release_and_is_asked_again_soon(hosts, datahub, ticks):
    ticks.run(ticks.tick(), dg.DagsterRunStatus.SUCCESS)
    hosts.answers[MASTER_URL] = status(503)
    datahub.release("second", MUTATIONS)
    reason = ticks.tick(hours_later=6)
    assert reason.startswith("Upstream could not be asked: ") and "503" in reason and not ticks.events
    cursor = Cursor.read(ticks.cursor)
    assert cursor.next_look and cursor.next_look - datetime.now(UTC) < timedelta(minutes=11)
    del hosts.answers[MASTER_URL]
    assert ticks.tick(hours_later=1).job_name == "glass_refresh"


def test_nonsense_is_a_reason_and_no_crash(hosts, datahub, ticks):
    hosts.answers[MASTER_URL] = content(b"\xff\xfe nonsense")
    assert "expected a commit" in ticks.tick()


def test_every_look_shows_at_the_node_whether_glass_is_current(datahub, ticks):
    first = ticks.tick()
    observation, check = ticks.events
    assert observation.asset_key == dg.AssetKey(["raw", "files"])
    assert observation.metadata["upstream_release"].value == first.tags["lunar/release"]
    assert (check.check_name, check.passed, check.severity) == ("glass_is_current", False, dg.AssetCheckSeverity.WARN)
    ticks.run(first, dg.DagsterRunStatus.SUCCESS)
    ticks.tick(hours_later=6)
    assert ticks.events[1].passed


def test_a_publication_of_other_data_is_not_taken_for_the_release(datahub, ticks):
    request = ticks.tick()
    publish(request.tags["lunar/release"], source="demo")
    assert ticks.tick(hours_later=6).job_name == "full_refresh"


def test_the_sensor_and_the_schedule_run_by_default():
    assert defs.resolve_sensor_def("glass_release").default_status is dg.DefaultSensorStatus.RUNNING
    assert defs.resolve_schedule_def("weekly_comparison").default_status is dg.DefaultScheduleStatus.RUNNING
