"""The sensor that watches for releases of GLASS and asks for one run for each."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from lunar_assets.errors import LunarError
from lunar_assets.graph.nodes import asset_key
from lunar_assets.raw.cursor import Cursor
from lunar_assets.raw.glass_release import GlassRelease, upstream_release, with_small_files
from lunar_assets.raw.refresh import FIRST_WAIT, Attempt, Decision, decide
from lunar_assets.raw.resources import run_config
from lunar_assets.warehouse.published import last_release
from lunar_assets.warehouse.resources import Warehouse

if TYPE_CHECKING:  # what define_asset_job gives; Dagster exports no name for it
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

REFRESH_TAG, RELEASE_TAG, ATTEMPT_TAG = "lunar/refresh", "lunar/release", "lunar/attempt"
LONGEST_RUN = {"dagster/max_runtime": str(12 * 3600)}
"""A run that a crash of the machine left behind as started is failed after this, and then tried again."""
TIME = "%Y-%m-%d %H:%M UTC"
CURRENT = "glass_is_current"
"""Check of raw.files that each look at upstream answers."""


def glass_release_sensor(
    first: "UnresolvedAssetJobDefinition",
    later: "UnresolvedAssetJobDefinition",
    *,
    look_every: timedelta = timedelta(hours=6),
    tick_seconds: int = 300,
    first_wait: timedelta = FIRST_WAIT,
) -> dg.SensorDefinition:
    """The sensor; ticks are frequent and cheap, so that a failed look or run is tried again before the next look.

    Args:
        first: Job that makes everything: for a warehouse without a publication from the public hosts, or with one
            that was made under other settings or by older rules.
        later: Job that takes a release into a publication of this code and these settings.
        look_every: Time between two looks at upstream.
        tick_seconds: Time between two ticks.
        first_wait: Wait after the first failed run of a release.
    """

    @dg.sensor(
        name="glass_release",
        jobs=[first, later],
        minimum_interval_seconds=tick_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=f"Looks at upstream every {look_every / timedelta(hours=1):g} hours and asks for one run for each "
        "release of GLASS.",
    )
    def glass_release(context: dg.SensorEvaluationContext, warehouse: Warehouse) -> dg.SensorResult | dg.SkipReason:
        source = warehouse.settings.source
        if source != "public":
            return dg.SkipReason(f"LUNAR_SOURCE is {source}: there is no upstream to look at.")
        now = datetime.now(UTC)
        cursor = Cursor.read(context.cursor)
        published = last_release(warehouse.store, source)
        attempts = list(_attempts(context.instance))

        def decision_on(release: str) -> Decision:
            return decide(release, published, attempts, now, first_wait)

        known = decision_on(cursor.release) if cursor.release else None
        if not cursor.is_due(now) and not (known and known.attempt):
            reason = known.reason if known else "Upstream could not be asked."
            return dg.SkipReason(f"{reason} {_last_look(cursor)}")
        try:
            seen = upstream_release()
            decision = decision_on(seen.id)
            if decision.attempt is not None:
                seen = with_small_files(seen)
        except LunarError as error:
            cursor = cursor.after_failure(now, look_every)
            reason = f"Upstream could not be asked: {error} {_last_look(cursor)}"
            return dg.SensorResult(skip_reason=reason, cursor=cursor.text())
        cursor = cursor.after_look(seen.id, seen.commit, now, look_every)
        events = [_observation(seen, published), _current(seen.id, published, seen.commit)]
        if decision.attempt is None:
            reason = f"{decision.reason} {_last_look(cursor)}"
            return dg.SensorResult(skip_reason=reason, cursor=cursor.text(), asset_events=events)
        context.log.info(decision.reason)
        job = later if published and warehouse.made_what_is_published() else first
        request = _request(seen, decision, job.name)
        return dg.SensorResult(run_requests=[request], cursor=cursor.text(), asset_events=events)

    return glass_release


def _current(upstream: str, ours: str | None, commit: str) -> dg.AssetCheckEvaluation:
    """The state of the check that says whether the published release of GLASS is the one that upstream has."""
    return dg.AssetCheckEvaluation(
        asset_key=asset_key("raw.files"),
        check_name=CURRENT,
        passed=upstream == ours,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"Upstream has release {upstream}; published is {ours or 'none'}.",
        metadata={"upstream": upstream, "ours": ours or "none", "commit": commit},
    )


def _request(release: GlassRelease, decision: Decision, job: str) -> dg.RunRequest:
    tags = {REFRESH_TAG: "glass", RELEASE_TAG: release.id, ATTEMPT_TAG: str(decision.attempt)}
    return dg.RunRequest(
        run_key=f"{release.id}:{decision.attempt}",
        job_name=job,
        run_config=run_config(release),
        tags=tags | LONGEST_RUN,
    )


def _attempts(instance: dg.DagsterInstance) -> Iterator[Attempt]:
    """All refreshes that were asked for, oldest first."""
    records = instance.get_run_records(dg.RunsFilter(tags={REFRESH_TAG: "glass"}), ascending=True)
    for record in records:
        run = record.dagster_run
        state = "published" if run.is_success else "failed" if run.is_finished else "goes on"
        ended_at = datetime.fromtimestamp(record.end_time, UTC) if record.end_time else None
        yield Attempt(run.tags[RELEASE_TAG], int(run.tags[ATTEMPT_TAG]), state, ended_at)


def _observation(release: GlassRelease, published: str | None) -> dg.AssetObservation:
    pins = {
        path.rpartition("/")[2]: f"sha256 {pin.sha256[:12]}, {pin.bytes} bytes" for path, pin in release.pins.items()
    }
    seen = {"upstream_release": release.id, "upstream_commit": release.commit, "published": published or "none"}
    return dg.AssetObservation(asset_key("raw.files"), metadata=seen | pins)


def _last_look(cursor: Cursor) -> str:
    seen = f"Last seen {cursor.looked_at:{TIME}} at commit {cursor.commit[:12]}" if cursor.looked_at else "Not seen yet"
    failed = f", {cursor.failed_looks} looks since then failed" if cursor.failed_looks else ""
    return f"{seen}{failed}; next look {cursor.next_look:{TIME}}."
