"""Strict and fast reading of the big upstream texts: mutation annotation files (MAF) and expression matrices.

A file goes through Arrow's CSV reader, an expression matrix some megabytes at a time; only when that refuses is it read
again line by line, to say where. What no table can tell, the checksums of stage raw do: a text that ends early, but at
the end of a row or inside its last field, and names of two columns of the same kind that have changed places.
"""

import os
import zlib
from collections import Counter, deque
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from lunar_assets.errors import FormatError, SourceError
from lunar_assets.harmonized.column_looks import GENE_NAME, LOOKS, refuse_misplaced
from lunar_assets.harmonized.large_table_faults import first_fault
from lunar_assets.harmonized.readings import REMEDY, shown
from lunar_assets.harmonized.small_tables import MISSING_VALUES
from lunar_assets.raw.sniff import is_gzip, open_unpacked, sniff

MAF_COLUMNS = ("Hugo_Symbol", "Entrez_Gene_Id", "Chromosome", "Variant_Classification", "Tumor_Sample_Barcode")
NOT_SAMPLES = frozenset({"Entrez_Gene_Id"})
"""Columns of a cBioPortal expression file that describe the gene."""

TEXT = pa.dictionary(pa.int32(), pa.string())
NUMBER = pa.float64()
BLOCK_BYTES = 1 << 23
READ_ERRORS = (OSError, EOFError, zlib.error)
"""What reading a damaged archive raises."""


class Expression(NamedTuple):
    """An expression matrix as upstream gives it.

    Attributes:
        symbols: Gene name of each row; the same name may be there several times.
        samples: Sample id of each column, in the order of the file.
        values: float64, genes x samples; missing values are NaN.
    """

    symbols: list[str]
    samples: list[str]
    values: np.ndarray


@dataclass(frozen=True)
class _File:
    """A file, the name that errors give it, the comment lines that lead it, and the columns of its header."""

    path: Path
    name: str
    comments: int
    header: list[str]


def read_maf(path: Path, name: str) -> pa.Table:
    """Read the columns of a mutation annotation file that the study uses, one row a call.

    Args:
        path: Local file, plain or packed with gzip.
        name: Its path in a mirror, for errors.

    Returns:
        Table of `MAF_COLUMNS`, dictionary-encoded text exactly as upstream writes it, in the order of the file.

    Raises:
        SourceError: The file is missing, empty, not data, or a damaged archive.
        FormatError: No rows, a column is missing, doubled or another one by its values, a row has too few or too many
            fields, or a text is not UTF-8 or has NUL bytes.
    """
    table = _read(_open(path, name), dict.fromkeys(MAF_COLUMNS, TEXT)).unify_dictionaries()
    refuse_misplaced(table, LOOKS, name)
    return table


def read_expression(path: Path, name: str, key: str) -> Expression:
    """Read an expression matrix: genes in rows, samples in columns.

    Args:
        path: Local file, plain or packed with gzip.
        name: Its path in a mirror, for errors.
        key: Column that holds the gene names; every other column but `NOT_SAMPLES` is a sample.

    Returns:
        Names, samples and values in the order of the file.

    Raises:
        SourceError: The file is missing, empty, not data, or a damaged archive.
        FormatError: No rows, no samples, the key column is missing, a column has no name or one that is there twice, a
            row has too few or too many fields, a name is not UTF-8 or has NUL bytes, no gene name has a letter, or a
            value is neither a finite number nor one of `MISSING_VALUES`.
    """
    file = _open(path, name)
    samples = [column for column in file.header if column != key and column not in NOT_SAMPLES]
    if not all(samples):
        raise _wrong_header(file, "has a column without a name")
    types = {key: TEXT} | dict.fromkeys(samples, NUMBER)
    _require_once(file, types)
    if not samples:
        raise _wrong_header(file, "has no sample column")
    symbols: list[str] = []
    values = np.empty((0, len(samples)))
    for batch in _batches(file, types):
        start = len(symbols)
        symbols += batch.column(0).to_pylist()
        values.resize((len(symbols), len(samples)), refcheck=False)  # grows in place: there is never a second matrix
        read = values[start:]
        for place in range(len(samples)):
            read[:, place] = batch.column(place + 1).to_numpy()
        missing = sum(column.null_count for column in batch.columns[1:])
        if np.count_nonzero(~np.isfinite(read)) != missing:
            raise _fault(file, types, "a value is infinite, or a spelling of not-a-number that is not known")
    if not symbols or any("\0" in symbol for symbol in symbols):
        raise _fault(file, types, "no rows, or a NUL byte")
    refuse_misplaced(pa.table({key: pa.chunked_array([pa.array(symbols).dictionary_encode()])}), {key: GENE_NAME}, name)
    return Expression(symbols, samples, values)


def read_gene_names(path: Path, name: str, key: str) -> list[str]:
    """Read the gene names of an expression matrix, without its values.

    Args:
        path: Local file, plain or packed with gzip.
        name: Its path in a mirror, for errors.
        key: Column that holds the gene names.

    Returns:
        The name of every row, in the order of the file.

    Raises:
        SourceError: The file is missing, empty, not data, or a damaged archive.
        FormatError: No rows, the key column is missing, a row has too few or too many fields, or no name has a letter.
    """
    table = _read(_open(path, name), {key: TEXT})
    refuse_misplaced(table, {key: GENE_NAME}, name)
    return table[key].to_pylist()


def _open(path: Path, name: str) -> _File:
    """Make sure that a file can be data, and read its header."""
    sniff(path, name, archives=False)  # an archive's checksum is proved when it is read to its end
    try:
        with open_unpacked(path) as lines:
            for comments, line in enumerate(lines):
                if any(sign in line.rstrip(b"\r\n") for sign in (b"\r", b"\0")):
                    raise FormatError(f"{name}, line {comments + 1}: a carriage return or NUL byte inside it. {REMEDY}")
                if not line.removeprefix(b"\xef\xbb\xbf").startswith(b"#"):
                    return _File(path, name, comments, line.decode("utf-8-sig").rstrip("\r\n").split("\t"))
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: the header is not UTF-8 ({error}). {REMEDY}") from None
    except READ_ERRORS as error:
        raise _unreadable(name, error) from None
    raise FormatError(f"{name}: comments only; expected a header. {REMEDY}")


def _read(file: _File, types: Mapping[str, pa.DataType]) -> pa.Table:
    _require_once(file, types)
    with _as_faults(file, types), _stream(file) as stream:
        table = pacsv.read_csv(stream, *_options(file, types))
    if table.num_rows == 0 or any(_has_nul(table[column]) for column, kind in types.items() if kind == TEXT):
        raise _fault(file, types, "no rows, or a NUL byte")
    return table


def _batches(file: _File, types: Mapping[str, pa.DataType]) -> Iterator[pa.Table]:
    """The rows of a file, some megabytes of text at a time; columns in the order of `types`.

    While one is unpacked and taken in, others are read: Arrow's own reading of a stream does all on one core.
    """
    workers = os.cpu_count() or 1
    with _as_faults(file, types), open_unpacked(file.path) as lines, ThreadPoolExecutor(workers) as pool:
        for _ in range(file.comments + 1):
            lines.readline()
        read: deque[Future[pa.Table]] = deque()
        while text := lines.read(BLOCK_BYTES):
            read.append(pool.submit(_rows, text + lines.readline(), file, types))
            if len(read) > workers:
                yield read.popleft().result()
        while read:
            yield read.popleft().result()


def _rows(text: bytes, file: _File, types: Mapping[str, pa.DataType]) -> pa.Table:
    reading, parsing, converting = _options(file, types)
    reading.skip_rows, reading.block_size, reading.use_threads = 0, len(text), False
    return pacsv.read_csv(pa.BufferReader(text), reading, parsing, converting)


def _require_once(file: _File, types: Mapping[str, pa.DataType]) -> None:
    count = Counter(file.header)
    for problem, columns in (
        ("lacks", [column for column in types if count[column] == 0]),
        ("has more than once", [column for column in types if count[column] > 1]),
    ):
        if columns:
            raise _wrong_header(file, f"{problem} {', '.join(columns)}")


def _stream(file: _File) -> pa.NativeFile:
    return pa.input_stream(str(file.path), compression="gzip" if is_gzip(file.path) else None)


def _options(
    file: _File, types: Mapping[str, pa.DataType]
) -> tuple[pacsv.ReadOptions, pacsv.ParseOptions, pacsv.ConvertOptions]:
    # Columns that nobody reads may have any name, even one that is there twice: they are known by their place.
    names = [column if column in types else f"#{place}" for place, column in enumerate(file.header)]
    return (
        pacsv.ReadOptions(block_size=BLOCK_BYTES, skip_rows=file.comments + 1, column_names=names),
        pacsv.ParseOptions(delimiter="\t", quote_char=False, double_quote=False, escape_char=False),
        pacsv.ConvertOptions(
            include_columns=list(types),
            column_types=dict(types),
            null_values=sorted(MISSING_VALUES),
            strings_can_be_null=False,
        ),
    )


@contextmanager
def _as_faults(file: _File, types: Mapping[str, pa.DataType]) -> Generator[None]:
    """What Arrow's reader raises, as errors that name the place."""
    try:
        yield
    except pa.ArrowInvalid as error:
        raise _fault(file, types, str(error)) from None
    except READ_ERRORS as error:
        raise _unreadable(file.name, error) from None


def _has_nul(column: pa.ChunkedArray) -> bool:
    options = pc.MatchSubstringOptions("\0")
    found = (pc.call_function("match_substring", [chunk.dictionary], options) for chunk in column.chunks)
    return any(matches.true_count for matches in found)


def _fault(file: _File, types: Mapping[str, pa.DataType], found: str) -> FormatError | SourceError:
    """The error that names the first line that is wrong; what the fast reader found where no line is."""
    is_number = {file.header.index(column): kind == NUMBER for column, kind in types.items()}
    try:
        with open_unpacked(file.path) as lines:
            fault = first_fault(lines, file.comments, file.header, is_number)
    except READ_ERRORS as error:
        return _unreadable(file.name, error)
    return FormatError(f"{file.name}{fault or f': {found}'}. {REMEDY}")


def _wrong_header(file: _File, problem: str) -> FormatError:
    found = ", ".join(map(shown, file.header[:20]))
    more = f" and {len(file.header) - 20} more" if len(file.header) > 20 else ""
    return FormatError(f"{file.name}: the header {problem}. It has {found}{more}. {REMEDY}")


def _unreadable(name: str, error: Exception) -> SourceError:
    return SourceError(f"{name}: cannot be read to its end ({error}); expected a whole file. {REMEDY}")
