"""The checks of the evaluation are green on what the pipeline makes, and each kind of wrong row turns one red."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from lunar_assets import words
from lunar_assets.evaluation.comparisons import comparisons
from lunar_assets.evaluation.curves import curves
from lunar_assets.evaluation.metrics import estimates, evaluate
from lunar_assets.evaluation.predictions import by_part, predictions
from lunar_assets.graph.table_checks import CHECKS, Outcome
from lunar_assets.models.registry import MODEL_NAMES
from lunar_tests.judge import judge
from lunar_tests.models.stored import fitted, stored
from lunar_tests.models.synthetic import matrix

Tables = dict[str, pd.DataFrame]
PERSON = {
    "age": 63.0,
    "sex": "Female",
    "grade": 4,
    "idh_codel_subtype": "IDHwt",
    "histology": "Glioblastoma",
    "histology_cns5": "Glioblastoma",
    "tissue_source_site": "06",
    "race": None,
    "ethnicity": None,
    "vital_status": "Deceased",
    "ttr_days": 100.0,
    "ttr_tier": 1,
    "ttr_field": "days_to_recurrence",
    "ttr_is_censoring_time": False,
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What a run stores of all models and of their evaluation."""
    made = stored(tmp_path_factory.mktemp("models") / "files")
    scored = pd.concat([predictions(fitted(name), matrix()) for name in MODEL_NAMES], ignore_index=True)
    keys = matrix()[["dataset", "sample_id", "label"]]
    return made | {
        "cohort.patients": keys.assign(patient_id=keys["sample_id"], **PERSON),
        "evaluation.predictions": scored,
        "evaluation.metrics": by_part(scored, lambda p: evaluate(p["label"], p["score"], p["predicted"], 42)),
        "evaluation.curves": by_part(scored, lambda part: curves(part["label"], part["score"])),
        "evaluation.comparisons": comparisons(scored),
        "evaluation.replicates": pd.concat([replicate(scored, number) for number in (0, 1)], ignore_index=True),
    }


def replicate(scored: pd.DataFrame, number: int) -> pd.DataFrame:
    """Table evaluation.replicates of one replicate, with the predictions of another split."""
    shifted = scored.assign(score=np.roll(scored["score"], number), predicted=np.roll(scored["predicted"], number))
    found = by_part(shifted, lambda part: estimates(part["label"], part["score"], part["predicted"]))
    return found.assign(replicate=number, n_train=37)


PASSING = [
    ("predictions", "every_patient_once"),
    ("predictions", "predictions_follow_scores"),
    ("metrics", "metrics_agree_with_predictions"),
    ("metrics", "intervals_contain_the_estimate"),
    ("curves", "curves_agree_with_metrics"),
    ("comparisons", "differences_agree"),
    ("replicates", "every_model_in_every_replicate"),
    ("replicates", "replicates_add_up"),
]


def asked(table: str, check: str, tables: Tables) -> Outcome:
    """The outcome of a check that is given the tables that it reads and no other, which takes less time."""
    entry = CHECKS[f"evaluation/{table}", check]
    of_models = ["models.runs"] if check == "predictions_follow_scores" else []
    return judge(entry.asset, check, {name: tables[name] for name in (entry.table, *entry.reads, *of_models)})


@pytest.mark.usefixtures("own_warehouse")
@pytest.mark.parametrize(("table", "check"), PASSING)
def test_what_the_pipeline_makes_passes(tables, table, check):
    outcome = asked(table, check, tables)
    assert outcome.passed, outcome.summary


@pytest.mark.usefixtures("own_warehouse")
def test_a_model_that_tells_patients_apart_is_not_of_one_class(tables):
    metrics = tables["evaluation.metrics"]
    only = {"evaluation.metrics": metrics[metrics["model"] == "clinical_only"]}
    assert asked("metrics", "not_one_class", only).passed


def where(frame: pd.DataFrame, **values: object) -> pd.Series:
    chosen = pd.Series(True, frame.index)
    for column, value in values.items():
        chosen &= frame[column] == value
    return chosen


def setting(column: str, value: object, **rows: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Gives the first of some rows another value; a function makes it of the old one."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        place, changed = where(frame, **rows).idxmax(), frame.copy()
        old = frame.loc[place, column]
        changed.loc[place, column] = value(old) if callable(value) else value
        return changed

    return change


def without(**rows: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame[~where(frame, **rows)]


LUNAR = {"model": "lunar", "dataset": "tcga"}
OF_TEST = {**LUNAR, "part": "test"}
AUROC = {**OF_TEST, "metric": "auroc"}
WRONG = [
    ("predictions", "every_patient_once", without(model="knn", sample_id="tcga-test-00"), "knn"),
    ("predictions", "every_patient_once", without(model="knn"), "knn (no rows)"),
    ("predictions", "predictions_follow_scores", setting("predicted", lambda p: 1 - p, **LUNAR),
     "1 rows are not predicted by their score, the first tcga-train-00 by lunar"),
    ("predictions", "predictions_follow_scores", setting("score", lambda s: s + 1e-4, **LUNAR),
     "scores of lunar are not those of the stored model"),
    ("metrics", "metrics_agree_with_predictions", setting("value", lambda v: v - 1e-6, **AUROC), "auroc lunar tcga"),
    ("metrics", "metrics_agree_with_predictions", setting("value", None, **AUROC), "auroc lunar tcga test"),
    ("metrics", "metrics_agree_with_predictions", setting("n", 10, **AUROC), "auroc lunar tcga test"),
    ("metrics", "metrics_agree_with_predictions", lambda f: f.assign(one_class=True), " of 135 metrics differ"),
    ("metrics", "metrics_agree_with_predictions", setting("value", lambda v: v + 1e-3, model="knn", metric="brier"),
     "brier knn tcga test"),
    ("metrics", "metrics_agree_with_predictions", setting("value", 0.5, model="linear_svc", metric="brier"),
     "brier linear_svc tcga test"),
    ("metrics", "metrics_agree_with_predictions", without(metric="auprc", model="knn", part="all"),
     "1 of 135 metrics differ: auprc knn glass all"),
    ("metrics", "intervals_contain_the_estimate", setting("ci_high", lambda h: -0.1, **AUROC), "within 0 and 1 auroc"),
    ("metrics", "intervals_contain_the_estimate", setting("ci_low", None, **AUROC), "one end only auroc lunar tcga"),
    ("metrics", "intervals_contain_the_estimate", setting("value", 0.0, model="knn", metric="auroc"),
     "estimate outside auroc knn tcga test"),
    ("metrics", "intervals_contain_the_estimate", setting("value", None, **AUROC), "an interval without an estimate"),
    ("metrics", "intervals_contain_the_estimate",
     lambda f: f.assign(**{end: f[end].mask(f["metric"] == "brier", f["value"]) for end in ("ci_low", "ci_high")}),
     "an interval of a metric that has none brier"),
    ("metrics", "not_one_class", setting("one_class", True, **AUROC), "lunar on tcga"),
    ("curves", "curves_agree_with_metrics", setting("y", lambda y: 1 - y, **OF_TEST, curve="roc", point=1),
     "lunar tcga test roc has an area of"),
    ("curves", "curves_agree_with_metrics", setting("x", 0.1, **OF_TEST, curve="roc", point=0),
     "lunar tcga test roc goes from (0.1, 0) to (1, 1)"),
    ("curves", "curves_agree_with_metrics", setting("x", 0.9, **OF_TEST, curve="pr", point=0),
     "lunar tcga test pr goes from (0.9,"),
    ("curves", "curves_agree_with_metrics", without(model="knn", curve="pr", part="all"),
     "knn glass all pr is not drawn"),
    ("comparisons", "differences_agree", setting("difference", lambda d: d + 1e-6, model="knn", reference="lunar"),
     "knn lunar tcga test"),
    ("comparisons", "differences_agree", setting("n", 99, model="knn", reference="lunar"), "knn lunar tcga test"),
    ("comparisons", "differences_agree", setting("ci_low", 1.0, model="knn", reference="lunar"), "knn lunar tcga test"),
    ("replicates", "every_model_in_every_replicate", without(model="mlp", replicate=1), "short ones: [1]"),
    ("replicates", "replicates_add_up", setting("value", lambda v: v + 1, **OF_TEST, metric="tp"),
     "the counts do not add up to the patients 0 lunar tcga test"),
    ("replicates", "replicates_add_up", setting("value", lambda v: v / 2 + 0.01, **OF_TEST, metric="accuracy"),
     "the accuracy is not that of the counts 0 lunar tcga test"),
    ("replicates", "replicates_add_up", setting("value", 1.2, **AUROC), "outside 0 and 1 0 lunar tcga test"),
    ("replicates", "replicates_add_up",
     lambda f: f.assign(n=f["n"].mask(where(f, **OF_TEST, replicate=1), 8)),
     "the models of the replicate have other patients 1"),
]  # fmt: skip


def of_few(tables: Tables) -> Tables:
    """The evaluation of three models alone, which are enough where its tables are held against one another."""
    names = [f"evaluation.{name}" for name in ("predictions", "metrics", "curves")]
    return {name: tables[name][tables[name]["model"].isin(["lunar", "knn", "linear_svc"])] for name in names}


@pytest.mark.usefixtures("own_warehouse")
@pytest.mark.parametrize(("table", "check", "change", "told"), WRONG)
def test_a_wrong_row_is_named(tables, table, check, change, told):
    given = of_few(tables) if table in ("metrics", "curves") else tables
    name = f"evaluation.{table}"
    outcome = asked(table, check, given | {name: change(given[name])})
    assert not outcome.passed
    assert told in outcome.summary


@pytest.mark.usefixtures("own_warehouse")
def test_a_threshold_that_was_chosen_on_test_is_found_by_the_predictions(tables):
    def cut(frame: pd.DataFrame) -> pd.DataFrame:
        lowest = frame.loc[where(frame, **LUNAR, split="test", label=words.EARLY), "score"].min()
        return frame.assign(
            predicted=frame["predicted"].mask(frame["model"] == "lunar", frame["score"] >= lowest).astype(int)
        )

    changed = tables | {"evaluation.predictions": cut(tables["evaluation.predictions"])}
    outcome = asked("predictions", "predictions_follow_scores", changed)
    assert not outcome.passed and "rows are not predicted by their score" in outcome.summary
