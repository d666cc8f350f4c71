"""Which columns each clinical variable is made from, step by step from the field of an upstream file to the feature.

A table of data: the UI and the data dictionary are written from it. A test takes each field away and sees which column
notices.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from lunar_assets.cohort.cns5 import RULES
from lunar_assets.cohort.patients import CLINICAL, SELECTION
from lunar_assets.harmonized.registry import COHORTS
from lunar_assets.harmonized.small_tables import TableFile
from lunar_assets.warehouse.contracts import Column


class Origin(NamedTuple):
    """A column that another one is made from; of `raw.clinical` a field, its file, and the folder of that."""

    table: str
    column: str


def _fields(files_and_fields: Iterable[tuple[TableFile, str]]) -> tuple[Origin, ...]:
    # With spaces, so that a browser can break the line.
    paths = ((Path(table.name), field) for table, field in files_and_fields)
    names = (f"{field} in {path.name} of {path.parent.name}" for path, field in paths)
    return tuple(Origin("raw.clinical", name) for name in dict.fromkeys(names))


def _of(table: str, *columns: str) -> tuple[Origin, ...]:
    return tuple(Origin(table, column) for column in columns)


_TYPE_MARKERS = tuple(dict.fromkeys(rule.marker for rule in RULES if rule.marker))
_SUBTYPE_FEATURES = ("IDHmut-codel", "IDHmut-noncodel", "IDHwt")
_TYPE_FEATURES = ("astrocytoma", "astrocytoma_wt", "oligodendroglioma", "glioblastoma")

LINEAGE: Mapping[str, Mapping[str, tuple[Origin, ...]]] = {
    "harmonized.clinical": {
        column: _fields(field for cohort in COHORTS.values() for field in cohort.fields.get(column, ()))
        for column in dict.fromkeys(column for cohort in COHORTS.values() for column in cohort.fields)
    },
    "harmonized.recurrence_events": {
        "day": _fields(field for cohort in COHORTS.values() for field in cohort.dated_fields)
    },
    "cohort.candidates": {
        "histology_cns5": _of("harmonized.clinical", "histology", "idh_codel_subtype", *_TYPE_MARKERS),
        "ttr_days": _of("harmonized.recurrence_events", "day", "tier"),
        "ttr_tier": _of("harmonized.recurrence_events", "tier"),
        "ttr_field": _of("harmonized.recurrence_events", "field"),
        "ttr_is_censoring_time": _of("harmonized.recurrence_events", "tier", "field", "value"),
    },
    "cohort.cutoff": {
        name: _of("cohort.candidates", "ttr_days") for name in ("tcga_median_days", "glass_median_days", "cutoff_days")
    },
    "cohort.patients": {
        **{column: _of("harmonized.clinical", column) for column in CLINICAL},
        **{column: _of("cohort.candidates", column) for column in SELECTION},
        "label": (*_of("cohort.candidates", "ttr_days"), *_of("cohort.cutoff", "cutoff_days")),
    },
    "features.matrix": {
        "split": _of("splits.assignments", "split"),
        **{column: _of("cohort.patients", column) for column in ("label", "age", "grade", "sex")},
        **{feature: _of("cohort.patients", "idh_codel_subtype") for feature in _SUBTYPE_FEATURES},
        **{feature: _of("cohort.patients", "histology_cns5") for feature in _TYPE_FEATURES},
    },
}
"""Table -> column -> what it is made from. Genes are not here: their names say where they come from."""


def origins(table: str, column: str) -> str:
    """What a column is made from, in words: table and columns, or files and fields; empty where nothing is noted."""
    by_table: dict[str, list[str]] = {}
    for origin in LINEAGE.get(table, {}).get(column, ()):
        by_table.setdefault(origin.table, []).append(origin.column)
    return "; ".join(f"{name} ({', '.join(columns)})" for name, columns in by_table.items())


def comment_with_origin(table: str, column: Column) -> str:
    """The comment of a column, and what it is made from where that is noted."""
    made_from = origins(table, column.name)
    return f"{column.comment} From {made_from}." if made_from else column.comment
