"""Stage report: the page that a publication puts in place."""

import pandas as pd

from lunar_assets.nodes import table_asset
from lunar_assets.warehouse.resources import Warehouse


@table_asset("report.pages", kinds={"html"})
def pages(
    warehouse: Warehouse,
    raw__files: pd.DataFrame,
    cohort__flow: pd.DataFrame,
    cohort__cutoff: pd.DataFrame,
    cohort__patients: pd.DataFrame,
    splits__assignments: pd.DataFrame,
    splits__comparability: pd.DataFrame,
    features__columns: pd.DataFrame,
    evaluation__metrics: pd.DataFrame,
    explanation__fusion_weights: pd.DataFrame,
) -> pd.DataFrame:
    """Renders the summary of the run as one self-contained page."""
    from lunar_assets.report.page import page

    tables = {
        "raw.files": raw__files,
        "cohort.flow": cohort__flow,
        "cohort.cutoff": cohort__cutoff,
        "cohort.patients": cohort__patients,
        "splits.assignments": splits__assignments,
        "splits.comparability": splits__comparability,
        "features.columns": features__columns,
        "evaluation.metrics": evaluation__metrics,
        "explanation.fusion_weights": explanation__fusion_weights,
    }
    return pd.DataFrame({"page": ["index.html"], "content": [page(tables, warehouse.facts())]})
