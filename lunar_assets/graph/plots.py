"""Figures as metadata of the assets that they are about, so that the UI shows them beside the table."""

import base64
from collections.abc import Mapping

import dagster as dg
import pandas as pd

from lunar_assets.report.figures.registry import FIGURES
from lunar_assets.warehouse.resources import Warehouse


def show(context: dg.AssetExecutionContext, warehouse: Warehouse, tables: Mapping[str, pd.DataFrame]) -> None:
    """Show the figures of an asset with one output and no partitions in its metadata.

    Args:
        context: Of the asset.
        warehouse: Of the run.
        tables: `stage.name` -> rows, the table that the figures are about first; see `plots`.
    """
    context.add_output_metadata(plots(next(iter(tables)), tables, synthetic=warehouse.settings.synthetic))


def plots(shown_on: str, tables: Mapping[str, pd.DataFrame], *, synthetic: bool) -> dict[str, dg.MetadataValue]:
    """The figures of an asset, as Markdown with the image in it, by name of the figure.

    Args:
        shown_on: What the registry of figures calls the asset, or one partition of it.
        tables: `stage.name` -> rows; a figure that needs another table, or one without rows, is left out.
        synthetic: Whether the rows are made up, which the figures then say.
    """
    from lunar_assets.report.figures.render import rendered

    there = {name for name, rows in tables.items() if len(rows)}
    entries = [entry for entry in FIGURES.values() if entry.shown_on == shown_on and there.issuperset(entry.tables)]
    images = {entry: rendered(entry, tables, synthetic=synthetic).png for entry in entries}
    return {
        entry.name: dg.MetadataValue.md(
            f"![{entry.title}](data:image/png;base64,{base64.b64encode(image).decode()})\n\n{entry.caption}"
        )
        for entry, image in images.items()
    }
