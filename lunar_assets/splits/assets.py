"""Stage splits: the part of every patient, kept over releases, whether the parts are comparable, and what may leak."""

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import table_asset
from lunar_assets.raw.catalogue import OTHER_ZIP
from lunar_assets.raw.manifest import paths_of
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.warehouse.wide import wide_cohorts


@table_asset("splits.assignments", kinds={"pandas"})
def assignments(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    cohort__patients: pd.DataFrame,
    raw__published: pd.DataFrame,
) -> pd.DataFrame:
    """Takes the study's split where it fits the cohort, keeps the parts of the last publication, or splits afresh."""
    from lunar_assets.splits.audit import verify
    from lunar_assets.splits.choose import assign, decisions
    from lunar_assets.splits.published import read_published

    settings = warehouse.settings
    paths = paths_of(raw__published)
    published = read_published(paths[OTHER_ZIP], OTHER_ZIP) if OTHER_ZIP in paths else None
    last = warehouse.published("splits.assignments")
    previous = last.frame() if last else None
    given = (cohort__patients, published, previous, settings.splits, settings.seed)
    made = assign(*given)
    verify(made, cohort__patients)
    sizes = made.groupby(["dataset", "scheme", "split"], sort=False).size()
    reasons = {f"why_{dataset}": decision.reason for dataset, decision in decisions(*given).items()}
    merged = sorted(set(made.loc[made["stratum"].str.contains("+", regex=False), "stratum"]))
    context.add_output_metadata(
        {"sizes": dg.MetadataValue.md(sizes.to_frame("patients").to_markdown()), "merged_strata": merged, **reasons}
    )
    return made


@table_asset("splits.comparability", kinds={"scipy"})
def comparability(cohort__patients: pd.DataFrame, splits__assignments: pd.DataFrame) -> pd.DataFrame:
    """Tests train against test patients, variable by variable (Tables 3 and 4 of the paper)."""
    from lunar_assets.splits.comparability import comparability

    return comparability(cohort__patients, splits__assignments)


@table_asset("splits.near_duplicates", kinds={"numpy"})
def near_duplicates(
    context: dg.AssetExecutionContext,
    cohort__patients: pd.DataFrame,
    splits__assignments: pd.DataFrame,
    harmonized__expression: StoredTable,
    harmonized__mutations: pd.DataFrame,
) -> pd.DataFrame:
    """Compares the expression and the mutations of every patient with those of every other one."""
    from lunar_assets.splits.near_duplicates import near_duplicates

    expression, mutations = wide_cohorts(splits__assignments, harmonized__expression, harmonized__mutations)
    pairs, highest = near_duplicates(cohort__patients, splits__assignments, expression, mutations)
    patients = len(cohort__patients)
    context.add_output_metadata(
        {
            "pairs_compared": patients * (patients - 1) // 2,
            "near_duplicates": len(pairs),
            "highest_correlation_of_others": highest,
        }
    )
    return pairs


@table_asset("splits.cutoff_sensitivity", kinds={"pandas"})
def cutoff_sensitivity(cohort__patients: pd.DataFrame, splits__assignments: pd.DataFrame) -> pd.DataFrame:
    """Labels every patient by the medians of all patients and by those of train patients alone."""
    from lunar_assets.splits.cutoff_sensitivity import cutoff_sensitivity

    return cutoff_sensitivity(cohort__patients, splits__assignments)
