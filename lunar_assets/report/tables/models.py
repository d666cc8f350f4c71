"""How well the models predict on one split: Supplementary Tables S8 and S9, comparisons, and how they were trained."""

import json

import pandas as pd

from lunar_assets import words
from lunar_assets.report.display import Shown, concise, fixed, grouped, p_value, with_range
from lunar_assets.report.labels import SET_LABELS

COUNTS = ("tp", "tn", "fp", "fn")
MOST_TRIALS = 5


def metrics(rows: pd.DataFrame, dataset: str, part: str) -> Shown:
    """All metrics of all models on one set of patients; `evaluation.metrics`."""
    rows = rows[(rows["dataset"] == dataset) & (rows["part"] == part)]
    written = pd.Series(with_range(rows["value"], rows["ci_low"], rows["ci_high"]), rows.index)
    counts = rows["value"].map("{:.0f}".format)
    cells = rows.assign(
        model=rows["model"] + rows["one_class"].map({True: "*", False: ""}),
        value=written.mask(rows["metric"].isin(COUNTS), counts),
    )
    table = cells.set_index(["model", "metric"])["value"].unstack(fill_value="")  # noqa: PD010 - each cell has one text
    frame = table.reindex(index=cells["model"].unique(), columns=list(words.METRICS), fill_value="")
    number = {(words.TCGA, words.TEST): "Table S8. ", (words.GLASS, words.TEST): "Table S9. "}.get((dataset, part), "")
    n = rows["n"].max()
    return Shown(
        f"{number}{SET_LABELS[dataset, part]}, {n} patients: every metric with its 95 % interval where it has one. "
        "* predicts one class only, or gives one score to all.",
        frame.reset_index(),
    )


def comparisons(rows: pd.DataFrame, reference: str) -> Shown:
    """Difference of AUROC of every model to the reference, with DeLong's test; `evaluation.comparisons`."""
    rows = rows[rows["reference"] == reference]
    models = rows["model"].unique()
    columns: dict[tuple[str, str], object] = {("", "model"): models}
    for (dataset, part), name in SET_LABELS.items():
        of_set = rows[(rows["dataset"] == dataset) & (rows["part"] == part)].set_index("model").reindex(models)
        columns[name, "difference"] = with_range(of_set["difference"], of_set["ci_low"], of_set["ci_high"])
        columns[name, "p"] = of_set["p_value"].map(p_value, na_action="ignore").fillna("").to_numpy()
    frame = pd.DataFrame(columns)
    frame.columns = grouped(columns)
    caption = f"AUROC of each model minus that of {reference}, with 95 % interval and DeLong's p-value (not corrected)."
    return Shown(caption, frame)


def runs(rows: pd.DataFrame) -> Shown:
    """The trained models; `models.runs`."""
    frame = pd.DataFrame(
        {
            "model": rows["model"],
            "seed": rows["seed"].astype(str),
            "split schemes": rows["scheme"],
            "parameters": rows["n_parameters"],
            "best epoch": rows["best_epoch"],
            "seconds": [fixed(seconds, 1) for seconds in rows["train_seconds"]],
            "weights": rows["weights_hash"].str[:12],
        }
    )
    return Shown(
        "Trained models. Parameters without those of modules that are never used; the epoch whose weights were kept; "
        "the first digits of the SHA-256 of the weights.",
        frame,
        prose=("split schemes", "weights"),
    )


def trials(rows: pd.DataFrame) -> Shown:
    """The best trials of the search for hyperparameters; `models.trials`, of which at least one ended."""
    ended = rows[rows["state"] == "complete"].sort_values(["value", "trial"]).head(MOST_TRIALS)
    frame = pd.DataFrame(
        {
            "trial": ended["trial"],
            "validation loss": ended["value"].map(concise),
            "hyperparameters": ended["hyperparameters"].map(_in_words),
        }
    )
    return Shown(f"The best of {len(rows)} trials, by the loss on TCGA validation.", frame, prose=("hyperparameters",))


def _in_words(hyperparameters: str) -> str:
    return ", ".join(f"{name} {value}" for name, value in json.loads(hyperparameters).items())
