"""A publication that holds one small table: as much of one as the sensors look at."""

from datetime import UTC, datetime

import duckdb
import pandas as pd

from lunar_assets.warehouse.published import catalogue_path
from lunar_assets.warehouse.resources import Warehouse

CUTOFF = {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": 390.0, "rule": "computed"}
COLUMNS = "release text, source text, published_at timestamptz, table_name text, partition text, version text"


def publish(release: str, source: str = "public", **other_facts: object) -> None:
    """Put a catalogue in place that says that a release was published now, under the settings of now."""
    warehouse = Warehouse()
    version = warehouse.store.write(
        "cohort.cutoff",
        "",
        pd.DataFrame([CUTOFF]),
        run_id="aaaaaaaa",
        inputs=[],
        facts=warehouse.facts() | {"source": source} | other_facts,
    )
    with duckdb.connect(str(catalogue_path(warehouse.store.root))) as connection:
        connection.execute("create schema if not exists release")
        connection.execute(f"create table if not exists release.publications ({COLUMNS})")
        row = [release, source, datetime.now(UTC), version.table, version.partition, version.id]
        connection.execute("insert into release.publications values (?, ?, ?, ?, ?, ?)", row)
