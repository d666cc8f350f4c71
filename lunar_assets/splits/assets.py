"""Stage splits: the part of every patient, kept over releases, and whether the parts are comparable."""

import dagster as dg
import pandas as pd

from lunar_assets.nodes import table_asset
from lunar_assets.raw.catalogue import OTHER_ZIP
from lunar_assets.raw.manifest import paths_of
from lunar_assets.warehouse.resources import Warehouse


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
