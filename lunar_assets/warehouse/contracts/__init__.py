"""All contracts in one place: `TABLES` maps `stage.name` to the contract of every table, in the order of the stages."""

from lunar_assets.warehouse.contracts import (
    cohort,
    evaluation,
    explanation,
    features,
    harmonized,
    models,
    raw,
    release,
    report,
    splits,
)
from lunar_assets.warehouse.contracts.columns import Column, Table

_STAGES = (raw, harmonized, cohort, splits, features, models, evaluation, explanation, report, release)

STAGES = tuple(stage.TABLES[0].stage for stage in _STAGES)
TABLES = {table.full_name: table for stage in _STAGES for table in stage.TABLES}

__all__ = ["STAGES", "TABLES", "Column", "Table"]
