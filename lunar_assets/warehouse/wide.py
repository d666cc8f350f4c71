"""From long tables to the wide frames that models need: one row a sample, one column a gene."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lunar_assets import words
from lunar_assets.features.one_at_a_time import OneAtATime
from lunar_assets.harmonized.mutations import counted_mutations
from lunar_assets.warehouse.place import for_arrow
from lunar_assets.warehouse.stored_table import StoredTable

Wide = OneAtATime[pd.DataFrame]


def wide_cohorts(patients: pd.DataFrame, expression: StoredTable, mutations: pd.DataFrame) -> tuple[Wide, Wide]:
    """Expression and mutation counts of the patients, wide, by data set; each frame is read when it is asked for.

    Args:
        patients: dataset and sample_id of every patient, in the order of the rows that are wanted.
        expression: `harmonized.expression`.
        mutations: `harmonized.mutations`.
    """
    ids = {dataset: list(patients.loc[patients["dataset"] == dataset, "sample_id"]) for dataset in words.DATASETS}
    counted = counted_mutations(mutations)
    return (
        OneAtATime(words.DATASETS, lambda dataset: wide_expression(expression, dataset, ids[dataset])),
        OneAtATime(words.DATASETS, lambda dataset: wide_mutations(counted, ids[dataset])),
    )


def wide_expression(expression: StoredTable, dataset: str, sample_ids: Sequence[str]) -> pd.DataFrame:
    """Expression of some samples of a cohort.

    Args:
        expression: `harmonized.expression`.
        dataset: The cohort.
        sample_ids: Samples, in the order of the rows that are wanted.

    Returns:
        float64, samples x genes, columns sorted by symbol; NaN where nothing was measured.
    """
    stored = [for_arrow(version.path) for version in expression.versions if version.partition == dataset]
    files = [pq.ParquetFile(file, filesystem=filesystem) for file, filesystem in stored]
    wanted = pd.Index(sample_ids, name="sample_id")
    symbols = sorted(set().union(*(_symbols(file) for file in files)))
    place = pd.Index(symbols, dtype=object)
    matrix = np.full((len(wanted), len(symbols)), np.nan, order="F")  # a gene after the other, as they come
    measured = np.zeros(len(symbols), dtype=bool)
    for group in _row_groups(files, ["sample_id", "symbol", "value"]):
        rows, columns = _places(group["sample_id"], wanted), _places(group["symbol"], place)
        chosen = rows >= 0
        matrix[rows[chosen], columns[chosen]] = group["value"].to_numpy()[chosen]
        measured[columns[chosen]] = True
    values = matrix if measured.all() else np.asfortranarray(matrix[:, measured])
    return pd.DataFrame(values, index=wanted, columns=place[measured].to_numpy(), copy=False)


def wide_mutations(counted: pd.DataFrame, sample_ids: Sequence[str]) -> pd.DataFrame:
    """Number of counted mutations of some samples.

    Args:
        counted: Columns sample_id, symbol and n, one row a sample and gene.
        sample_ids: Samples, in the order of the rows that are wanted.

    Returns:
        float64, samples x genes, columns sorted by symbol; 0 where there is no call. Genes without any are left out.
    """
    chosen = counted[counted["sample_id"].isin(sample_ids)]
    wanted = pd.Index(sample_ids, name="sample_id")
    columns, symbols = pd.factorize(chosen["symbol"], sort=True)
    matrix = np.zeros((len(wanted), len(symbols)))
    np.add.at(matrix, (wanted.get_indexer(pd.Index(chosen["sample_id"])), columns), chosen["n"].to_numpy())
    return pd.DataFrame(matrix, index=wanted, columns=pd.Index(symbols, name="symbol"), copy=False)


def _row_groups(files: Iterable[pq.ParquetFile], columns: list[str]) -> Iterator[pa.Table]:
    """The rows of files, a row group at a time, texts as codes: a few distinct names stand thousands of times."""
    for file in files:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns=columns)


def _symbols(file: pq.ParquetFile) -> set[str]:
    """All symbols of a file, and perhaps more that only its dictionaries have."""
    groups = (group["symbol"].combine_chunks() for group in _row_groups([file], ["symbol"]))
    return {symbol for array in groups for symbol in _words(array).dictionary.to_pylist()}


def _places(column: pa.ChunkedArray, index: pd.Index) -> np.ndarray:
    """For every row the place of its text in an index; -1 where it is not there."""
    array = _words(column.combine_chunks())
    places = index.get_indexer(pd.Index(array.dictionary.to_pylist(), dtype=object))
    return places[array.indices.to_numpy()]


def _words(array: pa.Array) -> pa.DictionaryArray:
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
