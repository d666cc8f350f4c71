"""The cohort beside the study's: its printed figures, and the counts that its published code gives on the way there."""

import pandas as pd

from lunar_assets import words

FLOW = {
    words.TCGA: {
        "clinical": 1122,
        "expression_and_mutations": 654,
        "idh_codel_subtype": 653,
        "dfi_zero": 540,
        "progression_only": 497,
        "time_to_recurrence": 200,
        "cns5": 200,
        "prior_glioma": 197,
        "tissue_source_site": 191,
    },
    words.GLASS: {
        "clinical": 309,
        "expression_and_mutations": 130,
        "not_tcga": 110,
        "time_to_recurrence": 102,
        "cns5": 101,
        "tissue_source_site": 101,
    },
}
"""Samples left after each step, by the rules of the study's published code over GLASS of 2022-05-31."""

TIERS = {words.TCGA: {1: 47, 2: 16, 3: 127, 4: 1}, words.GLASS: {1: 101}}
"""Patients by the tier that their time to recurrence came from, likewise."""

KEY = ["dataset", "variable", "category", "statistic"]
OUTCOMES = {words.LATE: "late", words.EARLY: "early"}


def compare(patients: pd.DataFrame, cutoff: pd.DataFrame, flow: pd.DataFrame, printed: pd.DataFrame) -> pd.DataFrame:
    """Every figure of the study's cohort beside ours.

    Args:
        patients: Table `cohort.patients`.
        cutoff: Table `cohort.cutoff`.
        flow: Table `cohort.flow`.
        printed: The study's printed figures, as `report.published.figures` gives them; those of whole cohorts count.

    Returns:
        One row a figure: dataset, variable, category, statistic (text), published, ours (float64), equal
        (bool).
    """
    cohort = printed.loc[printed["group"] == "cohort", [*KEY, "value"]].rename(columns={"value": "published"})
    found = pd.concat([cohort, _counted()]).merge(_ours(patients, cutoff, flow), "left", KEY, validate="1:1")
    found = found.fillna({"ours": 0.0})  # a category that nobody has
    return found.assign(equal=found["published"] == found["ours"])


def _counted() -> pd.DataFrame:
    rows = [(dataset, "flow", step, "remaining", n) for dataset, steps in FLOW.items() for step, n in steps.items()]
    rows += [(dataset, "ttr_tier", str(tier), "n", n) for dataset, tiers in TIERS.items() for tier, n in tiers.items()]
    return pd.DataFrame(rows, columns=[*KEY, "published"]).astype({"published": "float64"})


def _ours(patients: pd.DataFrame, cutoff: pd.DataFrame, flow: pd.DataFrame) -> pd.DataFrame:
    rows = [("both", "ttr_days", "", "cutoff", cutoff["cutoff_days"].iloc[0])]
    rows += [(r.dataset, "flow", r.step, "remaining", r.remaining) for r in flow.itertuples()]
    for dataset, cohort in patients.groupby("dataset"):
        rows += [
            (dataset, "patients", "", "n", len(cohort)),
            (dataset, "ttr_days", "", "median", cohort["ttr_days"].median()),
        ]
        categories = {
            "label": cohort["label"].map(OUTCOMES),
            "histology_cns5": cohort["histology_cns5"],
            "ttr_tier": cohort["ttr_tier"].astype("int64").astype("str"),
        }
        for variable, values in categories.items():
            rows += [(dataset, variable, category, "n", n) for category, n in values.value_counts().items()]
        rows += [(dataset, name, "missing", "n", cohort[name].isna().sum()) for name in ("race", "ethnicity")]
    return pd.DataFrame(rows, columns=[*KEY, "ours"]).astype({"ours": "float64"})
