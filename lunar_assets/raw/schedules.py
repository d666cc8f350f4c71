"""The weekly comparison of all sources with upstream: it observes, and changes nothing."""

from collections import defaultdict

import dagster as dg
import pandas as pd

from lunar_assets.nodes import asset_key
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.resources import GlassPins
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.words import DATASETS


@dg.op(
    out=dg.Out(dg.Nothing),
    description="Asks upstream about every file and observes what has changed at the node that reads it.",
)
def compare_with_upstream(context: dg.OpExecutionContext, warehouse: Warehouse, glass_pins: GlassPins) -> None:
    """Compares every file of the catalogue with upstream; a pinned source changes by an edit of the catalogue only."""
    from lunar_assets.raw.drift import compare
    from lunar_assets.raw.glass_release import pinned_to
    from lunar_assets.raw.sources import public_hosts

    files = pinned_to(CATALOGUE, *glass_pins.of_run(warehouse))
    found = compare(files, public_hosts(warehouse.settings).first_seen)
    by_node = defaultdict(list)
    for drift in found:
        by_node[drift.file.dataset, drift.file.kind].append(drift)
    for (dataset, kind), drifts in by_node.items():
        rows = pd.DataFrame([(drift.file.path, drift.state, drift.detail) for drift in drifts])
        counts = rows[1].value_counts()
        context.log_event(
            dg.AssetObservation(
                asset_key(f"raw.{kind}"),
                partition=dataset if dataset in DATASETS else None,
                metadata={state: int(counts.get(state, 0)) for state in ("unchanged", "changed", "unknown")}
                | {
                    "files": dg.MetadataValue.md(
                        rows.set_axis(["file", "state", "detail"], axis=1).to_markdown(index=False)
                    )
                },
            )
        )
    changed = [drift.file.path for drift in found if drift.state != "unchanged"]
    context.log.info(
        f"{len(found) - len(changed)} of {len(found)} files are unchanged upstream; not: {changed or 'none'}"
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
