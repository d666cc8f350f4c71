"""Expression in approved gene symbols: one row a gene and sample, rows of one gene averaged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lunar_assets.errors import InconsistentDataError
from lunar_assets.harmonized.small_tables import MISSING_VALUES

BLOCK_ROWS = 122_880
"""Rows of a block, about: as many as a row group of the warehouse, so that a query for one gene reads one."""


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


@dataclass(frozen=True)
class LongExpression:
    """Expression by gene and sample, in blocks of whole genes: gone through, it gives a frame a block.

    Attributes:
        dataset: tcga or glass.
        samples: Sample id of each column of `values`.
        values: float64, rows of the file x samples.
        genes: Approved symbols, sorted.
        rows: Of each gene, the first of its rows in `values`.
        means: Of each gene that has several rows, by its place in `genes`, the mean of them.
    """

    dataset: str
    samples: pd.Index
    values: np.ndarray
    genes: pd.Index
    rows: np.ndarray
    means: Mapping[int, np.ndarray]

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Frames of `harmonize_expression`; one without rows where there is no gene."""
        step = max(BLOCK_ROWS // max(len(self.samples), 1), 1)
        for start in range(0, max(len(self.genes), 1), step):
            yield self._block(start, min(start + step, len(self.genes)))

    def _block(self, start: int, end: int) -> pd.DataFrame:
        values = self.values[self.rows[start:end]]
        for gene in range(start, end):
            if gene in self.means:
                values[gene - start] = self.means[gene]
        n_genes, n_samples = values.shape
        frame = pd.DataFrame(
            {
                "dataset": _repeated(np.zeros(values.size, dtype=np.int8), pd.Index([self.dataset], dtype="str")),
                "sample_id": _repeated(np.tile(np.arange(n_samples, dtype=np.int32), n_genes), self.samples),
                "symbol": _repeated(np.repeat(np.arange(n_genes, dtype=np.int32), n_samples), self.genes[start:end]),
                "value": values.ravel(),
            },
            copy=False,
        )
        measured = ~np.isnan(frame["value"].to_numpy())
        return frame if measured.all() else frame[measured].reset_index(drop=True)


def harmonize_expression(
    symbols: Sequence[str], samples: Sequence[str], values: np.ndarray, mapping: pd.DataFrame, dataset: str
) -> LongExpression:
    """Bring expression into approved symbols.

    Args:
        symbols: Gene name of each row, as in `large_tables.Expression`.
        samples: Sample id of each column.
        values: float64, genes x samples; it stays as it is, and is not copied.
        mapping: Frame of `gene_mapping.map_names`; rows of other datasets and modalities are left aside.
        dataset: tcga or glass.

    Returns:
        In blocks, frames of `dataset`, `sample_id`, `symbol` (categories) and `value` (float64; the mean of a gene's
        rows, missing values ignored, to the last bit the same for any order of rows), sorted by symbol, then as
        `samples`. A gene that was not measured in a sample has no row there.

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
    rows = rows[np.argsort(codes, kind="stable")]
    n_rows = np.bincount(codes, minlength=len(genes))
    first = np.cumsum(n_rows) - n_rows
    means = {gene: _mean(values[rows[first[gene] :][: n_rows[gene]]]) for gene in np.flatnonzero(n_rows > 1).tolist()}
    names = pd.Index(list(samples), dtype="str")
    return LongExpression(dataset, names, values, genes.astype("str"), rows[first], means)


def _given(symbols: Sequence[str]) -> pd.Series:
    names = pd.Series(symbols, dtype="str")
    return names.mask(names.isin(MISSING_VALUES), "")


def _mean(rows: np.ndarray) -> np.ndarray:
    """Mean of the rows of one gene, sample by sample; NaN where none of them has a value."""
    block = np.sort(rows, axis=0)  # so that the order of rows changes not even the last bit; NaN goes to the end
    count = (~np.isnan(block)).sum(axis=0)
    return np.where(count > 0, np.nansum(block, axis=0) / np.maximum(count, 1), np.nan)


def _repeated(codes: np.ndarray, categories: pd.Index) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=categories)
