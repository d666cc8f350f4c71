"""Stage release: the last node of the graph, which makes a run's tables the ones that everybody sees."""

from typing import Any

import dagster as dg

from lunar_assets.graph.nodes import asset_key, node
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.release.publication import PUBLICATIONS, choose, publish
from lunar_assets.release.retention import prune
from lunar_assets.release.snapshots import keep_release
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.resources import PARTITION_KEYS, Warehouse
from lunar_assets.warehouse.stored_table import StoredTable

OF_MODELS = [name for name, table in TABLES.items() if table.partition == "model"]
UPSTREAM = [
    *(asset_key(table) for table in TABLES if table not in [*OF_MODELS, PUBLICATIONS]),
    *(dg.AssetKey(["models", name]) for name in MODEL_NAMES),
]


@dg.asset(  # pyright: ignore[reportUntypedFunctionDecorator] - the keywords of `node` fit either form of it
    key=asset_key(PUBLICATIONS),
    deps=UPSTREAM,
    **node(TABLES[PUBLICATIONS], {"duckdb"}, TABLES[PUBLICATIONS].comment),
)
def publications(context: dg.AssetExecutionContext, warehouse: Warehouse) -> dg.MaterializeResult[Any]:
    """Puts catalogue and report in place once every table has passed its checks; keeps a snapshot of a new release."""
    store = warehouse.store
    partitions = {name: PARTITION_KEYS[table.partition] for name, table in TABLES.items()}
    versions = choose(store, partitions, context.run_id, warehouse.facts())
    record = publish(store, versions, context.run_id, warehouse.facts())
    release = str(StoredTable((record,)).frame()["release"].iloc[-1])
    snapshot = keep_release(store, release, [*versions, record])
    removed = prune(store)
    warehouse.refresh_work_catalogue()
    return dg.MaterializeResult(
        metadata={
            "release": release,
            "catalogue": dg.MetadataValue.path(str(store.root / "lunar.duckdb")),
            "report": dg.MetadataValue.path(str(store.root / "report" / "index.html")),
            "tables": len({version.table for version in versions}),
            "dagster/row_count": record.footer["rows"],
            "snapshot": str(snapshot or "already there"),
            "removed_files": len(removed),
        },
        data_version=dg.DataVersion(record.footer["content_hash"][:16]),
    )
