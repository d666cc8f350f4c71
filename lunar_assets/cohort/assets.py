"""Stage cohort: candidates of each cohort, the joint cutoff, the labelled patients, and who left and why."""

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import table_asset
from lunar_assets.graph.plots import show
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.stored_table import StoredTable


@table_asset("cohort.candidates", kinds={"pandas"})
def candidates(
    harmonized__clinical: pd.DataFrame,
    harmonized__recurrence_events: pd.DataFrame,
    harmonized__expression: StoredTable,
    harmonized__mutations: pd.DataFrame,
) -> pd.DataFrame:
    """Applies the steps of the cohort flow, each to the samples that the steps before it left."""
    from lunar_assets.cohort.selection import candidates
    from lunar_assets.harmonized.mutations import samples_with_mutations

    expression = harmonized__expression.sql("select distinct dataset, sample_id from stored")
    mutated = samples_with_mutations(harmonized__mutations)
    parts = [
        candidates(
            clinical,
            harmonized__recurrence_events.query("dataset == @dataset"),
            set(expression.query("dataset == @dataset")["sample_id"]),
            mutated,
            str(dataset),
        )
        for dataset, clinical in harmonized__clinical.groupby("dataset", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


@table_asset("cohort.cutoff", kinds={"pandas"})
def cutoff(warehouse: Warehouse, cohort__candidates: pd.DataFrame) -> pd.DataFrame:
    """Takes the mean of the cohorts' median times to recurrence, or the day that LUNAR_CUTOFF_DAYS pins."""
    from lunar_assets.cohort.cutoff import cutoff

    return cutoff(cohort__candidates, warehouse.settings.cutoff_days)


@table_asset("cohort.patients", kinds={"pandas"})
def patients(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    cohort__candidates: pd.DataFrame,
    harmonized__clinical: pd.DataFrame,
    cohort__cutoff: pd.DataFrame,
) -> pd.DataFrame:
    """Labels the candidates that passed every step: early before the cutoff, late from it on."""
    from lunar_assets.cohort.patients import patients

    found = patients(cohort__candidates, harmonized__clinical, cohort__cutoff)
    show(context, warehouse, {"cohort.patients": found})
    return found


@table_asset("cohort.exclusions", kinds={"pandas"})
def exclusions(cohort__candidates: pd.DataFrame) -> pd.DataFrame:
    """Lists the candidates that failed a step, each once, with the reason."""
    from lunar_assets.cohort.flow import exclusions

    return exclusions(cohort__candidates)


@table_asset("cohort.flow", kinds={"pandas"})
def flow(context: dg.AssetExecutionContext, warehouse: Warehouse, cohort__candidates: pd.DataFrame) -> pd.DataFrame:
    """Counts what each step takes out and leaves (Fig. 1 of the paper)."""
    from lunar_assets.cohort.flow import flow

    found = flow(cohort__candidates)
    show(context, warehouse, {"cohort.flow": found})
    return found
