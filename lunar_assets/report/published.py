"""The figures that the study printed (`published_figures.csv`), and the comparison of this run with them."""

from collections.abc import Mapping
from importlib.resources import files

import pandas as pd

from lunar_assets.report.ours import KEYS, ours

COLUMNS = ["place", "dataset", "quantity", "unit", "published", "ours", "difference", "note"]

NOTES = {
    "features": "The study's genes need LUNAR_SYMBOLS and LUNAR_SHARED_GENES at study_code.",
    "p-value": "Compared by the rule of the study's code, which is behind the printed values: a missing value is a "
    "category of its own, every 2x2 table gets Fisher's exact test.",
    "weight": "Of one trained network each.",
    "logit": "Of one trained network each, by DeepExplainer, whose attributions miss their sum.",
    **dict.fromkeys(
        ("Supplementary Table S8", "Supplementary Table S9"),
        "No training seed is published, so training is comparable in distribution only; the study's code fitted its "
        "baselines on train and validation patients.",
    ),
}
"""Why figures of a place, or of a unit, may differ. What holds for a single figure stands with it in the file."""

WITHIN_SPLIT = (
    "Table 3",
    "Table 4",
    "Text, data preprocessing",
    "Text, feature importance",
    "Supplementary Figure S3",
    "Supplementary Table S8",
    "Supplementary Table S9",
)
"""Places whose figures are those of one split."""

OTHER_SPLIT = "This run does not use the published splits."


def figures() -> pd.DataFrame:
    """The published summary figures of Patricoski-Chavez et al. 2025.

    Returns:
        Columns place (in the paper), dataset (tcga, glass, both), group (of patients, or model), variable, category,
        statistic, value (float64, missing where n/a is printed), unit, digits (decimals printed; missing where the
        figure is given in full), note; texts are empty where they do not apply. Variables, categories, models and
        metrics have this platform's names. Metrics are those of the study's result files.
    """
    path = files("lunar_assets.report").joinpath("published_figures.csv")
    with path.open(encoding="utf-8") as lines:
        text = pd.read_csv(lines, dtype="str", keep_default_na=False)
    return text.assign(value=pd.to_numeric(text["value"]), digits=pd.to_numeric(text["digits"]))


def comparison(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every published figure beside the one of this run, whose data must be real.

    Args:
        tables: `stage.name` -> rows, all of `inputs.COMPARED_TABLES`.

    Returns:
        Table `report.published_comparison`. Ours is missing where this run does not give the figure. Cells that the
        paper prints as n/a have no row.
    """
    printed = figures().dropna(subset="value")
    found = printed.merge(ours(tables), on=KEYS, how="left", validate="m:1")
    table = found.assign(
        quantity=[_quantity(*row) for row in found[KEYS[1:]].itertuples(index=False)],
        published=found["value"],
        difference=found["ours"] - found["value"],
        note=_notes(found, tables["splits.assignments"]),
    )
    return table[COLUMNS]


def agreement(compared: pd.DataFrame) -> pd.DataFrame:
    """How many of the study's figures this run gives, and gives alike.

    Args:
        compared: Table `report.published_comparison`.

    Returns:
        One row a place, in the order of the paper's figures: place, figures, given (by this run), equal (within half a
        unit of the last printed digit), largest_difference (absolute; missing where nothing is given).
    """
    printed = figures()
    digits = printed.assign(quantity=[_quantity(*row) for row in printed[KEYS[1:]].itertuples(index=False)])
    rows = compared.merge(digits[["place", "dataset", "quantity", "digits"]], how="left", validate="1:1")
    gap = rows["difference"].abs()
    half_a_unit = (0.5 * 10.0 ** -rows["digits"]).fillna(0.0)
    found = rows.assign(gap=gap, equal=gap <= half_a_unit + 1e-9).groupby("place", sort=False)
    counts = {"figures": ("quantity", "size"), "given": ("gap", "count"), "equal": ("equal", "sum")}
    return found.agg(**counts, largest_difference=("gap", "max")).reset_index()


def _quantity(group: str, variable: str, category: str, statistic: str) -> str:
    """What is measured, in words: `late, grade 2: sex Male`, `cohort: ttr_days, median`, `lunar: auroc`."""
    what = f"{group}: {variable} {category}".rstrip()
    return what if statistic in ("", "n") else f"{what}, {statistic}"


def _notes(found: pd.DataFrame, assignments: pd.DataFrame) -> pd.Series:
    general = found["unit"].map(NOTES).fillna(found["place"].map(NOTES)).fillna("")
    other_split = (assignments["scheme"] != "published").any()
    of_split = found["place"].map(lambda place: OTHER_SPLIT if other_split and place in WITHIN_SPLIT else "")
    notes = (found["note"] + " " + of_split + " " + general).str.split().str.join(" ")
    return notes.where(notes != "", None)
