"""A query for one gene of all samples, through the catalogue, with the connection that it needs."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated import warehouse
from lunar_assets.warehouse.queries import select
from lunar_assets.warehouse.store import Version


class Given(NamedTuple):
    """The catalogue, what is stored behind it, and the gene."""

    catalogue: Path
    stored: tuple[Version, ...]
    gene: str


def given(size: Size, folder: Path) -> Given:
    """The warehouse in the folder, and a gene in its middle."""
    return Given(folder / warehouse.CATALOGUE, warehouse.stored(folder), f"GEN{size.genes // 2:05d}")


def platform(given: Given) -> pd.DataFrame:
    """`lunar sql`."""
    return select(given.catalogue, f"select * from harmonized.expression where symbol = '{given.gene}'")


def reference(given: Given) -> pd.DataFrame:
    """Everything read, then the gene."""
    frame = warehouse.whole(given.stored)
    return frame[frame["symbol"] == given.gene]


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Every row."""
    key = ["dataset", "sample_id"]
    ours, theirs = (
        frame.astype(dict.fromkeys([*key, "symbol"], "object")).sort_values(key) for frame in (ours, theirs)
    )
    assert len(ours), "no rows: nothing was compared"
    pd.testing.assert_frame_equal(ours.reset_index(drop=True), theirs.reset_index(drop=True))


BENCHMARK = Benchmark(
    "one gene of all samples, by SQL",
    given,
    platform,
    reference,
    same,
    plain="pandas reads the Parquet files whole, then filters",
    prepare=warehouse.write,
    reference_gb=lambda size: 4 * size.patients * size.gene_share,
    most_seconds=0.05,
)
