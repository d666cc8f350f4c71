"""Stage evaluation: every model scores every patient; metrics and curves are taken on patients that no fit has seen."""

import dagster as dg
import pandas as pd

from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.nodes import table_asset
from lunar_assets.warehouse.resources import Warehouse


@table_asset(
    "evaluation.predictions", kinds={"pytorch"}, ins={name: dg.AssetIn(key=["models", name]) for name in MODEL_NAMES}
)
def predictions(features__matrix: pd.DataFrame, **models) -> pd.DataFrame:  # noqa: ANN003 - a fitted model each
    """Scores all patients of both cohorts with every model of the registry."""
    from lunar_assets.evaluation.predictions import predictions

    return pd.concat([predictions(model, features__matrix) for model in models.values()], ignore_index=True)


@table_asset("evaluation.metrics", kinds={"scikitlearn"})
def metrics(warehouse: Warehouse, evaluation__predictions: pd.DataFrame) -> pd.DataFrame:
    """Takes all metrics on the test patients of each cohort."""
    from lunar_assets.evaluation.metrics import evaluate
    from lunar_assets.evaluation.predictions import by_part

    return by_part(
        evaluation__predictions,
        lambda part: evaluate(part["label"], part["score"], part["predicted"], warehouse.settings.seed),
    )


@table_asset("evaluation.curves", kinds={"scikitlearn"})
def curves(evaluation__predictions: pd.DataFrame) -> pd.DataFrame:
    """Draws the curves of every model on the test patients of each cohort."""
    from lunar_assets.evaluation.curves import curves
    from lunar_assets.evaluation.predictions import by_part

    return by_part(evaluation__predictions, lambda part: curves(part["label"], part["score"]))
