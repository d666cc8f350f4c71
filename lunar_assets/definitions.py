"""The table of contents: the ten stages in their order, the jobs, and the resources; nothing else."""

import dagster as dg

from lunar_assets.cohort import assets as cohort_assets
from lunar_assets.cohort import checks as cohort_checks
from lunar_assets.evaluation import assets as evaluation_assets
from lunar_assets.evaluation import checks as evaluation_checks
from lunar_assets.explanation import assets as explanation_assets
from lunar_assets.explanation import checks as explanation_checks
from lunar_assets.features import assets as features_assets
from lunar_assets.features import checks as features_checks
from lunar_assets.harmonized import assets as harmonized_assets
from lunar_assets.harmonized import checks as harmonized_checks
from lunar_assets.models import assets as models_assets
from lunar_assets.models import checks as models_checks
from lunar_assets.nodes import REQUIRED_CHECKS
from lunar_assets.raw import assets as raw_assets
from lunar_assets.raw import checks as raw_checks
from lunar_assets.release import assets as release_assets
from lunar_assets.release import checks as release_checks
from lunar_assets.report import assets as report_assets
from lunar_assets.report import checks as report_checks
from lunar_assets.splits import assets as splits_assets
from lunar_assets.splits import checks as splits_checks
from lunar_assets.warehouse.io_manager import WarehouseIO
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.words import GLASS, TCGA

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
CHECKS = [
    raw_checks,
    harmonized_checks,
    cohort_checks,
    splits_checks,
    features_checks,
    models_checks,
    evaluation_checks,
    explanation_checks,
    report_checks,
    release_checks,
]

full_refresh = dg.define_asset_job(
    "full_refresh",
    dg.AssetSelection.all(),
    description="Everything, from upstream files to the publication, both cohorts in one run.",
    tags={"dagster/asset_partition_range_start": TCGA, "dagster/asset_partition_range_end": GLASS},
)
retrain = dg.define_asset_job(
    "retrain",
    dg.AssetSelection.groups("models", "evaluation", "explanation", "report", "release"),
    description="Trains the models again on the features that are there, evaluates, reports and publishes.",
)

warehouse = Warehouse(required_checks=REQUIRED_CHECKS)

defs = dg.Definitions(
    assets=dg.load_assets_from_modules(ASSETS),
    asset_checks=dg.load_asset_checks_from_modules(CHECKS),
    jobs=[full_refresh, retrain],
    resources={"warehouse": warehouse, "io_manager": WarehouseIO(warehouse=warehouse)},
    executor=dg.in_process_executor,
)
