"""The table of contents: the ten stages in their order, the jobs, and the resources; nothing else."""

from importlib import import_module

import dagster as dg

from lunar_assets.cohort import assets as cohort_assets
from lunar_assets.evaluation import assets as evaluation_assets
from lunar_assets.evaluation.sensors import repeated_evaluation_sensor
from lunar_assets.explanation import assets as explanation_assets
from lunar_assets.features import assets as features_assets
from lunar_assets.graph.executors import chosen_executor
from lunar_assets.graph.launch import told
from lunar_assets.graph.nodes import asset_key, known_beta
from lunar_assets.graph.table_checks import GuardedWarehouse, steps_of_checks
from lunar_assets.harmonized import assets as harmonized_assets
from lunar_assets.models import assets as models_assets
from lunar_assets.partitions import partition_range
from lunar_assets.raw import assets as raw_assets
from lunar_assets.raw.resources import RESOURCE, GlassPins
from lunar_assets.raw.schedules import compare_sources, weekly_comparison
from lunar_assets.raw.sensors import glass_release_sensor
from lunar_assets.release import assets as release_assets
from lunar_assets.report import assets as report_assets
from lunar_assets.splits import assets as splits_assets
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_assets.warehouse.io_manager import WarehouseIO
from lunar_assets.words import DATASETS, DEFAULT_REPLICATES, GLASS, REPLICATES

ASSETS = [
    raw_assets,
    harmonized_assets,
    cohort_assets,
    splits_assets,
    features_assets,
    models_assets,
    evaluation_assets,
    explanation_assets,
    report_assets,
    release_assets,
]
for stage in STAGES:
    import_module(f"lunar_assets.{stage}.checks")  # defines the checks of the stage

of_other_jobs = dg.AssetSelection.assets(*[asset_key(name) for name, table in TABLES.items() if table.optional])
published_again = dg.AssetSelection.groups("report", "release")

full_refresh = dg.define_asset_job(
    "full_refresh",
    dg.AssetSelection.all() - of_other_jobs,
    description="Everything, from upstream files to the publication, all cohorts in one run. Config: glass_pins, the "
    "release of GLASS; left alone, the one that was published last.",
    tags=partition_range(DATASETS[0], DATASETS[-1]),
)
glass_refresh = dg.define_asset_job(
    "glass_refresh",
    dg.AssetSelection.assets(*[["raw", kind] for kind in ("clinical", "expression", "mutations")]).downstream()
    - of_other_jobs,
    description="GLASS and everything that depends on it, from its upstream files to the publication; TCGA stays. "
    "Config: glass_pins, the release; the sensor glass_release fills it in.",
    tags=partition_range(GLASS, GLASS),
)
retrain = dg.define_asset_job(
    "retrain",
    dg.AssetSelection.groups("models", "evaluation", "explanation", "report", "release") - of_other_jobs,
    description="Trains the models again on the features that are there, evaluates, reports and publishes. "
    "No config: a single model is retrained by materialising its node.",
)
repeated_evaluation = dg.define_asset_job(
    "repeated_evaluation",
    dg.AssetSelection.assets(
        *[
            ["evaluation", name]
            for name in ("replicates", "replicate_features", "replicate_summary", "feature_stability")
        ]
    )
    | published_again,
    description=f"Splits, features, training and evaluation of all models for each of {DEFAULT_REPLICATES} seeds, then "
    "the summary over them, the report and the publication. Single replicates: the asset's partitions. "
    "Config: repetition, the processes that share them.",
    tags=partition_range(REPLICATES[0], REPLICATES[DEFAULT_REPLICATES - 1]),
)
shuffled_labels = dg.define_asset_job(
    "shuffled_labels",
    dg.AssetSelection.assets(["evaluation", "shuffled_labels"]) | published_again,
    description="The whole of it with shuffled labels: every model must be as good as a coin, or something leaks. "
    "Config: shuffling, how many replicates and processes.",
)
tuning = dg.define_asset_job(
    "tuning",
    dg.AssetSelection.assets(["models", "trials"]) | published_again,
    description="Searches hyperparameters of LUNAR by the loss on TCGA validation; goes on where it stopped. "
    "Config: search, how many trials and minutes.",
)

warehouse = GuardedWarehouse()

with known_beta():
    assets = dg.with_source_code_references(dg.load_assets_from_modules(ASSETS))

defs = dg.Definitions(
    assets=assets,
    asset_checks=steps_of_checks(),
    jobs=[full_refresh, glass_refresh, retrain, repeated_evaluation, shuffled_labels, tuning, compare_sources],
    sensors=[
        glass_release_sensor(full_refresh, glass_refresh),
        repeated_evaluation_sensor([full_refresh, glass_refresh], repeated_evaluation),
    ],
    schedules=[weekly_comparison],
    resources={
        "warehouse": warehouse,
        "io_manager": WarehouseIO(warehouse=warehouse),
        RESOURCE: told(GlassPins, "full_refresh, glass_refresh: the release of GLASS to read, from public hosts."),
        "repetition": told(evaluation_assets.Repetition, "repeated_evaluation: how replicates are run."),
        "shuffling": told(evaluation_assets.Shuffling, "shuffled_labels: how many replicates."),
        "search": told(models_assets.Search, "tuning: how long hyperparameters are searched."),
    },
    executor=chosen_executor(),
)
