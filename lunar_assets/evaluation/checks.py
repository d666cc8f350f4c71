"""Checks of stage evaluation."""

from lunar_assets import words
from lunar_assets.contract_checks import contract_checks
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.table_checks import Audited, Outcome, table_check

contracts = contract_checks("evaluation")


@table_check("evaluation.predictions", "every_patient_once", reads=("splits.assignments",))
def every_patient_once(audited: Audited) -> Outcome:
    """Every model has scored exactly the patients of the split, each once."""
    expected = set(audited.read("splits.assignments").frame()["sample_id"])
    found = audited.table.frame().groupby("model")["sample_id"].agg(list)
    wrong = [str(model) for model, ids in found.items() if sorted(ids) != sorted(expected)]
    wrong += [f"{model} (no rows)" for model in MODEL_NAMES if model not in found]
    return Outcome(
        not wrong, f"Models with other patients: {wrong or 'none'}.", {"models": len(found), "patients": len(expected)}
    )


@table_check("evaluation.metrics", "not_one_class", blocking=False)
def not_one_class(audited: Audited) -> Outcome:
    """No model predicts one class only, or gives one score to all."""
    found = audited.table.sql(
        "select distinct model || ' on ' || dataset as name from stored where one_class order by all"
    )["name"]
    return Outcome(found.empty, f"One class only: {', '.join(found) or 'none'}.", {"one_class": list(found)})


@table_check("evaluation.replicates", "every_model_in_every_replicate")
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


@table_check("evaluation.shuffled_labels", "no_better_than_a_coin")
def no_better_than_a_coin(audited: Audited) -> Outcome:
    """With shuffled labels the mean AUROC of every model lies within noise of 0.5; else something leaks."""
    from lunar_assets.evaluation.sanity import shuffled_verdict

    verdict = shuffled_verdict(audited.table.frame())
    named = (verdict["model"] + " on " + verdict["dataset"] + " " + verdict["part"]).tolist()
    off = [name for name, passes in zip(named, verdict["passes"], strict=True) if not passes]
    furthest = (verdict["mean"] - 0.5).abs().max()
    summary = f"Not at 0.5: {', '.join(off) or 'none'}; the mean furthest from it is off by {furthest:.3f}."
    return Outcome(not off, summary, dict(zip(named, verdict["mean"].tolist(), strict=True)))
