"""Whether what goes with the metrics says the same as they do: curves, comparisons, and replicates in themselves."""

import numpy as np
import pandas as pd

from lunar_assets import words

SET = ["model", "dataset", "part"]
TOLERANCE = 1e-9
METRIC_OF = {"roc": "auroc", "pr": "auprc"}
"""The metric that is the area under a curve."""
COUNTS = ("tp", "tn", "fp", "fn")
UNBOUNDED = (*COUNTS, "calibration_slope", "calibration_intercept")


def broken_curves(curves: pd.DataFrame, metrics: pd.DataFrame) -> list[str]:
    """ROC and precision-recall curves that do not begin and end where they must, or have another area than the metric.

    A ROC curve goes from (0, 0) to (1, 1), a precision-recall curve from recall 1 to recall 0 with precision 1.

    Args:
        curves: Table `evaluation.curves`.
        metrics: Table `evaluation.metrics`.

    Returns:
        A phrase a curve, of those that are missing or have no metric too; empty where all agree.
    """
    defined = metrics.dropna(subset="value").set_index([*SET, "metric"])["value"]
    areas: dict[tuple[object, ...], float] = {
        (*key, curve): float(defined[(*key, metric)])
        for curve, metric in METRIC_OF.items()
        for key in _sets_of(defined, metric)
    }
    drawn = {
        key: points.sort_values("point")
        for key, points in curves[curves["curve"].isin(METRIC_OF)].groupby([*SET, "curve"])
    }
    found = [f"{' '.join(map(str, key))} is not drawn" for key in areas if key not in drawn]
    for key, points in drawn.items():
        x, y, name = points["x"].to_numpy(), points["y"].to_numpy(), " ".join(map(str, key))
        area, expected = abs(float(np.trapezoid(y, x))), areas.get(key)
        ends = [x[0], y[0], x[-1], y[-1]] if key[-1] == "roc" else [1 - x[0], x[-1], y[-1], 1]
        if expected is None or abs(area - expected) > TOLERANCE:
            found.append(f"{name} has an area of {area:.4f}, its metric is {expected}")
        if not np.allclose(ends, [0, 0, 1, 1], rtol=0, atol=TOLERANCE):
            found.append(f"{name} goes from ({x[0]:g}, {y[0]:g}) to ({x[-1]:g}, {y[-1]:g})")
    return found


def _sets_of(defined: pd.Series, metric: str) -> list[tuple[str, str, str]]:
    """Sets of patients on which a metric is defined."""
    return [key[:-1] for key in defined.index if key[-1] == metric]


def compared_differences(comparisons: pd.DataFrame, metrics: pd.DataFrame) -> pd.DataFrame:
    """Differences of AUROC beside those of the metrics.

    Args:
        comparisons: Table `evaluation.comparisons`.
        metrics: Table `evaluation.metrics`.

    Returns:
        One row a comparison: model, reference, dataset, part, difference, expected (missing where a metric is), agrees:
        whether both are equal, on as many patients, and the interval holds the difference.
    """
    auroc = metrics.loc[metrics["metric"] == "auroc", [*SET, "value", "n"]]
    of_reference = auroc[[*SET, "value"]].rename(columns={"model": "reference", "value": "reference_value"})
    rows = comparisons.merge(auroc, "left", SET, suffixes=("", "_metric"))
    rows = rows.merge(of_reference, "left", ["reference", "dataset", "part"])
    expected = rows["value"] - rows["reference_value"]
    equal = ((rows["difference"] - expected).abs() <= TOLERANCE) & (rows["n"] == rows["n_metric"])
    inside = (rows["ci_low"] <= rows["difference"]) & (rows["difference"] <= rows["ci_high"])
    return rows.assign(expected=expected, agrees=equal & inside)[
        ["model", "reference", "dataset", "part", "difference", "expected", "agrees"]
    ]


def broken_replicates(replicates: pd.DataFrame) -> pd.DataFrame:
    """Evaluations of replicates, whose predictions are not kept, that contradict themselves.

    Args:
        replicates: Table `evaluation.replicates`.

    Returns:
        replicate, model, dataset, part, problem: one row a contradiction of an evaluation; none where the counts add up
        to the patients, the accuracy follows from them, every other metric lies within 0 and 1, and all models of a
        replicate are evaluated on equally many patients.
    """
    key = ["replicate", *SET]
    values = replicates.pivot_table(index=[*key, "n"], columns="metric", values="value").reindex(columns=words.METRICS)
    n = values.index.get_level_values("n").to_numpy()
    right, shares = (values["tp"] + values["tn"]) / n, values.drop(columns=[*UNBOUNDED])
    by_set = values.reset_index("n").groupby(["replicate", "dataset", "part"])["n"]
    problems = {
        "the counts do not add up to the patients": values[[*COUNTS]].sum(axis=1) != n,
        "the accuracy is not that of the counts": ~np.isclose(values["accuracy"], right, rtol=0, atol=TOLERANCE),
        "a metric lies outside 0 and 1": ((shares < -TOLERANCE) | (shares > 1 + TOLERANCE)).any(axis=1),
        "the models of the replicate have other patients": (by_set.transform("nunique") > 1).to_numpy(),
    }
    found = [values.index[wrong].to_frame(index=False)[key].assign(problem=what) for what, wrong in problems.items()]
    return pd.concat(found, ignore_index=True)
