"""Checks of stage evaluation."""

from math import isfinite

import pandas as pd

from lunar_assets import words
from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, as_table, table_check
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.warehouse.model_folders import load_model

contract_checks("evaluation")


@table_check("evaluation.predictions", "every_patient_once", protects="rows", reads=("splits.assignments",))
def every_patient_once(audited: Audited) -> Outcome:
    """Every model has scored exactly the patients of the split, each once."""
    expected = set(audited.read("splits.assignments").frame()["sample_id"])
    found = audited.table.frame().groupby("model")["sample_id"].agg(list)
    wrong = [str(model) for model, ids in found.items() if sorted(ids) != sorted(expected)]
    wrong += [f"{model} (no rows)" for model in MODEL_NAMES if model not in found]
    return Outcome(
        not wrong, f"Models with other patients: {wrong or 'none'}.", {"models": len(found), "patients": len(expected)}
    )


@table_check(
    "evaluation.predictions",
    "predictions_follow_scores",
    protects="numbers",
    reads=("cohort.patients", "splits.assignments", "features.matrix"),  # models.runs too, which no one asset makes
)
def predictions_follow_scores(audited: Audited) -> Outcome:
    """Stored models give the stored scores again, and scores at the fixed thresholds the predictions.

    Labels and parts are those of the cohort and the split. Scores by published weights are not computed again.
    """
    from lunar_assets.evaluation.prediction_audit import TOLERANCE, broken_predictions, score_gaps
    from lunar_assets.models.checkpoints import PUBLISHED_SUFFIX

    predictions, runs = audited.table.frame(), audited.read("models.runs").frame()
    thresholds = dict(zip(runs["model"], runs["threshold"].astype(float), strict=True))
    with_published = thresholds | {f"{name}{PUBLISHED_SUFFIX}": cut for name, cut in thresholds.items()}
    patients, assignments = (audited.read(table).frame() for table in ("cohort.patients", "splits.assignments"))
    models = {name: load_model(runs[runs["model"] == name]) for name in thresholds}
    gaps = score_gaps(predictions, models, audited.read("features.matrix").frame())
    found = broken_predictions(predictions, patients, assignments, with_published)
    found += [f"scores of {name} are not those of the stored model" for name, gap in gaps.items() if gap > TOLERANCE]
    summary = f"{'; '.join(found)}." if found else f"{len(predictions)} predictions follow from {len(gaps)} models."
    named = {f"largest_difference_{name}": gap if isfinite(gap) else "patients differ" for name, gap in gaps.items()}
    return Outcome(not found, summary, {"thresholds": thresholds, "tolerance": TOLERANCE, "wrong": found, **named})


@table_check(
    "evaluation.metrics", "metrics_agree_with_predictions", protects="numbers", reads=("evaluation.predictions",)
)
def metrics_agree_with_predictions(audited: Audited) -> Outcome:
    """All metrics, computed a second time from the predictions by other code, are the same."""
    from lunar_assets.evaluation.metric_audit import CALIBRATION_TOLERANCE, TOLERANCE, compared

    both = compared(audited.table.frame(), audited.read("evaluation.predictions").frame())
    wrong = both[~both["agrees"]]
    largest = both["gap"].where(both["agrees"], 0.0).max()
    named = _named(wrong, ["metric", "model", "dataset", "part"])
    summary = f"{len(wrong)} of {len(both)} metrics differ{f': {named}' if named else ''}."
    tolerances = {"tolerance": TOLERANCE, "tolerance_of_calibration": CALIBRATION_TOLERANCE}
    measured = {"metrics": len(both), "largest_difference_that_agrees": float(largest), **tolerances}
    return Outcome(wrong.empty, summary, {**measured, "differing": as_table(wrong)})


@table_check("evaluation.metrics", "intervals_contain_the_estimate", protects="numbers")
def intervals_contain_the_estimate(audited: Audited) -> Outcome:
    """Every 95 % interval has two ends in order and holds its estimate."""
    from lunar_assets.evaluation.metric_audit import SLACK, broken_intervals

    metrics = audited.table.frame()
    wrong, n = broken_intervals(metrics), int(metrics["ci_low"].notna().sum())
    named = _named(wrong, ["problem", "metric", "model", "dataset", "part"])
    summary = f"{len(wrong)} of {n} intervals are wrong{f': {named}' if named else ''}."
    return Outcome(wrong.empty, summary, {"intervals": n, "slack": SLACK, "wrong": as_table(wrong)})


@table_check("evaluation.metrics", "not_one_class", protects="models", blocking=False)
def not_one_class(audited: Audited) -> Outcome:
    """No model predicts one class only, or gives one score to all."""
    found = audited.table.sql(
        "select distinct model || ' on ' || dataset as name from stored where one_class order by all"
    )["name"]
    return Outcome(found.empty, f"One class only: {', '.join(found) or 'none'}.", {"one_class": list(found)})


@table_check("evaluation.curves", "curves_agree_with_metrics", protects="numbers", reads=("evaluation.metrics",))
def curves_agree_with_metrics(audited: Audited) -> Outcome:
    """ROC and precision-recall curves begin and end where they must, and their areas are the metrics."""
    from lunar_assets.evaluation.consistency import TOLERANCE, broken_curves

    curves = audited.table.frame()
    found = broken_curves(curves, audited.read("evaluation.metrics").frame())
    n = len(curves[["model", "dataset", "part", "curve"]].drop_duplicates())
    summary = f"{'; '.join(found[:5])}." if found else f"Of {n} curves all that have an area have the right one."
    return Outcome(not found, summary, {"curves": n, "wrong": found, "tolerance": TOLERANCE})


@table_check("evaluation.comparisons", "differences_agree", protects="numbers", reads=("evaluation.metrics",))
def differences_agree(audited: Audited) -> Outcome:
    """Every difference of AUROC is that of the metrics, and lies within its interval."""
    from lunar_assets.evaluation.consistency import TOLERANCE, compared_differences

    both = compared_differences(audited.table.frame(), audited.read("evaluation.metrics").frame())
    wrong = both[~both["agrees"]]
    named = _named(wrong, ["model", "reference", "dataset", "part"])
    summary = f"{len(wrong)} of {len(both)} differences disagree with the metrics{f': {named}' if named else ''}."
    return Outcome(wrong.empty, summary, {"differences": len(both), "tolerance": TOLERANCE, "wrong": as_table(wrong)})


@table_check("evaluation.replicates", "every_model_in_every_replicate", protects="rows")
def every_model_in_every_replicate(audited: Audited) -> Outcome:
    """Every replicate holds every model of the registry, on both test parts and on all of GLASS."""
    counts = audited.table.sql("select replicate, count(distinct (model, dataset, part)) as n from stored group by all")
    expected = len(words.EVALUATED) * len(MODEL_NAMES)
    short = sorted(counts.loc[counts["n"] != expected, "replicate"])
    return Outcome(
        not short,
        f"{len(counts)} replicates, short ones: {short or 'none'}.",
        {"replicates": len(counts), "expected_evaluations": expected},
    )


@table_check("evaluation.replicates", "replicates_add_up", protects="numbers")
def replicates_add_up(audited: Audited) -> Outcome:
    """In every replicate counts add up to the patients, metrics lie in their range, and all models share patients."""
    from lunar_assets.evaluation.consistency import TOLERANCE, broken_replicates

    replicates = audited.table.frame()
    wrong = broken_replicates(replicates)
    n = len(replicates[["replicate", "model", "dataset", "part"]].drop_duplicates())
    named = _named(wrong, ["problem", "replicate", "model", "dataset", "part"])
    summary = f"{len(wrong)} contradictions in {n} evaluations{f': {named}' if named else ''}."
    return Outcome(wrong.empty, summary, {"evaluations": n, "tolerance": TOLERANCE, "wrong": as_table(wrong)})


@table_check("evaluation.shuffled_labels", "no_better_than_a_coin", protects="leakage")
def no_better_than_a_coin(audited: Audited) -> Outcome:
    """With shuffled labels the mean AUROC of every model lies within noise of 0.5; else something leaks."""
    from lunar_assets.evaluation.sanity import shuffled_verdict

    verdict = shuffled_verdict(audited.table.frame())
    named = (verdict["model"] + " on " + verdict["dataset"] + " " + verdict["part"]).tolist()
    off = [name for name, passes in zip(named, verdict["passes"], strict=True) if not passes]
    furthest = (verdict["mean"] - 0.5).abs().max()
    summary = f"Not at 0.5: {', '.join(off) or 'none'}; the mean furthest from it is off by {furthest:.3f}."
    return Outcome(not off, summary, dict(zip(named, verdict["mean"].tolist(), strict=True)))


MOST_NAMED = 5


def _named(rows: pd.DataFrame, columns: list[str]) -> str:
    """The first rows in words, by their key."""
    first = [" ".join(map(str, key)) for key in rows[columns].head(MOST_NAMED).itertuples(index=False, name=None)]
    return ", ".join(first) + (", ..." if len(rows) > MOST_NAMED else "")
