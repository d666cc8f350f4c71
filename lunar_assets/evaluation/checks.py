"""Checks of stage evaluation."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.nodes import Audited, Outcome, table_check

contracts = contract_checks("evaluation")


@table_check("evaluation.predictions", "every_patient_once", reads=("splits.assignments",))
def every_patient_once(audited: Audited) -> Outcome:
    """Every model has scored exactly the patients of the split, each once."""
    expected = set(audited.read("splits.assignments").frame()["sample_id"])
    found = audited.table.frame().groupby("model")["sample_id"].agg(list)
    wrong = [str(model) for model, ids in found.items() if sorted(ids) != sorted(expected)]
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
