"""From long tables to the wide frames that models need: one row a sample, one column a gene."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lunar_assets import words
from lunar_assets.harmonized.mutations import counted_mutations
from lunar_assets.warehouse.place import for_arrow
from lunar_assets.warehouse.stored_table import StoredTable


def wide_cohorts(
    patients: pd.DataFrame, expression: StoredTable, mutations: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Expression and mutation counts of the patients, wide, by data set.

    Args:
        patients: dataset and sample_id of every patient, in the order of the rows that are wanted.
        expression: `harmonized.expression`.
        mutations: `harmonized.mutations`.
    """
    ids = {dataset: list(patients.loc[patients["dataset"] == dataset, "sample_id"]) for dataset in words.DATASETS}
    counted = counted_mutations(mutations)
    return (
        {dataset: wide_expression(expression, dataset, ids[dataset]) for dataset in ids},
        {dataset: wide_mutations(counted, ids[dataset]) for dataset in ids},
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
    rows = _rows(expression, dataset, ["sample_id", "symbol", "value"], pc.field("sample_id").isin(list(sample_ids)))
    symbols, columns = _codes(rows["symbol"])
    samples, positions = _codes(rows["sample_id"])
    order = np.argsort(symbols)
    column_of = np.empty(len(symbols), dtype=np.int64)
    column_of[order] = np.arange(len(symbols))
    row_of = pd.Index(sample_ids).get_indexer(pd.Index(samples))
    matrix = np.full((len(sample_ids), len(symbols)), np.nan)
    matrix[row_of[positions], column_of[columns]] = rows["value"].to_numpy()
    return pd.DataFrame(matrix, index=pd.Index(sample_ids, name="sample_id"), columns=symbols[order])


def wide_mutations(counted: pd.DataFrame, sample_ids: Sequence[str]) -> pd.DataFrame:
    """Number of counted mutations of some samples.

    Args:
        counted: Columns sample_id, symbol and n, one row a sample and gene.
        sample_ids: Samples, in the order of the rows that are wanted.

    Returns:
        float64, samples x genes, columns sorted by symbol; 0 where there is no call. Genes without any are left out.
    """
    chosen = counted[counted["sample_id"].isin(sample_ids)]
    wide = chosen.pivot_table(index="sample_id", columns="symbol", values="n", aggfunc="sum", fill_value=0)
    return wide.reindex(pd.Index(sample_ids, name="sample_id"), fill_value=0).astype(np.float64)


def _rows(stored: StoredTable, dataset: str, columns: list[str], condition: pc.Expression) -> pa.Table:
    """Rows of one cohort, texts as codes: a few distinct names stand millions of times."""
    files = [for_arrow(version.path) for version in stored.versions if version.partition == dataset]
    texts = ["sample_id", "symbol"]
    return pa.concat_tables(
        pq.read_table(file, filesystem=filesystem, columns=columns, read_dictionary=texts, filters=condition)
        for file, filesystem in files
    )


def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct texts of a column and, for every row, the position of its text among them."""
    array = column.combine_chunks()
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    used, codes = np.unique(array.indices.to_numpy(), return_inverse=True)
    names = array.dictionary.take(pa.array(used)).to_pylist()
    return np.array(names, dtype=object), codes
