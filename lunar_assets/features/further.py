"""A cohort beside the two of the study gets what it lacks of their shared genes, so that fitted steps can take it."""

from collections.abc import Callable

import pandas as pd

from lunar_assets.errors import InconsistentDataError

LEAST_MEASURED = 0.80
"""Share of the shared genes whose expression a further cohort must measure: of fewer, its figures would be about the
genes that it lacks. The two cohorts of the study share 95 % of the genes that TCGA measures."""


def completed(
    dataset: str,
    expression: pd.DataFrame,
    mutations: pd.DataFrame,
    shared: pd.DataFrame,
    tcga_train: Callable[[], pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Expression and mutation counts of a further cohort, with a column for every shared gene.

    A gene that the cohort does not measure in every patient (`in_<dataset>` of features.shared_genes is false) has the
    mean of TCGA train in all of them: once scaled that is 0, so that it tells nobody of the cohort from anybody. A gene
    without a mutation in the cohort has the count 0.

    Args:
        dataset: The cohort.
        expression: Float frame of samples x genes; a missing value is a gap.
        mutations: Frame of mutation counts, samples x genes.
        shared: features.shared_genes.
        tcga_train: Gives the expression of the TCGA train samples; asked only where the cohort lacks a gene.

    Raises:
        InconsistentDataError: The cohort measures too few of the shared genes.
    """
    chosen = shared[shared["shared"]]
    symbols = {kind: list(rows) for kind, rows in chosen.groupby("modality")["symbol"]}
    values = expression.reindex(columns=symbols.get("expression", []))
    lacking = values.columns[values.isna().any()]
    if len(lacking) > (1 - LEAST_MEASURED) * values.shape[1]:
        raise InconsistentDataError(
            f"{dataset} measures {values.shape[1] - len(lacking)} of the {values.shape[1]} genes that TCGA and GLASS "
            f"share in all its patients; expected at least {LEAST_MEASURED:.0%}. Look at harmonized.gene_mapping of "
            f"{dataset}: are its names gene symbols?"
        )
    if len(lacking):
        train = tcga_train()
        values = values.assign(**{gene: train[gene].mean() for gene in lacking})
    return values, mutations.reindex(columns=symbols.get("mutation", []), fill_value=0.0)
