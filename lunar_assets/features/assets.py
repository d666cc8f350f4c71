"""Stage features: the genes that both cohorts can use, and the preprocessing that is fitted on train patients."""

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import table_asset, tables_asset
from lunar_assets.graph.plots import plots
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.warehouse.wide import wide_cohorts

Fitted = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


@table_asset("features.shared_genes", kinds={"pandas"})
def shared_genes(
    warehouse: Warehouse,
    splits__assignments: pd.DataFrame,
    harmonized__expression: StoredTable,
    harmonized__mutations: pd.DataFrame,
) -> pd.DataFrame:
    """Compares the genes of the cohorts, over their train parts unless LUNAR_SHARED_GENES says otherwise."""
    from lunar_assets.features.shared_genes import shared_genes

    expression, mutations = wide_cohorts(splits__assignments, harmonized__expression, harmonized__mutations)
    return shared_genes(expression, mutations, splits__assignments, warehouse.settings.shared_genes)


@tables_asset(
    (
        "features.columns",
        "features.batch_shifts",
        "features.correlated_pairs",
        "features.fitted_on",
        "features.matrix",
        "features.unusual_sites",
        "features.site_effects",
    ),
    name="preprocessing",
    kinds={"scikitlearn"},
)
def preprocessing(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    cohort__patients: pd.DataFrame,
    splits__assignments: pd.DataFrame,
    features__shared_genes: pd.DataFrame,
    harmonized__expression: StoredTable,
    harmonized__mutations: pd.DataFrame,
) -> Fitted:
    """Fits every step on TCGA train (site means of GLASS on GLASS train, no labels) and transforms all patients."""
    from lunar_assets.features.tables import feature_tables

    expression, mutations = wide_cohorts(splits__assignments, harmonized__expression, harmonized__mutations)
    settings = warehouse.settings
    tables = feature_tables(
        cohort__patients,
        splits__assignments,
        expression,
        mutations,
        features__shared_genes,
        settings.seed,
    )
    shown = plots("features.columns", {"features.columns": tables.columns}, synthetic=settings.synthetic)
    context.add_output_metadata(shown, output_name="features__columns")
    return tables
