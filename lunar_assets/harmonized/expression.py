"""Expression in approved gene symbols: one row a gene and sample, rows of one gene averaged."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lunar_assets.errors import InconsistentDataError
from lunar_assets.harmonized.small_tables import MISSING_VALUES


def expression_names(symbols: Sequence[str]) -> pd.DataFrame:
    """Count the distinct gene names of an expression file.

    Args:
        symbols: Gene name of each row.

    Returns:
        Frame of `input_symbol` (text, empty where a row has none) and `n_rows`, sorted by name; n_rows adds up to the
        rows of the file.
    """
    counts = _given(symbols).value_counts(sort=False).sort_index()
    return counts.rename_axis("input_symbol").rename("n_rows").reset_index()


def harmonize_expression(
    symbols: Sequence[str], samples: Sequence[str], values: np.ndarray, mapping: pd.DataFrame, dataset: str
) -> pd.DataFrame:
    """Bring expression into approved symbols.

    Args:
        symbols: Gene name of each row, as in `large_tables.Expression`.
        samples: Sample id of each column.
        values: float64, genes x samples.
        mapping: Frame of `gene_mapping.map_names`; rows of other datasets and modalities are left aside.
        dataset: tcga or glass.

    Returns:
        Frame of `dataset`, `sample_id`, `symbol` (categories) and `value` (float64; the mean of a gene's rows, missing
        values ignored, to the last bit the same for any order of rows), sorted by symbol, then as `samples`. A gene
        that was not measured in a sample has no row there.

    Raises:
        InconsistentDataError: A name of the file is not in the mapping.
    """
    own = mapping[(mapping["dataset"] == dataset) & (mapping["modality"] == "expression")].set_index("input_symbol")
    given = _given(symbols)
    if unknown := sorted(set(given) - set(own.index)):
        raise InconsistentDataError(
            f"{len(unknown)} gene names of the {dataset} expression file are not in its gene mapping, for example "
            f"{unknown[0]!r}: the two come from different versions of the file. Make harmonized.gene_mapping anew."
        )
    targets = given.map(own["symbol"])
    rows = np.flatnonzero(targets.notna())
    codes, genes = pd.factorize(targets.iloc[rows], sort=True)
    means = _mean_rows(values, rows, codes, len(genes)).ravel()
    frame = pd.DataFrame(
        {
            "dataset": _repeated(np.zeros(means.size, dtype=np.int8), [dataset]),
            "sample_id": _repeated(np.tile(np.arange(len(samples), dtype=np.int32), len(genes)), samples),
            "symbol": _repeated(np.repeat(np.arange(len(genes), dtype=np.int32), len(samples)), genes),
            "value": means,
        },
        copy=False,
    )
    measured = ~np.isnan(means)
    return frame if measured.all() else frame[measured].reset_index(drop=True)


def _given(symbols: Sequence[str]) -> pd.Series:
    names = pd.Series(symbols, dtype="str")
    return names.mask(names.isin(MISSING_VALUES), "")


def _mean_rows(values: np.ndarray, rows: np.ndarray, codes: np.ndarray, n_genes: int) -> np.ndarray:
    """Mean over the rows of each gene, genes x samples; `codes` is the gene of each of the `rows` of `values`."""
    order = np.argsort(codes, kind="stable")
    rows, codes = rows[order], codes[order]
    starts = np.searchsorted(codes, np.arange(n_genes))
    means = values[rows[starts]]
    for gene in np.flatnonzero(np.bincount(codes, minlength=n_genes) > 1):
        # Sorted, so that the order of rows changes not even the last bit; NaN goes to the end.
        block = np.sort(values[rows[codes == gene]], axis=0)
        count = (~np.isnan(block)).sum(axis=0)
        means[gene] = np.where(count > 0, np.nansum(block, axis=0) / np.maximum(count, 1), np.nan)
    return means


def _repeated(codes: np.ndarray, categories: Sequence[str] | pd.Index) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(categories), dtype="str"))
