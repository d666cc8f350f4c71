"""From long tables to the wide frames that models need: one row a sample, one column a gene."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lunar_assets.warehouse.stored_table import StoredTable


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
    return _pivot(rows, "value", sample_ids, np.nan)


def wide_mutations(
    mutations: StoredTable, dataset: str, sample_ids: Sequence[str], silent: Sequence[str]
) -> pd.DataFrame:
    """Number of counted mutations of some samples of a cohort.

    Args:
        mutations: `harmonized.mutations`.
        dataset: The cohort.
        sample_ids: Samples, in the order of the rows that are wanted.
        silent: Variant classes that are not counted.

    Returns:
        float64, samples x genes, columns sorted by symbol; 0 where there is no call. Genes without any are left out.
    """
    query = (
        "select sample_id, symbol, sum(n)::double as n from stored "
        "where dataset = ? and sample_id in (select unnest(?)) "
        "and variant_classification not in (select unnest(?)) group by all"
    )
    with mutations.connect() as connection:
        rows = connection.sql(query, params=[dataset, list(sample_ids), list(silent)]).to_arrow_table()
    return _pivot(rows, "n", sample_ids, 0.0)


def _rows(stored: StoredTable, dataset: str, columns: list[str], condition: pc.Expression) -> pa.Table:
    """Rows of one cohort, texts as codes: a few distinct names stand millions of times."""
    paths = [version.path for version in stored.versions if version.partition == dataset]
    texts = ["sample_id", "symbol"]
    return pa.concat_tables(
        pq.read_table(path, columns=columns, read_dictionary=texts, filters=condition) for path in paths
    )


def _pivot(rows: pa.Table, value: str, sample_ids: Sequence[str], fill: float) -> pd.DataFrame:
    symbols, columns = _codes(rows["symbol"])
    samples, positions = _codes(rows["sample_id"])
    order = np.argsort(symbols)
    column_of = np.empty(len(symbols), dtype=np.int64)
    column_of[order] = np.arange(len(symbols))
    row_of = pd.Index(sample_ids).get_indexer(pd.Index(samples))
    matrix = np.full((len(sample_ids), len(symbols)), fill)
    matrix[row_of[positions], column_of[columns]] = rows[value].to_numpy()
    return pd.DataFrame(matrix, index=pd.Index(sample_ids, name="sample_id"), columns=symbols[order])


def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct texts of a column and, for every row, the position of its text among them."""
    array = column.combine_chunks()
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    used, codes = np.unique(array.indices.to_numpy(), return_inverse=True)
    names = array.dictionary.take(pa.array(used)).to_pylist()
    return np.array(names, dtype=object), codes
