"""Expression matrices, from upstream's texts to the stored rows of `harmonized.expression`."""

from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from benchmarks.harness import Benchmark, Size
from benchmarks.stages import expression_files
from lunar_assets import words
from lunar_assets.harmonized.expression import harmonize_expression
from lunar_assets.harmonized.large_tables import read_expression
from lunar_assets.warehouse.blocks import write_parquet
from lunar_assets.warehouse.contracts import TABLES

DATASETS = {"glass.txt": words.GLASS, "tcga.gz": words.TCGA}
SECOND_NAMES = 0.02
"""Rows that name a gene that another row names too, as a share of genes; rows beyond those are mapped to none."""


class Given(NamedTuple):
    """The files, and the gene of every name as the platform and as the reference have it."""

    files: list[Path]
    mapping: pd.DataFrame
    plain_mapping: dict[str, str | None]


def given(size: Size, folder: Path) -> Given:
    """The files of `expression_files`, and a mapping of their names."""
    n_rows = round(size.genes * expression_files.ROWS_A_GENE)
    n_mapped = min(round(size.genes * (1 + SECOND_NAMES)), n_rows)
    names = [f"GEN{row}" for row in range(n_rows)]
    genes = [f"G{row % size.genes}" if row < n_mapped else None for row in range(n_rows)]
    mapping = pd.DataFrame({"modality": "expression", "input_symbol": names, "symbol": genes})
    of_all = pd.concat([mapping.assign(dataset=dataset) for dataset in DATASETS.values()], ignore_index=True)
    return Given(expression_files.given(size, folder), of_all, dict(zip(names, genes, strict=True)))


def platform(given: Given) -> list[Path]:
    """Blocks of genes, each cast, hashed and written as it comes, and judged by the contract."""
    stored = []
    for path in given.files:
        dataset, target = DATASETS[path.name], path.with_suffix(".ours.parquet")
        read = read_expression(path, path.name, "sample")
        rows = harmonize_expression(*read, given.mapping, dataset)
        write_parquet(target, rows, TABLES["harmonized.expression"], dataset, lambda *_: {})
        stored.append(target)
    return stored


def reference(given: Given) -> list[Path]:
    """`read_csv`, `apply` over the names, `groupby` and `stack`, without hashes, keys and promises."""
    stored = []
    for path in given.files:
        target = path.with_suffix(".theirs.parquet")
        read = pd.read_csv(path, sep="\t", index_col=0)
        symbols = read.index.to_series().apply(lambda name: given.plain_mapping[name])
        genes = read.groupby(symbols).mean().rename_axis(index="symbol", columns="sample_id")
        long = genes.stack().rename("value").reset_index()  # noqa: PD013 - what `melt` gives would have to be sorted
        long.assign(dataset=DATASETS[path.name]).to_parquet(target)
        stored.append(target)
    return stored


def same(ours: list[Path], theirs: list[Path]) -> None:
    """Rows in their order, and values to the last bits: the two round texts, and means of two rows, differently."""
    for pair in zip(ours, theirs, strict=True):
        ours_, theirs_ = (f"read_parquet('{path}')" for path in pair)
        sql = f"""
            select
                count(*), count(ours.symbol), count(theirs.symbol),
                count_if(
                    (ours.dataset, ours.sample_id, ours.symbol) <> (theirs.dataset, theirs.sample_id, theirs.symbol)
                    or abs(ours.value - theirs.value) > 1e-12
                )
            from {ours_} ours positional join {theirs_} theirs
        """
        with duckdb.connect() as connection:
            rows, ours_rows, theirs_rows, different = connection.execute(sql).fetchall()[0]
        assert (ours_rows, theirs_rows, different) == (rows, rows, 0), pair


BENCHMARK = Benchmark(
    "expression files to the stored table of genes and samples",
    given,
    platform,
    reference,
    same,
    plain="`read_csv`, `apply` over the names, `groupby`, `stack`, `to_parquet`",
    prepare=expression_files.prepare,
)
