"""Checks of stage explanation."""

from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, table_check
from lunar_assets.models.registry import MODELS

contract_checks("explanation")


@table_check(
    "explanation.background",
    "background_is_train",
    protects="leakage",
    reads=("explanation.attributions", "splits.assignments"),
)
def background_is_train(audited: Audited) -> Outcome:
    """Attributions of every model and method are relative to exactly the TCGA train patients, and explain TCGA test."""
    from lunar_assets.explanation.patients import N_PATIENTS, wrong_patients

    background, attributions = audited.table.frame(), audited.read("explanation.attributions").frame()
    explained_by = {name: entry.explained_by for name, entry in MODELS.items()}
    found = wrong_patients(background, attributions, audited.read("splits.assignments").frame(), explained_by)
    sizes = background.groupby(["model", "method"]).size()
    summary = (
        f"{'; '.join(found[:5])}." if found else f"{len(sizes)} backgrounds are the {sizes.max()} TCGA train patients."
    )
    of_method = attributions.groupby("method")["sample_id"].nunique()
    measured = {f"explained_by_{method}": int(n) for method, n in of_method.items()}
    return Outcome(not found, summary, {**measured, "backgrounds": len(sizes), "at_most": N_PATIENTS, "wrong": found})


LARGEST_ERROR = 0.05
"""Attributions that miss their sum by more are no account of the output."""


@table_check("explanation.additivity", "default_method_adds_up", protects="numbers")
def default_method_adds_up(audited: Audited) -> Outcome:
    """The method that tables and plots use by default adds up to the output of its model, within 5 %."""
    defaults = {(name, entry.explained_by[0]) for name, entry in MODELS.items()}
    return _adding_up(audited, defaults)


@table_check("explanation.additivity", "every_method_adds_up", protects="numbers", blocking=False)
def every_method_adds_up(audited: Audited) -> Outcome:
    """Every method adds up, within 5 %. SHAP's DeepExplainer has no rule for LayerNorm and attention and does not."""
    return _adding_up(audited, {(name, method) for name, entry in MODELS.items() for method in entry.explained_by})


def _adding_up(audited: Audited, expected: set[tuple[str, str]]) -> Outcome:
    rows = audited.table.frame().set_index(["model", "method"])["relative_error"].to_dict()
    errors = {f"{model} by {method}": rows.get((model, method)) for model, method in sorted(expected)}
    off = [
        f"{name} {'missing' if error is None else format(error, '.1%')}"
        for name, error in errors.items()
        if error is None or error > LARGEST_ERROR
    ]
    summary = f"Off by more than {LARGEST_ERROR:.0%}: {', '.join(off) or 'none'}."
    return Outcome(not off, summary, {**errors, "largest_allowed": LARGEST_ERROR})
