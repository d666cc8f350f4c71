"""Stage report: figures, published figures beside ours, and the page that a publication puts in place."""

from typing import Any

import dagster as dg
import pandas as pd

from lunar_assets import words
from lunar_assets.graph.nodes import parameter, reading, table_asset, tables_asset
from lunar_assets.models.assets import MODEL_INPUTS
from lunar_assets.raw.manifest import release_of
from lunar_assets.report.figures.registry import FIGURES
from lunar_assets.report.inputs import COMPARED_TABLES, PAGE_TABLES, RELEASE_COLUMNS
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.published import former_release, snapshot_path
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.snapshot_tables import read_tables
from lunar_assets.warehouse.stored_table import StoredTable

DRAWN_TABLES = tuple(
    dict.fromkeys(t for entry in FIGURES.values() for t in entry.tables if not t.startswith("models."))
)
PAGE_INPUTS = tuple(table for table in PAGE_TABLES if table != "models.runs")  # one asset a model writes that
VARIANT_CLASSES = "select dataset, variant_classification, sum(n)::bigint as n from stored group by all order by all"


@table_asset("report.figures", kinds={"matplotlib"}, ins=reading(DRAWN_TABLES) | MODEL_INPUTS)
def figures(context: dg.AssetExecutionContext, warehouse: Warehouse, **inputs: Any) -> pd.DataFrame:  # noqa: ANN401 - stored tables, then models
    """Draws every figure whose tables are there."""
    from lunar_assets.models.runs import epochs
    from lunar_assets.report.figures.render import figures_table

    models = [inputs.pop(name) for name in MODEL_INPUTS]
    tables = {table: inputs[parameter(table)] for table in DRAWN_TABLES}
    tables["evaluation.replicates"] = summed_up(tables["evaluation.replicates"], tables["evaluation.replicate_summary"])
    classes = tables.pop("harmonized.mutations").sql(VARIANT_CLASSES)
    frames = {table: stored.frame() for table, stored in tables.items()}
    found = figures_table(
        frames | epochs(models) | {"harmonized.mutations": classes}, synthetic=warehouse.settings.synthetic
    )
    left_out = sorted(set(FIGURES) - set(found["figure"]))
    context.add_output_metadata({"drawn": len(found), "left_out": left_out})
    return found


def summed_up(replicates: StoredTable, summary: StoredTable) -> StoredTable:
    """The replicates that the summary was made from; a single one that was run later waits for the next summary."""
    made_from = {name for version in summary.versions for name in version.footer["lineage"]}
    return StoredTable(tuple(v for v in replicates.versions if v.name in made_from), "evaluation.replicates")


@table_asset("report.published_comparison", kinds={"pandas"}, ins=reading(COMPARED_TABLES))
def published_comparison(warehouse: Warehouse, **inputs: Any) -> pd.DataFrame:  # noqa: ANN401 - stored tables
    """Sets every published figure that the source allows beside ours; made-up data are not compared."""
    from lunar_assets.report.published import comparison

    frames = {table: inputs[parameter(table)].frame() for table in COMPARED_TABLES}
    found = comparison(frames)
    return found.iloc[:0] if warehouse.settings.synthetic else found


@tables_asset(
    ("report.changes", "report.release_comparison"),
    name="changes",
    kinds={"pandas", "duckdb"},
    ins=reading(["raw.files", *RELEASE_COLUMNS]),
)
def changes(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    **inputs: Any,  # noqa: ANN401 - stored tables
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compares with the release before, as its snapshot in `snapshots/` has it."""
    from lunar_assets.report.changes import CHANGES, COMPARISON, changes, comparison

    release, former = releases(warehouse, inputs["raw__files"])
    snapshot = snapshot_path(warehouse.store.root, str(former))
    shown: dict[str, object] = {"release": release, "previous_release": former or "none"}
    if former and snapshot.exists():
        before = read_tables(snapshot, RELEASE_COLUMNS)
        after = {table: inputs[parameter(table)].frame() for table in RELEASE_COLUMNS}
        changed = changes(before, after, former, release)
        compared = comparison(before, after, changed, former, release)
        shown |= counts_and_figures(changed, compared)
    else:
        changed, compared = pd.DataFrame(columns=CHANGES), pd.DataFrame(columns=COMPARISON)
        if former:
            shown["not_compared"] = f"The snapshot of {former}, the release before, is gone: {snapshot} is not there."
            context.log.warning(shown["not_compared"])
    context.add_output_metadata(shown, output_name="report__changes")
    return changed, compared


def counts_and_figures(changed: pd.DataFrame, compared: pd.DataFrame) -> dict[str, object]:
    """Metadata about a comparison of two releases: changes of each kind, and the table of figures."""
    counts = {f"changes_{change}": int((changed["change"] == change).sum()) for change in words.CHANGES}
    figures = compared[["dataset", "quantity", "before", "after", "difference"]].astype(object)
    written = figures.where(compared[figures.columns].notna(), None).to_markdown(index=False, missingval="")
    moved = int(changed["by_cutoff"].sum())
    return {**counts, "labels_moved_by_cutoff": moved, "comparison": dg.MetadataValue.md(written)}


def releases(warehouse: Warehouse, files: StoredTable) -> tuple[str, str | None]:
    """The release of the run's files, and the one that was published before it, if there is one."""
    release = release_of(files.frame())
    return release, former_release(warehouse.store, release, warehouse.settings.source)


@table_asset("report.pages", kinds={"html"}, ins=reading(PAGE_INPUTS))
def pages(context: dg.AssetExecutionContext, warehouse: Warehouse, **inputs: Any) -> pd.DataFrame:  # noqa: ANN401 - stored tables
    """Renders the run as one self-contained page."""
    from lunar_assets.report.page import TableText, page
    from lunar_assets.report.versions import versions

    frames = {table: inputs[parameter(table)].frame() for table in PAGE_INPUTS}
    frames["models.runs"] = warehouse.read("models.runs", context.run_id).frame()
    dictionary = [
        TableText(name, table.comment, tuple((column.name, column.type, column.comment) for column in table.columns))
        for name, table in TABLES.items()
    ]
    _, former = releases(warehouse, inputs["raw__files"])
    facts = {**warehouse.facts(), "previous_release": former, "versions": versions()}
    content = page(frames, facts, dictionary)
    context.add_output_metadata({"megabytes": len(content.encode()) / 1e6})
    return pd.DataFrame({"page": ["index.html"], "content": [content]})
