"""Expression matrices, a text of 95 MB and one packed by gzip to about 60 MB, read with every refusal of bad values."""

import gzip
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from benchmarks.harness import Benchmark, Size
from lunar_assets.harmonized.large_tables import Expression, read_expression

SAMPLES = {"glass.txt": 600, "tcga.gz": 702}
ROWS_A_GENE = 20_530 / 16_756
DIGITS = 4
ROWS_AT_ONCE = 2_000
UNPACKED_AT_ONCE = 1 << 23


def prepare(size: Size, folder: Path) -> None:
    """Write the files; samples grow with patients, rows with genes."""
    for seed, (name, samples) in enumerate(SAMPLES.items()):
        rng = np.random.default_rng(seed)
        n_samples, n_rows = round(samples * size.patients), round(size.genes * ROWS_A_GENE)
        header = "\t".join(["sample", *(f"S{i:05d}" for i in range(n_samples))])
        path = folder / name
        with gzip.open(path, "wb", compresslevel=1) if path.suffix == ".gz" else path.open("wb") as file:
            file.write(f"{header}\n".encode())
            for start in range(0, n_rows, ROWS_AT_ONCE):
                rows = range(start, min(start + ROWS_AT_ONCE, n_rows))
                file.write(_text(rng, rows, n_samples))


def _text(rng: np.random.Generator, rows: range, n_samples: int) -> bytes:
    values = rng.normal(0, 2, (len(rows), n_samples)).round(DIGITS)
    columns = {"sample": [f"GEN{row}" for row in rows]} | {str(i): values[:, i] for i in range(n_samples)}
    text = BytesIO()
    pacsv.write_csv(
        pa.table(columns), text, pacsv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    )
    return text.getvalue()


def given(size: Size, folder: Path) -> list[Path]:  # noqa: ARG001
    """The files in the folder."""
    return [folder / name for name in SAMPLES]


def platform(paths: list[Path]) -> list[Expression]:
    """The strict reader."""
    return [read_expression(path, path.name, "sample") for path in paths]


def reference(paths: list[Path]) -> list[pd.DataFrame]:
    """`read_csv`."""
    return [pd.read_csv(path, sep="\t", index_col=0) for path in paths]


def unpacked(paths: list[Path]) -> None:
    """Unpack the archive and read the text, nothing more: no reader of values can be faster on one core."""
    for path in paths:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            while file.read(UNPACKED_AT_ONCE):
                pass


def same(ours: list[Expression], theirs: list[pd.DataFrame]) -> None:
    """Names, samples, and values to the last bits, since the two round texts differently."""
    for read, frame in zip(ours, theirs, strict=True):
        assert read.symbols == list(frame.index)
        assert read.samples == list(frame.columns)
        np.testing.assert_allclose(read.values, frame.to_numpy(), rtol=1e-14, atol=0)


BENCHMARK = Benchmark(
    "expression files (95 MB of text, 60 MB of gzip) read",
    given,
    platform,
    reference,
    same,
    plain="`read_csv`",
    prepare=prepare,
    floor=unpacked,
    floor_is="the archive unpacked, the text read, no value parsed",
    times_faster=5,
)
