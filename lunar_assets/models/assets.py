"""Stage models: one asset a model, all made by one factory from the registry, so that each can be retrained alone."""

import time

import dagster as dg
import pandas as pd

from lunar_assets.models.registry import MODELS, ModelEntry
from lunar_assets.models.trained import TrainedModel
from lunar_assets.nodes import CODE_VERSION, OWNERS, definition_metadata
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.resources import Warehouse


def model_asset(entry: ModelEntry) -> dg.AssetsDefinition:
    """The asset of one model: trains it on the features and hands it to the warehouse."""

    @dg.asset(
        key=["models", entry.name],
        group_name="models",
        description=f"{entry.description}\n\nIts row in models.runs and its curve in models.history.",
        kinds=set(entry.kinds),
        owners=OWNERS,
        ins={
            "matrix": dg.AssetIn(key=["features", "matrix"]),
            "columns": dg.AssetIn(key=["features", "columns"]),
            "assignments": dg.AssetIn(key=["splits", "assignments"]),
        },
        metadata=definition_metadata(TABLES["models.runs"]),
        code_version=CODE_VERSION,
    )
    def train(
        context: dg.AssetExecutionContext,
        warehouse: Warehouse,
        matrix: pd.DataFrame,
        columns: pd.DataFrame,
        assignments: pd.DataFrame,
    ) -> TrainedModel:
        from lunar_assets.models.data import TrainingData
        from lunar_assets.models.registry import fit
        from lunar_assets.splits.choose import scheme_of

        data = TrainingData.from_matrix(matrix, columns)
        started = time.perf_counter()
        model = fit(entry.name, data, warehouse.settings.seed)
        seconds = time.perf_counter() - started
        context.add_output_metadata({"train_seconds": seconds, "best_epoch": model.best_epoch or 0})
        return TrainedModel(model, scheme_of(assignments), seconds)

    return train


assets = [model_asset(entry) for entry in MODELS.values()]
