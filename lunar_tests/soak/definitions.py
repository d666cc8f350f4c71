"""The definitions of the platform with small files upstream, and a sensor that does not wait for hours."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dagster as dg

from lunar_assets.raw import catalogue

PINS = json.loads(Path(os.environ["LUNAR_TEST_PINS"]).read_text())
"""Path in the mirror layout -> SHA-256 and size of what the local hosts serve."""

catalogue.CATALOGUE = tuple(  # before anything reads it: the catalogue's own pins are those of the real files
    replace(file, checksum=f"sha256:{PINS[file.path][0]}", bytes=PINS[file.path][1])
    if file.checksum and file.path in PINS
    else file
    for file in catalogue.CATALOGUE
)

from lunar_assets import definitions as platform  # noqa: E402
from lunar_assets.raw.sensors import glass_release_sensor  # noqa: E402

defs = dg.Definitions(
    assets=platform.defs.assets,
    asset_checks=platform.defs.asset_checks,
    jobs=platform.defs.jobs,
    resources=platform.defs.resources,
    executor=platform.defs.executor,
    sensors=[
        glass_release_sensor(
            platform.full_refresh,
            platform.glass_refresh,
            look_every=timedelta(seconds=2),
            tick_seconds=1,
            first_wait=timedelta(seconds=5),
        )
    ],
)
