"""Tables 1 and 2 of Patricoski-Chavez et al. 2025, cell by cell: late all, II, III, IV, then early all, II, III, IV.

Keys are variable and category of this platform; medians and interquartile ranges are as printed.
"""

from lunar_assets.report.published import figures

GROUPS = [(label, grade) for label in (0, 1) for grade in ("all", "2", "3", "4")]

_COLUMNS = [
    f"{outcome}, {grade}" for outcome in ("late", "early") for grade in ("all grades", "grade 2", "grade 3", "grade 4")
]


def _rows(place: str) -> dict[tuple[str, str, str], list[float]]:
    """Variable, category and statistic of every row of a table -> its cells; NaN where the table prints n/a."""
    printed = figures()
    cells = printed[(printed["place"] == place) & printed["group"].isin(_COLUMNS)]
    keys = ["variable", "category", "statistic"]
    table = cells.pivot_table(index=keys, columns="group", values="value", aggfunc="first", sort=False)[_COLUMNS]
    return dict(zip(table.index, table.to_numpy().tolist(), strict=True))


_TABLES = {"tcga": _rows("Table 1"), "glass": _rows("Table 2")}

COUNTS = {
    dataset: {
        (variable, category): [int(n) for n in cells]
        for (variable, category, statistic), cells in rows.items()
        if statistic == "n" and variable != "patients"
    }
    for dataset, rows in _TABLES.items()
}

STATISTICS = {
    dataset: {
        (variable, statistic): ["n/a" if value != value else f"{value:.1f}" for value in cells]
        for (variable, _, statistic), cells in rows.items()
        if statistic != "n"
    }
    for dataset, rows in _TABLES.items()
}

SIZES = {dataset: [int(n) for n in rows["patients", "", "n"]] for dataset, rows in _TABLES.items()}
CELLS = {"tcga": 168, "glass": 120}
