"""Stage explanation: what the output of every model is made of, by several methods, and how far each can be trusted.

The default method of a model is the first of its entry in the registry.
"""

from typing import Any

import dagster as dg
import pandas as pd

from lunar_assets import words
from lunar_assets.graph.nodes import table_asset, tables_asset
from lunar_assets.graph.plots import show
from lunar_assets.models.assets import MODEL_INPUTS, NETWORK_INPUTS
from lunar_assets.models.registry import MODELS
from lunar_assets.warehouse.resources import Warehouse


@tables_asset(
    ("explanation.attributions", "explanation.background", "explanation.additivity"),
    name="attribution",
    kinds={"pytorch"},
    ins=MODEL_INPUTS,
)
def attributions(
    features__matrix: pd.DataFrame,
    features__columns: pd.DataFrame,
    **models: Any,  # noqa: ANN401 - a fitted model each; its type costs seconds to import
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Explains every model by the methods that its entry in the registry names: TCGA test against TCGA train."""
    from lunar_assets.explanation.additivity import additivity
    from lunar_assets.explanation.attributions import explain

    found = [
        explain(model, method, features__matrix, features__columns)
        for name, model in models.items()
        for method in MODELS[name].explained_by
    ]
    table = pd.concat([one.attributions for one in found], ignore_index=True)
    background = pd.concat([one.background for one in found], ignore_index=True)
    gaps = [additivity(table[table["model"] == name], model, features__matrix) for name, model in models.items()]
    return table, background, pd.concat(gaps, ignore_index=True)


@table_asset("explanation.importance", kinds={"pandas"})
def importance(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    explanation__attributions: pd.DataFrame,
    explanation__additivity: pd.DataFrame,
) -> pd.DataFrame:
    """Ranks the features of each model by each method."""
    from lunar_assets.explanation.importance import importance

    found = importance(explanation__attributions)
    tables = {
        "explanation.importance": found,
        "explanation.attributions": explanation__attributions,
        "explanation.additivity": explanation__additivity,
    }
    show(context, warehouse, tables)
    return found


@table_asset("explanation.modality_importance", kinds={"pandas"})
def modality_importance(explanation__attributions: pd.DataFrame) -> pd.DataFrame:
    """Sums up the attributions of each modality."""
    from lunar_assets.explanation.importance import modality_importance

    return modality_importance(explanation__attributions)


@table_asset("explanation.agreement", kinds={"scipy"})
def agreement(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    explanation__attributions: pd.DataFrame,
    explanation__modality_importance: pd.DataFrame,
    explanation__additivity: pd.DataFrame,
) -> pd.DataFrame:
    """Compares how two methods rank the features of a model."""
    from lunar_assets.explanation.agreement import agreement

    found = agreement(explanation__attributions)
    tables = {
        "explanation.agreement": found,
        "explanation.modality_importance": explanation__modality_importance,
        "explanation.additivity": explanation__additivity,
    }
    show(context, warehouse, tables)
    return found


@table_asset("explanation.fusion_weights", kinds={"pytorch"}, ins=NETWORK_INPUTS)
def fusion_weights(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    features__matrix: pd.DataFrame,
    **networks: Any,  # noqa: ANN401 - a fitted network each
) -> pd.DataFrame:
    """Reads the weights of the pooling of every network over the test patients of both cohorts."""
    from lunar_assets.explanation.fusion_weights import fusion_weights

    found = pd.concat([fusion_weights(network, features__matrix) for network in networks.values()], ignore_index=True)
    show(context, warehouse, {"explanation.fusion_weights": found})
    medians = found.groupby(["model", "dataset", "modality"], sort=False)["weight"].median()
    context.add_output_metadata(
        {
            f"median weight of {modality} on {dataset}": float(medians["lunar", dataset, modality])
            for dataset in words.DATASETS
            for modality in words.MODALITIES
        }
    )
    return found
