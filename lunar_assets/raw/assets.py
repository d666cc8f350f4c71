"""Stage raw: a node for each kind of upstream file, and the table of all of them."""

from collections.abc import Sequence

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import table_asset
from lunar_assets.raw.catalogue import Kind, files_of
from lunar_assets.raw.glass_release import pinned_to
from lunar_assets.raw.listener import LogListener
from lunar_assets.raw.manifest import all_files, manifest
from lunar_assets.raw.resources import GlassPins, PinsOfRun
from lunar_assets.raw.sources import source_of
from lunar_assets.warehouse.resources import Warehouse


@table_asset("raw.clinical", kinds={"file"})
def clinical(context: dg.AssetExecutionContext, warehouse: Warehouse, glass_pins: PinsOfRun) -> pd.DataFrame:
    """Fetches and verifies the clinical files of the cohorts."""
    return _fetch(context, warehouse, "clinical", context.partition_keys, glass_pins)


@table_asset("raw.expression", kinds={"file"})
def expression(context: dg.AssetExecutionContext, warehouse: Warehouse, glass_pins: PinsOfRun) -> pd.DataFrame:
    """Fetches and verifies the expression matrices of the cohorts."""
    return _fetch(context, warehouse, "expression", context.partition_keys, glass_pins)


@table_asset("raw.mutations", kinds={"file"})
def mutations(context: dg.AssetExecutionContext, warehouse: Warehouse, glass_pins: PinsOfRun) -> pd.DataFrame:
    """Fetches and verifies the mutation files of the cohorts."""
    return _fetch(context, warehouse, "mutations", context.partition_keys, glass_pins)


@table_asset("raw.genes", kinds={"file"})
def genes(context: dg.AssetExecutionContext, warehouse: Warehouse) -> pd.DataFrame:
    """Fetches and verifies the gene nomenclature."""
    return _fetch(context, warehouse, "genes", ["genes"])


@table_asset("raw.published", kinds={"file"})
def published(context: dg.AssetExecutionContext, warehouse: Warehouse) -> pd.DataFrame:
    """Fetches what the study published (splits, nomenclature, weights), where it is at hand; a miss is recorded."""
    return _fetch(context, warehouse, "published", ["published"])


@table_asset("raw.files", kinds={"duckdb"})
def files(
    warehouse: Warehouse,
    raw__clinical: pd.DataFrame,
    raw__expression: pd.DataFrame,
    raw__mutations: pd.DataFrame,
    raw__genes: pd.DataFrame,
    raw__published: pd.DataFrame,
) -> pd.DataFrame:
    """Brings the files of all nodes together and names the release that they belong to."""
    parts = [raw__clinical, raw__expression, raw__mutations, raw__genes, raw__published]
    return all_files(parts, warehouse.settings)


def _fetch(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    kind: Kind,
    datasets: Sequence[str],
    glass_pins: GlassPins | None = None,
) -> pd.DataFrame:
    settings = warehouse.settings
    files = [file for dataset in datasets for file in files_of(dataset, kind)]
    if settings.source == "public" and glass_pins:
        files = pinned_to(files, *glass_pins.of_run(warehouse))
    listener = LogListener(context.log.info)
    fetched = source_of(settings, listener).fetch(files)
    notes = {one.file.path: one.note for one in fetched if one.note}
    for path, note in notes.items():
        context.log.warning(f"{path}: {note}")
    context.log.info(
        f"{len(fetched)} files, {sum(one.bytes for one in fetched) / 1e6:.1f} MB, source {settings.source}"
    )
    not_at_hand = {"not_at_hand": listener.missing} if listener.missing else {}
    context.add_output_metadata({**not_at_hand, **{f"note on {path}": note for path, note in notes.items()}})
    return manifest(fetched, settings.source)
