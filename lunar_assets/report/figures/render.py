"""Figures as SVG, PNG and table rows: the same tables always give the same bytes."""

import base64
import io
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pkgutil import resolve_name
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from pandas.util import hash_array
from PIL import Image

from lunar_assets.report.figures.registry import FIGURES, FigureEntry, drawable
from lunar_assets.report.figures.style import applied, mark_synthetic

DPI: Final = 100
COLOURS: Final = 128  # of a PNG: no figure has as many but for the edges of letters, and the file is a third
_NO_SVG_METADATA: Final = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def draw(entry: FigureEntry, tables: Mapping[str, pd.DataFrame], *, synthetic: bool) -> Figure:
    """One figure, laid out.

    Args:
        entry: From the registry.
        tables: `stage.name` -> rows, with all tables of the entry.
        synthetic: Whether the data are made up, and the figure must say so.
    """
    with applied():
        figure: Figure = resolve_name(entry.function)(tables)
        if synthetic:
            mark_synthetic(figure)
        if layout := figure.get_layout_engine():
            layout.execute(figure)
        figure.set_layout_engine("none")  # a second rendering would move the panels by fractions of a pixel
    return figure


def svg(figure: Figure) -> str:
    """The figure as an `<svg>` element that stands alone, or in a page; its text is text."""
    buffer = io.StringIO()
    with applied():
        figure.savefig(buffer, format="svg", metadata=_NO_SVG_METADATA)
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def png(figure: Figure, dpi: int = DPI) -> bytes:
    """The figure as PNG.

    Args:
        figure: The figure.
        dpi: Dots per inch; the figure is 8 inches wide.
    """
    canvas, buffer = FigureCanvasAgg(figure), io.BytesIO()
    with applied():
        figure.set_dpi(dpi)
        canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(buffer, "png", optimize=True)
    return buffer.getvalue()


class Rendered(NamedTuple):
    """A figure as SVG text and PNG bytes."""

    svg: str
    png: bytes


_RENDERED: dict[tuple[str, bool, str], Rendered] = {}


def rendered(entry: FigureEntry, tables: Mapping[str, pd.DataFrame], *, synthetic: bool) -> Rendered:
    """A figure in both formats, drawn once in a process for the same rows: assets and report show the same.

    Args:
        entry: From the registry.
        tables: `stage.name` -> rows, with all tables of the entry.
        synthetic: Whether the data are made up, and the figure must say so.
    """
    key = (entry.name, synthetic, _digest([tables[name] for name in entry.tables]))
    if key not in _RENDERED:
        figure = draw(entry, tables, synthetic=synthetic)
        _RENDERED[key] = Rendered(svg(figure), png(figure))
    return _RENDERED[key]


def _digest(frames: Iterable[pd.DataFrame]) -> str:
    """Hash of names, order and values of frames, whatever their types of storage."""
    digest = sha256()
    for frame in frames:
        for name in sorted(frame.columns):
            digest.update(f"{name} {len(frame)} ".encode())
            digest.update(hash_array(frame[name].astype(object).to_numpy()).tobytes())
    return digest.hexdigest()


def figures_table(tables: Mapping[str, pd.DataFrame], synthetic: bool) -> pd.DataFrame:
    """Table `report.figures`: all figures that the tables are enough for.

    Args:
        tables: `stage.name` -> rows. `harmonized.mutations` may be summed to dataset, variant_classification and n.
        synthetic: Whether the data are made up; every figure then carries the word SYNTHETIC.

    Returns:
        figure, position, title, caption, svg, png (base64); a position stays free where a figure is left out.

    Raises:
        MissingDataError: A table that is not optional is missing or has no rows.
    """
    positions = {name: position for position, name in enumerate(FIGURES, start=1)}
    rows = []
    for entry in drawable(tables):
        images = rendered(entry, tables, synthetic=synthetic)
        encoded = base64.b64encode(images.png).decode("ascii")
        rows.append((entry.name, positions[entry.name], entry.title, entry.caption, images.svg, encoded))
    return pd.DataFrame(rows, columns=pd.Index(["figure", "position", "title", "caption", "svg", "png"]))
