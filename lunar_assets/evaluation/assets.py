"""Stage evaluation: every model scores every patient; metrics and curves are taken on patients that no fit has seen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import dagster as dg
import pandas as pd
from pydantic import Field

from lunar_assets import words
from lunar_assets.graph.nodes import table_asset, tables_asset
from lunar_assets.graph.plots import show
from lunar_assets.models.assets import MODEL_INPUTS
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.raw.catalogue import MODELS_ZIP
from lunar_assets.raw.manifest import paths_of
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.stored_table import StoredTable

if TYPE_CHECKING:  # importing it costs seconds
    from lunar_assets.evaluation.repeated import ReplicateTables

SHOWN_METRICS = ("auroc", "auprc", "balanced_accuracy", "brier")


@table_asset("evaluation.predictions", kinds={"pytorch"}, ins=MODEL_INPUTS)
def predictions(
    context: dg.AssetExecutionContext,
    features__matrix: pd.DataFrame,
    features__columns: pd.DataFrame,
    splits__assignments: pd.DataFrame,
    raw__published: pd.DataFrame,
    **models: Any,  # noqa: ANN401 - a fitted model each; its type costs seconds to import
) -> pd.DataFrame:
    """Scores all patients of both cohorts with every model of the registry.

    The published weights join them as lunar_published where they are at hand and features and splits are theirs.
    """
    from lunar_assets.evaluation.predictions import predictions
    from lunar_assets.models.checkpoints import published_models
    from lunar_assets.splits.choose import scheme_of

    scored = dict(models)
    shown = f"{MODELS_ZIP} is not at hand."
    if archive := paths_of(raw__published).get(MODELS_ZIP):
        published = published_models(archive, features__columns, scheme_of(splits__assignments))
        scored |= published.models
        shown = published.why_not or f"Scored beside the own ones: {', '.join(published.models)}."
    context.add_output_metadata({"published_weights": shown})
    return pd.concat([predictions(model, features__matrix) for model in scored.values()], ignore_index=True)


@table_asset("evaluation.metrics", kinds={"scikitlearn"})
def metrics(
    context: dg.AssetExecutionContext, warehouse: Warehouse, evaluation__predictions: pd.DataFrame
) -> pd.DataFrame:
    """Takes all metrics on the test patients of each cohort, and on all of GLASS."""
    from lunar_assets.evaluation.metrics import evaluate
    from lunar_assets.evaluation.predictions import by_part

    settings = warehouse.settings
    found = by_part(
        evaluation__predictions,
        lambda part: evaluate(part["label"], part["score"], part["predicted"], settings.seed),
    )
    tested = found[found["metric"].isin(SHOWN_METRICS) & found["part"].eq("test")].dropna(subset="value")
    table = tested.pivot_table(index="model", columns=["dataset", "metric"], values="value").round(3)
    table.columns = [f"{metric}, {dataset}" for dataset, metric in table.columns]
    over_time = tested[tested["metric"].eq("auroc") & tested["model"].isin(words.MODEL_REFERENCES)]
    names = "auroc of " + over_time["model"] + " on " + over_time["dataset"]
    shown = {"metrics": dg.MetadataValue.md(table.to_markdown()), **dict(zip(names, over_time["value"], strict=True))}
    context.add_output_metadata(shown)
    show(context, warehouse, {"evaluation.metrics": found})
    return found


@table_asset("evaluation.curves", kinds={"scikitlearn"})
def curves(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    evaluation__predictions: pd.DataFrame,
    evaluation__metrics: pd.DataFrame,
) -> pd.DataFrame:
    """Draws the curves of every model on the test patients of each cohort, and on all of GLASS."""
    from lunar_assets.evaluation.curves import curves
    from lunar_assets.evaluation.predictions import by_part

    found = by_part(evaluation__predictions, lambda part: curves(part["label"], part["score"]))
    show(context, warehouse, {"evaluation.curves": found, "evaluation.metrics": evaluation__metrics})
    return found


@table_asset("evaluation.comparisons", kinds={"scipy"})
def comparisons(
    context: dg.AssetExecutionContext, warehouse: Warehouse, evaluation__predictions: pd.DataFrame
) -> pd.DataFrame:
    """Tests the AUROC of every model against that of lunar and of clinical_only on the same patients."""
    from lunar_assets.evaluation.comparisons import comparisons

    found = comparisons(evaluation__predictions)
    show(context, warehouse, {"evaluation.comparisons": found})
    return found


class Repetition(dg.Config):
    """How replicates are run."""

    workers: int | None = Field(
        default=None, ge=1, description="Processes that share the replicates; unset: one a core."
    )


@tables_asset(
    ("evaluation.replicates", "evaluation.replicate_features"), name="replicate", kinds={"pytorch", "scikitlearn"}
)
def replicates(
    context: dg.AssetExecutionContext,
    repetition: dg.ResourceParam[Repetition],
    warehouse: Warehouse,
    cohort__patients: pd.DataFrame,
    harmonized__expression: StoredTable,
    harmonized__mutations: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Splits, features, training and evaluation once more, all with the seed of the replicate."""
    from lunar_assets.evaluation.parallel import run

    study = _study(warehouse, cohort__patients, harmonized__expression, harmonized__mutations)
    numbers = [int(key) for key in context.partition_keys]
    tables = _logged(context, numbers, run(study, numbers, repetition.workers))
    return (
        pd.concat([one.metrics for one in tables], ignore_index=True),
        pd.concat([one.features for one in tables], ignore_index=True),
    )


@table_asset("evaluation.replicate_summary", kinds={"scipy"})
def replicate_summary(
    context: dg.AssetExecutionContext, warehouse: Warehouse, evaluation__replicates: pd.DataFrame
) -> pd.DataFrame:
    """Sums up every replicate of the tables of now, whichever run made it."""
    from lunar_assets.evaluation.replicate_summary import replicate_summary

    found = replicate_summary(evaluation__replicates)
    show(
        context,
        warehouse,
        {"evaluation.replicate_summary": found, "evaluation.replicates": evaluation__replicates},
    )
    return found


@table_asset("evaluation.feature_stability", kinds={"pandas"})
def feature_stability(
    context: dg.AssetExecutionContext, warehouse: Warehouse, evaluation__replicate_features: pd.DataFrame
) -> pd.DataFrame:
    """Counts in how many replicates each feature was kept."""
    from lunar_assets.evaluation.replicate_summary import feature_stability

    found = feature_stability(evaluation__replicate_features)
    show(context, warehouse, {"evaluation.feature_stability": found})
    return found


class Shuffling(Repetition):
    """How many replicates are run with shuffled labels."""

    replicates: int = Field(default=20, ge=3, le=1000, description="Replicates; the noise shrinks with their root.")


@table_asset("evaluation.shuffled_labels", kinds={"pytorch", "scikitlearn"})
def shuffled_labels(
    context: dg.AssetExecutionContext,
    shuffling: dg.ResourceParam[Shuffling],
    warehouse: Warehouse,
    cohort__patients: pd.DataFrame,
    harmonized__expression: StoredTable,
    harmonized__mutations: pd.DataFrame,
) -> pd.DataFrame:
    """Replicates with shuffled labels: whatever is better than a coin there has seen what it must not see."""
    from lunar_assets.evaluation.parallel import run
    from lunar_assets.evaluation.sanity import shuffled_labels

    study = _study(warehouse, cohort__patients, harmonized__expression, harmonized__mutations)
    numbers = range(shuffling.replicates)
    tables = _logged(context, numbers, run(study, numbers, shuffling.workers, shuffled=True))
    return shuffled_labels(pd.concat([one.metrics for one in tables], ignore_index=True))


def _study(warehouse: Warehouse, patients: pd.DataFrame, expression: StoredTable, mutations: pd.DataFrame):  # noqa: ANN202 - importing its type costs seconds
    """What a replicate needs of the warehouse."""
    from lunar_assets.evaluation.repeated import Study
    from lunar_assets.warehouse.wide import wide_cohorts

    settings = warehouse.settings
    expressed, mutated = wide_cohorts(patients, expression, mutations)
    return Study(
        patients,
        dict(expressed),  # read once: every replicate needs all of them
        dict(mutated),
        settings.shared_genes,
        settings.seed,
        settings.baselines,
        MODEL_NAMES,
    )


def _logged(
    context: dg.AssetExecutionContext, numbers: Iterable[int], tables: "Iterable[ReplicateTables]"
) -> "list[ReplicateTables]":
    """All replicates, with a line in the log for each that is done."""
    done: list[ReplicateTables] = []
    for number, one in zip(numbers, tables, strict=True):
        context.log.info(f"replicate {number} done")
        done.append(one)
    return done
