"""Who trains and who is tested: sizes of the parts, Tables 3 and 4 of the paper, and what may leak between them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lunar_assets import words
from lunar_assets.report.display import NAMES, Shown, concise, grouped, p_value
from lunar_assets.report.summaries import OUTCOMES, by_part
from lunar_assets.report.tables.cohort import VARIABLES, wide


def sizes(patients: pd.DataFrame, assignments: pd.DataFrame) -> Shown:
    """Patients of each part by outcome; `cohort.patients` and `splits.assignments`."""
    rows = assignments.merge(patients[["dataset", "sample_id", "label"]], on=["dataset", "sample_id"], validate="1:1")
    counted = pd.crosstab([rows["dataset"], rows["scheme"]], [rows["split"], rows["label"].map(OUTCOMES)], dropna=False)
    columns = [(part, outcome) for part in words.SPLITS for outcome in ("early", "late")]
    frame = counted.reindex(columns=columns, fill_value=0).sort_index(ascending=[False, True])
    frame = frame[frame.sum(axis=1) > 0].reset_index()
    frame.columns = grouped([("", "cohort"), ("", "scheme"), *columns])
    frame[("", "cohort")] = frame[("", "cohort")].map(NAMES)
    return Shown("Patients of each part, and how the part was assigned.", frame, heads=2)


def comparability(patients: pd.DataFrame, assignments: pd.DataFrame, tests: pd.DataFrame, dataset: str) -> Shown:
    """Table 3 (TCGA) or Table 4 (GLASS); `cohort.patients`, `splits.assignments`, `splits.comparability`."""
    tests = tests[tests["dataset"] == dataset]
    rows = by_part(patients, assignments)
    rows = rows[(rows["dataset"] == dataset) & rows["group"].isin((words.TRAIN, words.TEST))]
    sizes = rows[rows["variable"] == "patients"].set_index("group")["value"]
    table = wide(rows[rows["variable"].isin(tests["variable"])], [words.TRAIN, words.TEST])
    for rule, name in (("paper", "p, text"), ("study_code", "p, study's code")):
        p_values = tests[tests["rule"] == rule].set_index("variable")["p_value"].rename(VARIABLES).map(p_value)
        table[name] = table["variable"].map(p_values).where(~table["variable"].duplicated(), "")
    table = table.rename(columns={part: f"{part} ({n:.0f})" for part, n in sizes.items()})
    number = {words.TCGA: "Table 3. ", words.GLASS: "Table 4. "}.get(dataset, "")
    caption = f"{number}{NAMES[dataset]}, train against test; p-values by the rule of the text and of the code."
    return Shown(caption, table, heads=2)


def near_duplicates(pairs: pd.DataFrame) -> Shown:
    """Every pair of `splits.near_duplicates`."""
    alike = {"expression": "expression", "mutations": "mutated genes, age and sex"}
    frame = pd.DataFrame(
        {
            "patient": pairs["sample_id"],
            "part": pairs["dataset"].map(NAMES) + " " + pairs["split"],
            "other patient": pairs["other_sample_id"],
            "part of the other": pairs["other_dataset"].map(NAMES) + " " + pairs["other_split"],
            "nearly the same": pairs["kind"].map(alike),
            "rank correlation": pairs["correlation"].map("{:.4f}".format, na_action="ignore").fillna(""),
            "genes": pairs["n_genes"],
        }
    )
    caption = "Patients with nearly the same profile; genes compared, or mutated in both."
    return Shown(caption, frame, prose=("part", "other patient", "part of the other", "nearly the same"))


def cutoff_sensitivity(table: pd.DataFrame) -> Shown:
    """The cutoff and the labels by the medians of all and of train patients; `splits.cutoff_sensitivity`."""
    rows = table.assign(
        patients=table["rule"].map({"all": "all patients", "train": "train patients"}),
        cohort=table["dataset"].map(NAMES),
        median=[_median_of_cohort(row) for row in table.to_dict("records")],
    )
    heads = ["patients", "cohort", "median", "cutoff_days"]
    values = ["n", "early", "labels_moved"]
    sums = rows.groupby(heads, sort=False)[values].sum()
    moved = rows.pivot_table(index=heads, columns="split", values="labels_moved", sort=False)[list(words.SPLITS)]
    frame = pd.concat([sums, moved.astype(int)], axis=1).reset_index()
    days = [("", "medians of"), ("", "cohort"), ("", "median, days"), ("", "cutoff, days")]
    moves = [("labels that move", name) for name in ("all parts", *words.SPLITS)]
    frame.columns = grouped([*days, ("", "patients"), ("", "early"), *moves])
    frame[("", "cutoff, days")] = frame[("", "cutoff, days")].map(concise)
    return Shown("The cutoff, and the labels that another choice of patients for the medians moves.", frame, heads=2)


def _median_of_cohort(row: Mapping[Any, Any]) -> str:
    """The median that a cohort has in the cutoff; empty for a cohort that has none there."""
    days = row.get(f"{row['dataset']}_median_days")
    return "" if days is None else concise(days)
