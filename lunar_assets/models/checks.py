"""Checks of stage models: the same for every model of the registry."""

import json
from typing import Any

import dagster as dg
import pandas as pd

from lunar_assets import words
from lunar_assets.errors import TrainingError
from lunar_assets.graph.contract_checks import contract_check
from lunar_assets.graph.table_checks import Audited, Outcome, Protected, Verdict, table_check
from lunar_assets.models.fitted_samples import NETWORK_ROLES, broken_promises, promised, roles_of
from lunar_assets.models.registry import MODEL_NAMES, MODELS, ModelEntry
from lunar_assets.warehouse.model_folders import load_model
from lunar_assets.warehouse.stored_table import StoredTable

NO_EPOCHS = Outcome(True, "Not trained in epochs.")
NO_RECORD = "does not say whom it has seen; move the journal of the search away and search again"


def trained_on_train_only(audited: Audited) -> Outcome:
    """The fit has seen exactly the patients that it may see, each once.

    A network has seen TCGA train, TCGA validation to stop by, and GLASS train and validation without labels; any other
    model TCGA train, with TCGA validation where the settings say so.
    """
    fitted = json.loads(_run(audited)["fitted_on"])
    setting = audited.versions[0].footer["facts"]["baselines"]
    roles = roles_of(is_network=_entry(audited).is_network, baselines_fit_on=setting)
    broken = broken_promises(fitted, promised(audited.read("splits.assignments").frame(), roles))
    sizes = {role: len(ids) for role, ids in fitted.items()}
    counted = ", ".join(f"{role} {n}" for role, n in sizes.items())
    summary = f"{'; '.join(broken)}." if broken else f"Every role has seen its own part and no one else: {counted}."
    return Outcome(not broken, summary, {**sizes, "promised_roles": list(roles), "broken": broken})


def threshold_is_fixed(audited: Audited) -> Outcome:
    """The score from which a patient is predicted early is the one declared before any training, not a chosen one."""
    stored, declared = float(_run(audited)["threshold"]), _entry(audited).threshold
    return Outcome(
        stored == declared,
        f"The threshold is {stored:g}; declared is {declared:g}.",
        {"threshold": stored, "declared": declared},
    )


def finite_weights(audited: Audited) -> Outcome:
    """The stored files are those of the training, and every weight in them is a finite number."""
    import numpy as np

    run = _run(audited)
    recorded = str(run["weights_hash"])
    try:
        model = load_model(audited.table.frame())
    except TrainingError as error:
        return Outcome(False, str(error), {"recorded_hash": recorded})
    arrays, found = model.weight_arrays(), model.weights_hash()
    broken = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    n = int(sum(array.size for array in arrays.values()))
    problems = [f"not finite: {', '.join(broken)}"] if broken else []
    if found != recorded:
        hashes = f"the hash of their weights is {found[:12]}, that of the training was {recorded[:12]}"
        problems += [f"the files in {run['path']} have changed: {hashes}"]
    summary = f"{'; '.join(problems)}." if problems else f"{n} finite numbers in {len(arrays)} arrays, as recorded."
    return Outcome(
        not problems,
        summary,
        {"arrays": len(arrays), "numbers": n, "not_finite": broken, "hash": found, "recorded_hash": recorded},
    )


def best_epoch_restored(audited: Audited) -> Outcome:
    """The stored network is that of the epoch with the lowest validation loss: it gives that epoch's figures again."""
    if not _entry(audited).is_network:
        return NO_EPOCHS
    from lunar_assets.models.restored import TOLERANCE, differing, lowest_epoch, validation_figures

    history, best = _history(audited), int(_run(audited)["best_epoch"])
    network: Any = load_model(audited.table.frame())
    found = validation_figures(network, audited.read("features.matrix").frame())
    lowest, differ = lowest_epoch(history), differing(history, best, found)
    gaps = ", ".join(f"{name} by {gap:.2g}" for name, gap in differ.items())
    summary = f"Epoch {best} was kept, the lowest validation loss is that of epoch {lowest}; " + (
        f"the stored network differs from the record of epoch {best}: {gaps}."
        if differ
        else f"the stored network gives the figures of epoch {best} again."
    )
    again = {f"{name}_again": value for name, value in found.items() if value is not None}
    measured = {"best_epoch": best, "lowest_epoch": lowest, **again, "differing": list(differ), "tolerance": TOLERANCE}
    return Outcome(best == lowest and not differ, summary, measured)


def loss_fell(audited: Audited) -> Outcome:
    """The training loss of the epoch that was kept lies below that of the first epoch.

    A warning: a network that has learnt nothing is a poor model, and its evaluation says so; no figure is wrong by it.
    """
    if not _entry(audited).is_network:
        return NO_EPOCHS
    history = _history(audited)
    losses = history[history["part"] == words.TRAIN].set_index("epoch")["loss"]
    best = int(_run(audited)["best_epoch"])
    if not {1, best} <= set(losses.index):
        return Outcome(False, f"models.history lacks the training loss of epoch 1 or of epoch {best}.")
    first, kept = float(losses.loc[1]), float(losses.loc[best])
    summary = f"The training loss went from {first:.4g} in the first epoch to {kept:.4g} in the one that was kept."
    return Outcome(kept < first, summary, {"first_epoch": first, "best_epoch": kept})


def better_than_majority(audited: Audited) -> Outcome:
    """On TCGA validation the model beats naming the larger class for everyone, and ranks better than chance."""
    from lunar_assets.models.on_validation import CHANCE

    found = _on_validation(audited)
    ranked = "no AUROC (one class of patients)" if found.auroc is None else f"AUROC {found.auroc:.3f}"
    summary = (
        f"On {found.n} TCGA validation patients {found.accuracy:.1%} are predicted rightly, the larger class is "
        f"{found.majority:.1%}; {ranked}."
    )
    passed = found.accuracy > found.majority and found.auroc is not None and found.auroc > CHANCE
    return Outcome(passed, summary, {**found.measured, "chance": CHANCE})


def not_one_class(audited: Audited) -> Outcome:
    """On TCGA validation the model predicts both classes, and does not give one score to all."""
    found = _on_validation(audited)
    patients = f"{found.n_predicted_early} of {found.n} TCGA validation patients"
    summary = f"{patients} are predicted early; there are {found.n_scores} different scores."
    return Outcome(0 < found.n_predicted_early < found.n and found.n_scores > 1, summary, found.measured)


def converged(audited: Audited) -> Outcome:
    """An iterative fit came to rest within the iterations that the study gave it."""
    set_and_found = json.loads(_run(audited)["hyperparameters"])
    known = {key: set_and_found[key] for key in ("n_iter", "converged") if key in set_and_found}
    summary = f"Stopped after {known['n_iter']} iterations." if known else "Not fitted by iterations to convergence."
    return Outcome(known.get("converged", True), summary, known)


VERDICTS: tuple[tuple[Verdict, Protected, bool, tuple[str, ...]], ...] = (
    (trained_on_train_only, "leakage", True, ("splits.assignments",)),
    (threshold_is_fixed, "leakage", True, ()),
    (finite_weights, "models", True, ()),
    (best_epoch_restored, "models", True, ("features.matrix",)),
    (loss_fell, "models", False, ()),
    (better_than_majority, "models", False, ("features.matrix",)),
    (not_one_class, "models", False, ("features.matrix",)),
    (converged, "models", False, ()),
)
"""Each with what it protects, whether it blocks, and the tables that it reads beside those of the model."""


def model_checks(name: str) -> None:
    """Define the checks of one model."""
    asset = dg.AssetKey(["models", name])
    contract_check("models.runs", name="contract_runs", asset=asset, partition=name)
    contract_check("models.history", name="contract_history", asset=asset, partition=name)
    for verdict, protects, blocking, reads in VERDICTS:
        define = table_check(
            "models.runs",
            verdict.__name__,
            protects=protects,
            reads=reads,
            blocking=blocking,
            asset=asset,
            partition=name,
        )
        define(verdict)


@table_check("models.trials", "search_kept_to_validation", protects="leakage", reads=("splits.assignments",))
def search_kept_to_validation(audited: Audited) -> Outcome:
    """Every trial of the search was trained and judged on train and validation patients, never on a test patient."""
    trials = audited.table.sql(
        "select trial, fitted_on from stored where fitted_on is not null or state = 'complete' order by trial"
    )
    roles = promised(audited.read("splits.assignments").frame(), NETWORK_ROLES)
    broken = {
        f"trial {trial}": broken_promises(json.loads(seen), roles) if isinstance(seen, str) else [NO_RECORD]
        for trial, seen in zip(trials["trial"], trials["fitted_on"], strict=True)
    }
    found = [f"{trial}: {'; '.join(problems)}" for trial, problems in broken.items() if problems]
    summary = f"{len(found)} of {len(trials)} trials have seen others than they may. {' '.join(found[:3])}".rstrip()
    sizes = {role: len(ids) for role, ids in roles.items()}
    return Outcome(not found, summary, {"trials": len(trials), "broken": found[:20], **sizes})


def _entry(audited: Audited) -> ModelEntry:
    return MODELS[audited.versions[0].partition]


def _run(audited: Audited) -> pd.Series:
    """The audited row of models.runs."""
    return audited.table.frame().iloc[0]


def _history(audited: Audited) -> pd.DataFrame:
    """The curve that was stored beside the audited row, found as the row was."""
    name = audited.versions[0].partition
    return StoredTable((audited.warehouse.store.latest("models.history", name, audited.run_id),)).frame()


def _on_validation(audited: Audited):  # noqa: ANN202 - importing its type costs seconds
    from lunar_assets.models.on_validation import on_validation

    matrix = audited.read("features.matrix").frame()
    return on_validation(load_model(audited.table.frame()), matrix, float(_run(audited)["threshold"]))


contract_check("models.trials")
for name in MODEL_NAMES:
    model_checks(name)
