"""Who is in the study: the flow, Tables 1 and 2 of the paper, and where the times to recurrence come from."""

import pandas as pd

from lunar_assets import words
from lunar_assets.cohort.descriptives import half_up
from lunar_assets.report.display import NAMES, Shown, grouped
from lunar_assets.report.summaries import by_outcome

VARIABLES = {
    "label": "Outcome",
    "grade": "Grade",
    "sex": "Sex",
    "race": "Race",
    "ethnicity": "Ethnicity",
    "histology_cns5": "Type (WHO 2021)",
    "idh_codel_subtype": "IDH and 1p/19q",
    "vital_status": "Vital status",
    "ttr_days": "Time to recurrence, days",
    "age": "Age, years",
}
PLACES = {name: place for place, name in enumerate(VARIABLES.values())}
STATISTICS = {"median": "median", "iqr": "interquartile range"}


def flow(rows: pd.DataFrame) -> Shown:
    """Samples that each step takes out and leaves, the cohorts side by side; `cohort.flow`."""
    steps = [step for step in words.COHORT_STEPS if step in set(rows["step"])]
    wide = rows.pivot_table(index="step", columns="dataset", values=["excluded", "remaining"], aggfunc="sum")
    columns = [(dataset, count) for dataset in words.DATASETS for count in ("excluded", "remaining")]
    frame = wide.swaplevel(axis="columns").reindex(index=steps, columns=columns).astype("Int64").reset_index()
    frame.columns = grouped([("", "step"), *((NAMES[dataset], count) for dataset, count in columns)])
    return Shown("Samples that each step of the selection takes out and leaves. An empty cell: no step there.", frame)


def outcomes(patients: pd.DataFrame, dataset: str) -> Shown:
    """Table 1 (TCGA) or Table 2 (GLASS) of the paper; `cohort.patients`."""
    rows = by_outcome(patients)
    rows = rows[(rows["dataset"] == dataset) & ~rows["variable"].isin(("label", "grade"))]
    sizes = rows[rows["variable"] == "patients"].set_index("group")["value"]
    table = wide(rows[rows["variable"] != "patients"], list(sizes.index))
    names = [tuple(group.split(", ")) for group in sizes.index]
    headed = [(outcome, f"{grade} ({n:.0f})") for (outcome, grade), n in zip(names, sizes, strict=True)]
    table.columns = grouped([("", "variable"), ("", "category"), *headed])
    number = {words.TCGA: "Table 1. ", words.GLASS: "Table 2. "}.get(dataset, "")
    return Shown(f"{number}{NAMES[dataset]} by outcome and grade, patients in brackets.", table, heads=2)


def tiers(patients: pd.DataFrame) -> Shown:
    """Tier that the times came from; `cohort.patients`."""
    counts = pd.crosstab(patients["ttr_tier"], patients["dataset"]).reindex(columns=list(words.DATASETS), fill_value=0)
    frame = counts.rename(columns=NAMES).reset_index().rename(columns={"ttr_tier": "tier"})
    return Shown("Patients by the tier that their time to recurrence came from. GLASS has one source.", frame)


def wide(rows: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Rows of `summaries` with the groups side by side.

    Args:
        rows: Columns group, variable, category, statistic, value.
        groups: Columns wanted, in their order.

    Returns:
        Columns variable and category (or median and range, for numbers) in words, then the groups; all text.
    """
    category = rows["category"].where(rows["category"] != "", rows["statistic"].map(STATISTICS))
    written = [
        f"{value:.0f}" if statistic == "n" else half_up(value)
        for statistic, value in zip(rows["statistic"], rows["value"], strict=True)
    ]
    placed = rows.assign(variable=rows["variable"].map(VARIABLES), category=category, value=written)
    order = placed[["variable", "category"]].drop_duplicates()
    order = order.sort_values("variable", key=lambda names: names.map(PLACES), kind="stable")
    table = placed.set_index(["variable", "category", "group"])["value"].unstack()  # noqa: PD010 - texts, one a cell
    return table.reindex(index=pd.MultiIndex.from_frame(order), columns=groups).reset_index()
