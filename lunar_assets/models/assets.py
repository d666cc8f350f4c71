"""Stage models: one asset a model, all made by one factory from the registry, so that each can be retrained alone."""

import time
from dataclasses import asdict

import dagster as dg
import pandas as pd
from pydantic import Field

from lunar_assets.graph.nodes import node, table_asset
from lunar_assets.graph.plots import show
from lunar_assets.models.registry import MODELS, ModelEntry
from lunar_assets.models.trained import TrainedModel
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.stored_table import StoredTable

MODEL_INPUTS = {name: dg.AssetIn(key=["models", name]) for name in MODELS}
NETWORK_INPUTS = {name: MODEL_INPUTS[name] for name, entry in MODELS.items() if entry.is_network}


def model_asset(entry: ModelEntry) -> dg.AssetsDefinition:
    """The asset of one model: trains it on the features and hands it to the warehouse."""

    def train(
        context: dg.AssetExecutionContext,
        warehouse: Warehouse,
        matrix: pd.DataFrame,
        columns: pd.DataFrame,
        assignments: pd.DataFrame,
    ) -> TrainedModel:
        from lunar_assets.models.data import TrainingData
        from lunar_assets.models.registry import fit
        from lunar_assets.models.runs import epochs
        from lunar_assets.splits.choose import scheme_of

        settings = warehouse.settings
        data = TrainingData.from_matrix(matrix, columns, settings.baselines)
        started = time.perf_counter()
        model = fit(entry.name, data, settings.seed, settings.device)
        seconds = time.perf_counter() - started
        measured = {"train_seconds": seconds, "best_epoch": model.best_epoch, "n_parameters": model.n_parameters}
        context.add_output_metadata({name: value for name, value in measured.items() if value is not None})
        show(context, warehouse, epochs([model]))
        return TrainedModel(model, scheme_of(assignments), seconds)

    description = f"{entry.description}\n\nIts row in models.runs and its curve in models.history."
    return dg.asset(
        key=["models", entry.name],
        ins={
            "matrix": dg.AssetIn(key=["features", "matrix"]),
            "columns": dg.AssetIn(key=["features", "columns"]),
            "assignments": dg.AssetIn(key=["splits", "assignments"]),
        },
        **node(TABLES["models.runs"], set(entry.kinds), description),
    )(train)


class Search(dg.Config):
    """How long hyperparameters are searched."""

    trials: int = Field(default=50, ge=1, le=10_000, description="Trials in all, those of earlier runs included.")
    minutes: float = Field(default=30, gt=0, description="No trial begins after this many minutes.")


@table_asset("models.trials", kinds={"pytorch"})
def trials(
    context: dg.AssetExecutionContext,
    search: dg.ResourceParam[Search],
    warehouse: Warehouse,
    features__matrix: StoredTable,
    features__columns: pd.DataFrame,
) -> pd.DataFrame:
    """Widths, dropout and learning rate of LUNAR, judged by the loss on TCGA validation; goes on where it stopped."""
    from lunar_assets.models import tuning
    from lunar_assets.models.data import TrainingData

    (matrix,) = features__matrix.versions
    settings = warehouse.settings
    found = tuning.search(
        TrainingData.from_matrix(features__matrix.frame(), features__columns),
        settings.seed,
        settings.root / "models" / "search" / "journal.log",
        study=f"lunar, features {matrix.footer['content_hash'][:12]}",
        n_trials=search.trials,
        seconds=60 * search.minutes,
    )
    context.add_output_metadata(
        {"best": asdict(tuning.best(found)), "complete": int(found["state"].eq("complete").sum())}
    )
    return found


assets = [model_asset(entry) for entry in MODELS.values()]
