"""The repeated evaluation: each model over many splits, and the test with shuffled labels."""

import pandas as pd

from lunar_assets.report.display import Shown, fixed, grouped, with_range
from lunar_assets.report.labels import SET_LABELS

HEADLINE = {"auroc": "AUROC", "auprc": "AUPRC"}


def summary(rows: pd.DataFrame, dataset: str, part: str) -> Shown:
    """AUROC and AUPRC of every model over the replicates, the best mean AUROC first; `evaluation.replicate_summary`."""
    of_set = rows[(rows["dataset"] == dataset) & (rows["part"] == part)]
    of_metric = {metric: of_set[of_set["metric"] == metric].set_index("model") for metric in HEADLINE}
    models = of_metric["auroc"].sort_values("mean", ascending=False, kind="stable").index
    columns: dict[tuple[str, str], object] = {("", "model"): models}
    for metric, name in HEADLINE.items():
        found = _columns(of_metric[metric].reindex(models))
        columns |= {(name, column): values for column, values in found.items()}
    frame = pd.DataFrame(columns)
    frame.columns = grouped(columns)
    return Shown(f"{SET_LABELS[dataset, part]}: each model over the replicates, the best mean AUROC first.", frame)


def shuffled(rows: pd.DataFrame) -> Shown:
    """AUROC against shuffled labels; `evaluation.shuffled_labels`."""
    found = rows.groupby(["dataset", "part", "model"], sort=False)["auroc"].agg(["mean", "std", "size"]).reset_index()
    names = [SET_LABELS[key] for key in zip(found["dataset"], found["part"], strict=True)]
    frame = pd.DataFrame(
        {"set": names, "model": found["model"], "mean": found["mean"], "sd": found["std"], "replicates": found["size"]}
    )
    caption = "AUROC when labels are shuffled before training: it must scatter around 0.5."
    return Shown(caption, frame, heads=2, folded=True)


def _columns(found: pd.DataFrame) -> dict[str, list[str]]:
    return {
        "mean, 5 to 95 %": with_range(found["mean"], found["q05"], found["q95"]),
        "sd": [fixed(sd) for sd in found["sd"]],
        "mean rank": [fixed(rank, 1) for rank in found["mean_rank"]],
        "minus clinical_only": with_range(found["difference_to_clinical_only"], found["ci_low"], found["ci_high"]),
        "n": [fixed(n, 0) for n in found["n"]],
    }
