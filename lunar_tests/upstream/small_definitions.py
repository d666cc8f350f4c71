"""The release sensor with jobs that take seconds: they publish the release of their run and do nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb

from lunar_assets.raw.resources import RESOURCE, GlassPins
from lunar_assets.raw.sensors import RELEASE_TAG, glass_release_sensor
from lunar_assets.warehouse.resources import Warehouse

BROKEN = "broken"
"""While a file of this name lies beside the warehouse, every run fails."""


def publish(root: Path, release: str, source: str = "public") -> None:
    """Put a catalogue in place that says that a release was published now."""
    root.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(root / "lunar.duckdb")) as connection:
        connection.execute("create schema if not exists release")
        columns = "release text, source text, published_at timestamptz, commit text"
        connection.execute(f"create table if not exists release.publications ({columns})")
        row = [release, source, datetime.now(UTC), ""]
        connection.execute("insert into release.publications values (?, ?, ?, ?)", row)


@dg.asset(key=["raw", "files"])
def files(context: dg.AssetExecutionContext, warehouse: Warehouse, glass_pins: GlassPins) -> dg.MaterializeResult:
    root = warehouse.settings.warehouse
    if (root.parent / BROKEN).exists():
        raise dg.Failure("upstream is broken")
    publish(root, context.run.tags[RELEASE_TAG])
    return dg.MaterializeResult(metadata={"commit": glass_pins.commit})


full_refresh = dg.define_asset_job("full_refresh", "*")
glass_refresh = dg.define_asset_job("glass_refresh", "*")
defs = dg.Definitions(
    assets=[files],
    jobs=[full_refresh, glass_refresh],
    resources={"warehouse": Warehouse(), RESOURCE: GlassPins()},
    executor=dg.in_process_executor,
    sensors=[
        glass_release_sensor(
            full_refresh,
            glass_refresh,
            look_every=timedelta(seconds=1),
            tick_seconds=1,
            first_wait=timedelta(seconds=3),
        )
    ],
)
