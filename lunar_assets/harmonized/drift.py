"""How far a harmonised table has moved since the last publication: figures of each cohort, and how far each may go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Figure:
    """One figure of a cohort.

    Attributes:
        name: What it is called.
        sql: Aggregate over the rows of the cohort.
        limit: Largest change that is no drift: a share of the former value if relative, else in the figure's unit.
        relative: Whether the change counts relative to the former value.
    """

    name: str
    sql: str
    limit: float
    relative: bool = False


def _size(name: str, sql: str) -> Figure:
    return Figure(name, sql, 0.10, relative=True)


def _share(name: str, condition: str) -> Figure:
    return Figure(name, f"avg(({condition})::int)", 0.05)


_MAY_BE_MISSING = (
    "age",
    "sex",
    "grade",
    "histology",
    "idh_codel_subtype",
    "tissue_source_site",
    "race",
    "ethnicity",
    "vital_status",
    "prior_glioma",
    "chr7_gain_chr10_loss",
    "tert_promoter_mutant",
)

FIGURES: Mapping[str, Sequence[Figure]] = {
    "harmonized.clinical": (
        _size("samples", "count(*)"),
        _size("patients", "count(distinct patient_id)"),
        Figure("median_age_years", "median(age)", 2.0),
        _share("share_male", "sex = 'Male'"),
        _share("share_grade_4", "grade = 4"),
        _share("share_idh_wildtype", "idh_codel_subtype = 'IDHwt'"),
        _share("share_deceased", "vital_status = 'Deceased'"),
        *(_share(f"missing_{column}", f"{column} is null") for column in _MAY_BE_MISSING),
    ),
    "harmonized.expression": (
        _size("rows", "count(*)"),
        _size("samples", "count(distinct sample_id)"),
        _size("genes", "count(distinct symbol)"),
        Figure("missing_values", "1 - count(*) / (count(distinct sample_id) * count(distinct symbol))", 0.05),
        Figure("mean", "avg(value)", 0.1),
        Figure("standard_deviation", "stddev(value)", 0.1, relative=True),
    ),
    "harmonized.mutations": (
        _size("rows", "count(*)"),
        _size("samples", "count(distinct sample_id)"),
        _size("genes", "count(distinct symbol)"),
        _size("calls", "sum(n)"),
        Figure("share_silent", "coalesce(sum(n) filter (where variant_classification = 'Silent'), 0) / sum(n)", 0.05),
    ),
}
"""The figures of each table. The limits are wide: no release of GLASS since 2023 has changed a clinical fact."""


def query(table: str) -> str:
    """The query over a table (`stored`) that gives its figures: one row a dataset, one column a figure."""
    columns = ", ".join(f"({figure.sql})::double as {figure.name}" for figure in FIGURES[table])
    return f"select dataset, {columns} from stored group by dataset order by dataset"


def moves(table: str, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Every figure now beside the one before.

    Args:
        table: `stage.name`, a key of `FIGURES`.
        before: Result of `query` over the table as it was.
        now: Result of `query` over the table as it is.

    Returns:
        One row a dataset that both have, and figure: dataset, figure, before, now, change, limit (float64; shares of
        the former value where relative), relative, beyond (bool: further than the limit, or missing on one side only).
    """
    limits = pd.DataFrame([vars(figure) for figure in FIGURES[table]]).rename(columns={"name": "figure"})
    key = ["dataset", "figure"]
    then, there = (frame.melt("dataset", var_name="figure", value_name="value") for frame in (before, now))
    found = then.merge(there, on=key, suffixes=("_before", "_now")).merge(limits, on="figure", validate="m:1")
    found = found.rename(columns={"value_before": "before", "value_now": "now"})
    difference = found["now"] - found["before"]
    change = difference.mask(found["relative"] & (difference != 0), difference / found["before"].abs())
    one_sided = found["now"].isna() != found["before"].isna()
    found = found.assign(change=change, beyond=(change.abs() > found["limit"]) | one_sided)
    columns = [*key, "before", "now", "change", "limit", "relative", "beyond"]
    return found.sort_values("dataset", kind="stable", ignore_index=True)[columns]
