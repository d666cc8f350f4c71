"""What the models' outputs are made of: by modality, by feature, by token of the pooling, and by method."""

import pandas as pd

from lunar_assets import words
from lunar_assets.report.display import NAMES, Shown, concise, fixed, grouped

EXPLAINED = "lunar"
N_FEATURES = 20
N_FEATURES_OF_EACH = 10


def modalities(importance: pd.DataFrame, additivity: pd.DataFrame) -> Shown:
    """Importance of each modality by model and method; `explanation.modality_importance`, `explanation.additivity`."""
    keys = ["model", "method"]
    values = {"share": "share of the summed attributions", "median_absolute": "median over features"}
    wide = importance.pivot_table(index=keys, columns="modality", values=list(values), aggfunc="first")
    rows = additivity.set_index(keys)
    order = pd.MultiIndex.from_frame(importance[keys].drop_duplicates())
    columns = [(name, modality) for name in values for modality in words.MODALITIES]
    frame = wide.reindex(index=order, columns=columns)
    frame.columns = grouped((values[name], modality) for name, modality in columns)
    for modality in words.MODALITIES:
        name = (values["median_absolute"], modality)
        frame[name] = frame[name].map(_significant)
    frame["sum", "error"] = rows["relative_error"].reindex(order).map(lambda error: f"{100 * error:.1f} %").to_numpy()
    frame["sum", "patients"] = rows["n"].reindex(order).to_numpy()
    frame = frame.reset_index(col_level=1)
    return Shown(
        "Importance of each modality. Error: how far the attributions of a patient miss what they must add up to, on "
        "average, relative to it.",
        frame,
        heads=2,
    )


def top_features(importance: pd.DataFrame) -> Shown:
    """The features that matter most to LUNAR by its default method, with their ranks by the others."""
    rows = importance[importance["model"] == EXPLAINED]
    methods = [method for method in words.EXPLANATION_METHODS if method in set(rows["method"])]
    ranks = rows.pivot_table(index="feature", columns="method", values="rank", aggfunc="first")
    top = rows[rows["method"] == methods[0]].sort_values("rank").head(N_FEATURES).set_index("feature")
    size = top["mean_absolute"].map(_significant)
    frame = pd.DataFrame({"modality": top["modality"], "mean absolute attribution": size})
    for method in methods:
        frame[f"rank, {method}"] = ranks[method].reindex(top.index).astype("Int64")
    caption = f"The {len(frame)} features that matter most to {EXPLAINED} by {methods[0]}."
    return Shown(caption, frame.reset_index(), prose=("modality",))


def top_of_each(importance: pd.DataFrame) -> Shown:
    """The first features of every model, by the default method of each."""
    columns = {}
    for model, rows in importance.groupby("model", sort=False):
        method = next(method for method in words.EXPLANATION_METHODS if method in set(rows["method"]))
        first = rows[(rows["method"] == method) & (rows["mean_absolute"] > 0)].sort_values("rank")
        columns[f"{model} ({method})"] = first["feature"].head(N_FEATURES_OF_EACH).reset_index(drop=True)
    frame = pd.DataFrame(columns)
    frame.insert(0, "rank", range(1, len(frame) + 1))
    return Shown("The first features of every model, by its default method.", frame, prose=tuple(columns), folded=True)


def agreement(rows: pd.DataFrame) -> Shown:
    """Rank correlation between methods; `explanation.agreement`."""
    frame = pd.DataFrame(
        {
            "model": rows["model"],
            "methods": rows["method"] + " and " + rows["other_method"],
            "rank correlation": rows["rank_correlation"],
            "features": rows["n_features"],
            "patients": rows["n"],
        }
    )
    return Shown("Whether two methods rank the features of a model alike (Spearman).", frame, heads=2)


def fusion_weights(weights: pd.DataFrame, importance: pd.DataFrame) -> Shown:
    """Median fusion weights, beside each modality's share of the attributions on TCGA test by the default method."""
    keys = ["model", "dataset"]
    medians = weights.pivot_table(index=keys, columns="modality", values="weight", aggfunc="median", sort=False)
    default = importance[importance["method"] == words.EXPLANATION_METHODS[0]].assign(dataset=words.TCGA)
    shares = default.pivot_table(index=keys, columns="modality", values="share", aggfunc="first")
    columns: dict[tuple[str, str], object] = {
        ("", "model"): medians.index.get_level_values("model"),
        ("", "cohort"): medians.index.get_level_values("dataset").map(NAMES),
    }
    for group, table in (("median weight of the token", medians), ("share of the attributions", shares)):
        found = table.reindex(index=medians.index, columns=list(words.MODALITIES))
        columns |= {(group, modality): found[modality].map(fixed).to_numpy() for modality in words.MODALITIES}
    frame = pd.DataFrame(columns)
    frame.columns = grouped(columns)
    return Shown("Fusion weights of test patients, and what the modalities add to the output.", frame, heads=2)


def _significant(value: float) -> str:
    """Three significant digits: attributions differ by orders of magnitude."""
    return "" if pd.isna(value) else concise(value) if value == 0 or value >= 0.01 else f"{value:.2e}"
