"""The journal file that the trials of searches are kept in, and the table of one search's trials."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import optuna
import pandas as pd
from filelock import FileLock, Timeout
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from lunar_assets.errors import TrainingError

STATES = {
    TrialState.COMPLETE: "complete",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "failed",
    TrialState.RUNNING: "running",
    TrialState.WAITING: "waiting",
}
STOPPED = "The run was stopped before this trial had ended; its hyperparameters are tried again."


@contextmanager
def owned(storage: Path) -> Generator[None]:
    """Own a journal: only then is a trial that is running in it surely one of a process that is gone.

    Args:
        storage: Journal file; its folder is made where there is none.

    Raises:
        TrainingError: Another process owns it.
    """
    storage.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(f"{storage}.owner", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise TrainingError(f"Another search is writing to {storage}; wait until it has ended, or stop it.") from error
    try:
        yield
    finally:
        lock.release()


def open_study(storage: Path, name: str) -> optuna.Study:
    """The study of that name in a journal that the caller owns, made where there is none; a left trial is failed.

    Raises:
        TrainingError: The file is not a journal.
    """
    if storage.exists():
        _cut_torn_line(storage)
    try:
        journal = JournalStorage(JournalFileBackend(str(storage)))
        study = optuna.create_study(storage=journal, study_name=name, direction="minimize", load_if_exists=True)
    except (ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            f"{storage} cannot be read ({error!r}); expected a journal of Optuna. Move it away to start afresh."
        ) from error
    for trial in study.get_trials(states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
    return study


def ended(study: optuna.Study) -> list[FrozenTrial]:
    """The trials that ended by themselves, well or with an error."""
    finished = study.get_trials(states=(TrialState.COMPLETE, TrialState.FAIL))
    return [trial for trial in finished if trial.state == TrialState.COMPLETE or "error" in trial.user_attrs]


def table(study: optuna.Study) -> pd.DataFrame:
    """Table `models.trials` of one study: one row a trial, in their order.

    The user attributes of a trial are the samples that it is trained and judged on, its seconds and, if it failed by
    itself, its error; a trial that was stopped has neither of the last two.
    """
    rows = [
        {
            "study": study.study_name,
            "trial": trial.number,
            "state": STATES[trial.state],
            "value": trial.value,
            "hyperparameters": json.dumps(_tried(trial), sort_keys=True),
            "seconds": trial.user_attrs.get("seconds"),
            "fitted_on": json.dumps(trial.user_attrs["fitted_on"]) if "fitted_on" in trial.user_attrs else None,
        }
        for trial in study.get_trials(deepcopy=False)
    ]
    columns = pd.Index(["study", "trial", "state", "value", "hyperparameters", "seconds", "fitted_on"])
    return pd.DataFrame(rows, columns=columns).astype({"trial": "int64", "value": "float64", "seconds": "float64"})


def _tried(trial: FrozenTrial) -> dict[str, float | str]:
    reason = {"error": trial.user_attrs.get("error", STOPPED)} if trial.state == TrialState.FAIL else {}
    return {**trial.params, **reason}


def _cut_torn_line(storage: Path) -> None:
    """Take away a last line that its writer did not finish: it would spoil what is appended to it."""
    content = storage.read_bytes()
    if whole := content.rfind(b"\n") + 1:
        os.truncate(storage, whole)
