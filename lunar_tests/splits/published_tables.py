"""Tables 3 and 4 of Patricoski-Chavez et al. 2025: train against test patients, as printed but for two race cells."""

from lunar_assets.report.published import figures
from lunar_assets.words import GLASS, SPLITS, TCGA

_PRINTED = figures()
_PLACES = {TCGA: "Table 3", GLASS: "Table 4"}
_VALUES: dict[str, dict[object, object]] = {"label": {"late": 0, "early": 1}, "grade": {"2": 2, "3": 3, "4": 4}}


def _pairs(dataset: str, statistic: str) -> dict[tuple[str, str], tuple[float, float]]:
    """Variable and category -> the figures of train and test."""
    rows = _PRINTED[(_PRINTED["place"] == _PLACES[dataset]) & (_PRINTED["statistic"] == statistic)]
    rows = rows[rows["group"].isin(("train", "test")) & (rows["variable"] != "patients")]
    keys = ["variable", "category"]
    table = rows.pivot_table(index=keys, columns="group", values="value", aggfunc="first", sort=False)
    return dict(zip(table.index, zip(table["train"], table["test"], strict=True), strict=True))


def _counts(dataset: str) -> dict[str, dict[object, tuple[int, int]]]:
    found: dict[str, dict[object, tuple[int, int]]] = {}
    for (variable, category), (train, test) in _pairs(dataset, "n").items():
        value = _VALUES.get(variable, {}).get(category, category)
        found.setdefault(variable, {})[value] = (int(train), int(test))
    return found


def _sizes(dataset: str) -> list[int]:
    text = _PRINTED[(_PRINTED["place"] == "Text, final patient cohort") & (_PRINTED["dataset"] == dataset)]
    return [int(n) for n in text[text["variable"] == "patients"].set_index("group").loc[list(SPLITS), "value"]]


def _p_values(dataset: str) -> dict[str, float]:
    rows = _PRINTED[(_PRINTED["place"] == _PLACES[dataset]) & (_PRINTED["unit"] == "p-value")]
    return dict(zip(rows["variable"], rows["value"], strict=True))


SIZES = {dataset: _sizes(dataset) for dataset in _PLACES}

COUNTS = {dataset: _counts(dataset) for dataset in _PLACES}
# Printed the other way round: 2 American Indian, 1 Asian. Table 1 and the upstream file say 1 and 2.
COUNTS[TCGA]["race"] |= {"AMERICAN INDIAN OR ALASKA NATIVE": (1, 0), "ASIAN": (2, 0)}

_SPREAD = {dataset: [_pairs(dataset, statistic) for statistic in ("median", "iqr")] for dataset in _PLACES}
MEDIAN_AND_IQR = {
    dataset: {variable: (medians[variable, category], ranges[variable, category]) for variable, category in medians}
    for dataset, (medians, ranges) in _SPREAD.items()
}
"""Train and test, first the medians, then the interquartile ranges, rounded half up to one decimal."""

P_VALUES = {dataset: _p_values(dataset) for dataset in _PLACES}
"""As printed, which the study's code gives."""

P_VALUES_BY_TEXT = {"label": 0.99, "race": 0.799, "ethnicity": 1.0}
"""What the rule of the paper's text gives for the TCGA variables in which it differs most from the printed value."""
