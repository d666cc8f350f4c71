"""Expression matrices as text: genes in rows, samples in columns, four decimals."""

import gzip
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv


def write_matrix(
    path: Path, key: str, names: list[str], samples: list[str], values: np.ndarray, *, packed: bool
) -> None:
    """Write a matrix, missing values as `NA`; `packed` writes gzip without a time stamp.

    Args:
        path: File to write.
        key: Header of the first column.
        names: Row names.
        samples: Column names.
        values: Shape (names, samples), float32.
        packed: Whether upstream packs the file.
    """
    rounded = np.ascontiguousarray(np.round(values, 4).T)
    columns = [pa.array(names, pa.string()), *(pa.array(column, from_pandas=True) for column in rounded)]
    buffer = io.BytesIO()
    options = csv.WriteOptions(delimiter="\t", quoting_style="none", include_header=False)
    csv.write_csv(pa.Table.from_arrays(columns, [key, *samples]), buffer, options)
    text = buffer.getvalue()
    if np.isnan(rounded).any():
        text = text.replace(b"\t\t", b"\tNA\t").replace(b"\t\t", b"\tNA\t").replace(b"\t\n", b"\tNA\n")
    text = "\t".join([key, *samples]).encode() + b"\n" + text
    path.write_bytes(gzip.compress(text, compresslevel=4, mtime=0) if packed else text)
