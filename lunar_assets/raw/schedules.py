"""The weekly comparison of all sources with upstream: it observes, and changes nothing."""

from collections import defaultdict
from collections.abc import Sequence

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import asset_key
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.drift import Drift, compare
from lunar_assets.raw.glass_release import pinned_to
from lunar_assets.raw.resources import PinsOfRun
from lunar_assets.raw.sources import public_hosts
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.words import DATASETS


@dg.op(
    out=dg.Out(dg.Nothing),
    description="Asks upstream about every file and observes what has changed at the node that reads it.",
)
def compare_with_upstream(context: dg.OpExecutionContext, warehouse: Warehouse, glass_pins: PinsOfRun) -> None:
    """Compares every file of the catalogue with upstream; a pinned source changes by an edit of the catalogue only."""
    files = pinned_to(CATALOGUE, *glass_pins.of_run(warehouse))
    by_node: dict[tuple[str, str], list[Drift]] = defaultdict(list)
    for drift in compare(files, public_hosts(warehouse.settings).first_seen):
        by_node[drift.file.dataset, drift.file.kind].append(drift)
        if drift.state != "unchanged":
            context.log.warning(f"{drift.file.path}: {drift.state}; {drift.detail}")
    for (dataset, kind), drifts in by_node.items():
        context.log_event(_observation(dataset, kind, drifts))


def _observation(dataset: str, kind: str, drifts: Sequence[Drift]) -> dg.AssetObservation:
    """What upstream says of the files of one node."""
    rows = [(drift.file.path, drift.state, drift.detail) for drift in drifts]
    table = pd.DataFrame(rows, columns=["file", "state", "detail"])
    return dg.AssetObservation(
        asset_key(f"raw.{kind}"),
        partition=dataset if dataset in DATASETS else None,
        metadata={
            **{state: int((table["state"] == state).sum()) for state in ("unchanged", "changed", "unknown")},
            "files": dg.MetadataValue.md(table.to_markdown(index=False) or ""),
        },
    )


@dg.job(description="Compares all sources with upstream and observes what has changed, without taking anything.")
def compare_sources() -> None:
    """One op; the weekly schedule runs it."""
    compare_with_upstream()


@dg.schedule(
    job=compare_sources,
    cron_schedule="0 5 * * 1",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every Monday: what has changed upstream, TCGA files and gene nomenclature too.",
)
def weekly_comparison(warehouse: Warehouse) -> dg.RunRequest | dg.SkipReason:
    """Asks for one comparison, unless there is no upstream to compare with."""
    source = warehouse.settings.source
    if source != "public":
        return dg.SkipReason(f"LUNAR_SOURCE is {source}: there is no upstream to compare with.")
    return dg.RunRequest()
