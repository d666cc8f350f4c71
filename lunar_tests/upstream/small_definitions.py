"""The release sensor with jobs that take seconds: they publish the release of their run and do nothing else."""

from datetime import timedelta

import dagster as dg

from lunar_assets.graph.launch import told
from lunar_assets.raw.resources import RESOURCE, GlassPins, PinsOfRun
from lunar_assets.raw.sensors import RELEASE_TAG, glass_release_sensor
from lunar_assets.warehouse.resources import Warehouse
from lunar_tests.upstream.publishing import publish

BROKEN = "broken"
"""While a file of this name lies beside the warehouse, every run fails."""


@dg.asset(key=["raw", "files"])
def files(context: dg.AssetExecutionContext, warehouse: Warehouse, glass_pins: PinsOfRun) -> dg.MaterializeResult:
    if (warehouse.settings.warehouse.parent / BROKEN).exists():
        raise dg.Failure("upstream is broken")
    publish(context.run.tags[RELEASE_TAG])
    return dg.MaterializeResult(metadata={"commit": glass_pins.commit})


full_refresh = dg.define_asset_job("full_refresh", "*")
glass_refresh = dg.define_asset_job("glass_refresh", "*")
defs = dg.Definitions(
    assets=[files],
    jobs=[full_refresh, glass_refresh],
    resources={"warehouse": Warehouse(), RESOURCE: told(GlassPins, "As in the platform.")},
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
