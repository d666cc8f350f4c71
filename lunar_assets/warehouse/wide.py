"""From long tables to the wide frames that models need: one row a sample, one column a gene."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

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
GROUPS_AT_ONCE = 8
"""Row groups that are read together: enough work for two cores, and little memory."""


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
    wanted = pd.Index(sample_ids, name="sample_id")
    places: dict[str, int] = {}
    matrix = np.empty((0, len(wanted)))  # a gene after the other, as they come
    for batch in _batches(stored, ["sample_id", "symbol", "value"]):
        samples, symbols = _words(batch["sample_id"]), _words(batch["symbol"])
        rows = wanted.get_indexer(pd.Index(samples.dictionary.to_pylist(), dtype=object))[samples.indices.to_numpy()]
        chosen = np.flatnonzero(rows >= 0)
        codes = symbols.indices.to_numpy()[chosen]
        place_of = np.empty(len(symbols.dictionary), dtype=np.intp)
        for code in np.unique(codes):
            place_of[code] = places.setdefault(symbols.dictionary[code].as_py(), len(places))
        known = len(matrix)
        matrix.resize((len(places), len(wanted)), refcheck=False)  # grows in place: there is never a second matrix
        matrix[known:] = np.nan
        matrix[place_of[codes], rows[chosen]] = batch["value"].to_numpy()[chosen]
    names = np.array(list(places), dtype=object)
    order = np.argsort(names)
    values = matrix if (order == np.arange(len(order))).all() else matrix[order]
    return pd.DataFrame(values.T, index=wanted, columns=names[order], copy=False)


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


def _batches(stored: Iterable[tuple[str, Any]], columns: list[str]) -> Iterator[pa.RecordBatch]:
    """The rows of files, some row groups at a time, texts as codes: a few distinct names stand thousands of times."""
    for path, filesystem in stored:
        with pq.ParquetFile(path, filesystem=filesystem) as file:
            for first in range(0, file.num_row_groups, GROUPS_AT_ONCE):
                groups = list(range(first, min(first + GROUPS_AT_ONCE, file.num_row_groups)))
                yield from file.read_row_groups(groups, columns=columns).to_batches()


def _words(array: pa.Array) -> pa.DictionaryArray:
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
