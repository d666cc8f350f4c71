"""What changed between two releases: every patient that came, went or is seen otherwise, and the figures of both."""

from collections.abc import Mapping
from itertools import product

import pandas as pd

from lunar_assets import words
from lunar_assets.report.summaries import OUTCOMES

Tables = Mapping[str, pd.DataFrame]

KEY = ["dataset", "sample_id"]
CHANGES = ["release", "previous_release", *KEY, "change", "before", "after", "by_cutoff"]
COMPARISON = ["release", "previous_release", "dataset", "quantity", "before", "after", "difference"]

CUTOFF = "cutoff_days"
MOVED = "labels moved by the cutoff"
COUNTED = {
    "entered": "patients entered",
    "left": "patients left",
    "label": "labels changed",
    "ttr": "times to recurrence changed",
    "histology": "types changed",
}
"""The quantity that counts the patients of each kind of change."""
AUROC = "auroc: "
"""How the quantities begin that measure a model."""


def changes(before: Tables, after: Tables, previous_release: str, release: str) -> pd.DataFrame:
    """Every change of a patient; one with several of them has a row each.

    Args:
        before: Tables of the former release, `stage.name` -> rows: those of `inputs.RELEASE_COLUMNS`.
        after: The same tables of the later release.
        previous_release: Id of the former release.
        release: Id of the later release.

    Returns:
        Table `report.changes`, sorted by dataset, sample_id and change; before and after are text (days with up to ten
        digits), missing where the release does not have the sample. Times to recurrence are the same where their texts
        are.
    """
    was, now = _patients(before), _patients(after)
    place_then, place_now = _places(before, was), _places(after, now)
    stayed = was.index.intersection(now.index)
    found = [
        _rows("entered", now.index.difference(was.index), place_then, place_now),
        _rows("left", was.index.difference(now.index), place_then, place_now),
    ]
    for change in was.columns:
        differ = was.loc[stayed, change] != now.loc[stayed, change]
        found.append(_rows(change, stayed[differ], was[change], now[change]))
    rows = pd.concat(found)
    same_time = stayed[was.loc[stayed, "ttr"] == now.loc[stayed, "ttr"]]
    rows["by_cutoff"] = (rows["change"] == "label") & rows.index.isin(same_time)
    rows = rows.reset_index().assign(release=release, previous_release=previous_release)
    return rows.sort_values([*KEY, "change"], ignore_index=True)[CHANGES]


def comparison(
    before: Tables, after: Tables, changed: pd.DataFrame, previous_release: str, release: str
) -> pd.DataFrame:
    """The figures of both releases side by side.

    Args:
        before: As for `changes`.
        after: As for `changes`.
        changed: What `changes` gives for them.
        previous_release: Id of the former release.
        release: Id of the later release.

    Returns:
        Table `report.release_comparison`, first what is about both cohorts, then each cohort. Counts of changes stand
        in the column difference alone; a figure that one release does not have is missing, and so is its difference.
    """
    found = pd.concat(
        [
            _beside(_of_cohorts(before), _of_cohorts(after)),
            _counts(changed),
            _beside(_of_models(before), _of_models(after)),
        ]
    )
    rows = found.rename_axis(["dataset", "quantity"]).reset_index()
    rows = rows.assign(release=release, previous_release=previous_release)
    order = {dataset: place for place, dataset in enumerate(("both", *words.DATASETS))}
    by_dataset = rows.sort_values("dataset", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return by_dataset[COMPARISON]


def _patients(tables: Tables) -> pd.DataFrame:
    """What can change of a patient, as text, by dataset and sample_id."""
    rows = tables["cohort.patients"].set_index(KEY)
    return pd.DataFrame(
        {
            "label": rows["label"].map(OUTCOMES),
            "ttr": rows["ttr_days"].map("{:.10g}".format),
            "histology": rows["histology_cns5"],
        }
    )


def _places(tables: Tables, patients: pd.DataFrame) -> pd.Series:
    """Where every sample of a release is, by dataset and sample_id: its label, or the step that takes it out."""
    return pd.concat([patients["label"], tables["cohort.exclusions"].set_index(KEY)["step"]])


def _rows(change: str, ids: pd.Index, before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """One kind of change of some samples."""
    return pd.DataFrame({"change": change, "before": before.reindex(ids), "after": after.reindex(ids)}, index=ids)


def _beside(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    both = after.index.union(before.index, sort=False)
    frame = pd.DataFrame({"before": before.reindex(both), "after": after.reindex(both)})
    return frame.assign(difference=frame["after"] - frame["before"])


def _counts(found: pd.DataFrame) -> pd.DataFrame:
    """Patients of each kind of change, by dataset and quantity."""
    kinds = pd.concat(
        [found.assign(quantity=found["change"].map(COUNTED)), found[found["by_cutoff"]].assign(quantity=MOVED)]
    )
    every = pd.MultiIndex.from_tuples(list(product(words.DATASETS, [*COUNTED.values(), MOVED])))
    counts = kinds.groupby(["dataset", "quantity"]).size().reindex(every, fill_value=0)
    return counts.astype("float64").to_frame("difference")


def _of_cohorts(tables: Tables) -> pd.Series:
    """Days, patients and features of a release, by dataset and quantity."""
    cutoff = tables["cohort.cutoff"].iloc[0]
    patients, assignments = tables["cohort.patients"], tables["splits.assignments"]
    columns = tables["features.columns"]
    kept = columns.loc[columns["kept"], "modality"]
    figures = {("both", CUTOFF): cutoff["cutoff_days"]}
    figures |= {("both", f"kept features: {modality}"): (kept == modality).sum() for modality in words.MODALITIES}
    for dataset in words.DATASETS:
        labels, times = (patients.loc[patients["dataset"] == dataset, name] for name in ("label", "ttr_days"))
        parts = assignments.loc[assignments["dataset"] == dataset, "split"]
        figures |= {
            (dataset, "median_days"): cutoff.get(f"{dataset}_median_days", times.median()),
            (dataset, "patients"): len(labels),
            (dataset, "early patients"): (labels == words.EARLY).sum(),
        }
        figures |= {(dataset, f"{part} patients"): (parts == part).sum() for part in words.SPLITS}
    return pd.Series(figures, dtype="float64")


def _of_models(tables: Tables) -> pd.Series:
    """AUROC of every model on each set of patients, by dataset and quantity."""
    metrics = tables["evaluation.metrics"]
    rows = metrics[metrics["metric"] == "auroc"]
    quantities = AUROC + rows["model"] + ", " + rows["part"]
    return pd.Series(rows["value"].to_numpy("float64"), pd.MultiIndex.from_arrays([rows["dataset"], quantities]))
