"""The repeated evaluation follows a refresh that runs by itself, once, and no run of a person."""

import dagster as dg
import pytest

from lunar_assets.definitions import defs

SENSOR = "repeated_evaluation_after_refresh"


@pytest.fixture
def follow():
    instance = dg.DagsterInstance.ephemeral()

    def follow(tags: dict[str, str]) -> object:
        run = instance.create_run_for_job(defs.resolve_job_def("glass_refresh"), tags=tags)
        event = dg.DagsterEvent(dg.DagsterEventType.RUN_SUCCESS.value, run.job_name)
        context = dg.build_run_status_sensor_context(SENSOR, event, instance, run)
        return defs.resolve_sensor_def(SENSOR)(context)

    return follow


def test_a_refresh_that_ran_by_itself_is_followed_by_one_repeated_evaluation(follow):
    request = follow({"lunar/refresh": "glass", "lunar/release": "2026-01-30-bbbbbbbb"})
    assert isinstance(request, dg.RunRequest) and request.run_key
    assert request.tags == {"lunar/release": "2026-01-30-bbbbbbbb"}


def test_a_run_of_a_person_is_not(follow):
    assert isinstance(follow({}), dg.SkipReason)


def test_its_runs_are_no_attempts_at_a_release(follow):
    request = follow({"lunar/refresh": "glass", "lunar/release": "2026-01-30-bbbbbbbb"})
    assert "lunar/refresh" not in request.tags  # by which the release sensor knows its own


def test_it_runs_by_default():
    assert defs.resolve_sensor_def(SENSOR).default_status is dg.DefaultSensorStatus.RUNNING
