"""Small releases, written by hand: the tables that are compared, and snapshots of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from lunar_assets.report.inputs import RELEASE_COLUMNS

Patient = tuple[str, str, float, str]
"""Data set, sample, days to recurrence, type (WHO 2021)."""


def release(
    patients: Sequence[Patient],
    cutoff: float = 390.0,
    excluded: Sequence[tuple[str, str, str]] = (),
    aurocs: Mapping[str, float | None] | None = None,
    name: str = "2022-05-31-aaaaaaaa",
) -> dict[str, pd.DataFrame]:
    """The compared tables of a release, and raw.files.

    Args:
        patients: The cohort; labels follow from the cutoff, everybody is a train patient.
        cutoff: Cutoff in days.
        excluded: Data set, sample and step of those who are kept out.
        aurocs: AUROC on TCGA test by model.
        name: Id of the release.
    """
    rows = {
        "cohort.patients": [(d, s, int(days < cutoff), days, kind) for d, s, days, kind in patients],
        "cohort.exclusions": list(excluded),
        "cohort.cutoff": [(445.0, 335.0, cutoff)],
        "splits.assignments": [(dataset, "train") for dataset, *_ in patients],
        "features.columns": [("clinical", True), ("expression", True), ("expression", False)],
        "evaluation.metrics": [(m, "tcga", "test", "auroc", value) for m, value in (aurocs or {}).items()],
    }
    frames = {table: frame(rows[table], columns) for table, columns in RELEASE_COLUMNS.items()}
    return frames | {"raw.files": pd.DataFrame({"release": [None, name]})}


def frame(rows: list[tuple], columns: Sequence[str]) -> pd.DataFrame:
    """Rows as a frame, typed as the warehouse gives them even without rows."""
    found = pd.DataFrame(rows, columns=list(columns))
    kinds = {"label": "int64", "kept": "bool"} | dict.fromkeys(("ttr_days", "value", "cutoff_days"), "float64")
    return found.astype({column: kinds.get(column, found[column].dtype if rows else "str") for column in columns})


def write_snapshot(path: Path, tables: Mapping[str, pd.DataFrame]) -> Path:
    """Put the tables into a database of their own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        for name, rows in tables.items():
            connection.execute(f"create schema if not exists {name.split('.')[0]}")
            connection.register("given", rows)
            connection.execute(f"create table {name} as select * from given")
    return path
