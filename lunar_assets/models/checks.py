"""Checks of stage models: the same for every model of the registry."""

import json

import dagster as dg

from lunar_assets.contract_checks import contract_check
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.table_checks import Audited, Outcome, table_check


def model_checks(name: str) -> list[dg.AssetChecksDefinition]:
    """The checks of one model."""
    asset = dg.AssetKey(["models", name])

    @table_check("models.runs", "trained_on_train_only", reads=("splits.assignments",), asset=asset, partition=name)
    def trained_on_train_only(audited: Audited) -> Outcome:
        """The fit has seen TCGA train, TCGA validation for stopping, GLASS train and validation without labels."""
        fitted = json.loads(audited.table.frame()["fitted_on"].iloc[0])
        assignments = audited.read("splits.assignments").frame()
        allowed = {
            f"{dataset}_{split}": set(part["sample_id"])
            for (dataset, split), part in assignments.groupby(["dataset", "split"])
            if split != "test"
        }
        wrong = {role: sorted(set(ids) - allowed.get(role, set()))[:10] for role, ids in fitted.items()}
        found = {role: ids for role, ids in wrong.items() if ids}
        summary = f"Seen outside its role: {found}." if found else "Every role has seen its own part only."
        return Outcome(not found, summary, {role: len(ids) for role, ids in fitted.items()})

    @table_check("models.runs", "converged", asset=asset, partition=name, blocking=False)
    def converged(audited: Audited) -> Outcome:
        """An iterative fit came to rest within the iterations that the study gave it."""
        set_and_found = json.loads(audited.table.frame()["hyperparameters"].iloc[0])
        known = {key: set_and_found[key] for key in ("n_iter", "converged") if key in set_and_found}
        summary = (
            f"Stopped after {known['n_iter']} iterations." if known else "Not fitted by iterations to convergence."
        )
        return Outcome(known.get("converged", True), summary, known)

    return [
        converged,
        contract_check("models.runs", name="contract_runs", asset=asset, partition=name),
        contract_check("models.history", name="contract_history", asset=asset, partition=name),
        trained_on_train_only,
    ]


checks = [contract_check("models.trials"), *(check for name in MODEL_NAMES for check in model_checks(name))]
