"""The search for hyperparameters of LUNAR: each trial is a training, judged by its loss on TCGA validation."""

import json
import time
from pathlib import Path

import numpy as np
import optuna
import pandas as pd
from optuna.samplers import TPESampler
from optuna.trial import TrialState

from lunar_assets import words
from lunar_assets.disk import storage_errors
from lunar_assets.errors import TrainingError
from lunar_assets.models.config import TrainingConfig
from lunar_assets.models.data import TrainingData
from lunar_assets.models.search_space import PUBLISHED, SPACE, config_of, parameters_of, space_hash
from lunar_assets.models.training import train
from lunar_assets.models.trials import ended, open_study, owned, table


def search(data: TrainingData, seed: int, storage: Path, study: str, n_trials: int, seconds: float) -> pd.DataFrame:
    """Carry a search on until it has enough trials or time is up.

    The first trial is the published training, the others are proposed by a tree-structured Parzen estimator (Bergstra
    et al. 2011, Optuna). Its draws for a trial come from the seed and the number of trials that ended before, and
    every trial trains with the same seed: a search that was stopped, at whatever point, goes on as if it had not been.
    A trial that a stopped run left running fails, counts for nothing, and its hyperparameters are tried again.

    What is minimised is what early stopping watches: the total loss of the best epoch on TCGA validation, with the
    alignment to GLASS validation patients, whose labels it does not take. Its largest term is the penalty on the gene
    gates, which falls with every step, the faster the higher the learning rate: a lower loss need not predict better.

    Args:
        data: Patients and features; test patients and labels of GLASS are not in it.
        seed: Of the draws and of every training.
        storage: Journal file of all searches; made with its folder where there is none.
        study: Name of the search, with the content of the features in it.
        n_trials: Trials that have to have ended, those of earlier runs included.
        seconds: Wall time of this call after which no trial is started; one under way is finished.

    Returns:
        Table `models.trials` of this search: one row a trial, in their order. Its study is the given name with the seed
        and the space, so that nothing is mixed that does not compare. Of a failed trial the hyperparameters hold the
        reason as `error`.

    Raises:
        TrainingError: Another search uses the file, or it is not a journal.
        StorageError: The disk is full or may not be written.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    until = time.monotonic() + seconds
    with storage_errors(storage), owned(storage):
        trials = open_study(storage, f"{study}, seed {seed}, space {space_hash()[:12]}")
        while (n_ended := len(ended(trials))) < n_trials and time.monotonic() < until:
            trials.sampler = TPESampler(seed=_draw_seed(seed, n_ended))
            if n_ended == 0 and not trials.get_trials(states=(TrialState.WAITING,)):
                trials.enqueue_trial(parameters_of(PUBLISHED))
            _try(trials, data, seed)
        return table(trials)


def best(trials: pd.DataFrame) -> TrainingConfig:
    """The training with the lowest loss; the first of several.

    Args:
        trials: Table `models.trials` of one search.

    Raises:
        TrainingError: No trial is complete.
    """
    complete = trials[trials["state"] == "complete"]
    if complete.empty:
        raise TrainingError(
            f"None of {len(trials)} trials is complete; expected one at least. Look at the errors in the "
            "hyperparameters of models.trials, or search longer."
        )
    return config_of(json.loads(complete["hyperparameters"].iloc[int(complete["value"].argmin())]))


def _draw_seed(seed: int, n_ended: int) -> int:
    return int(np.random.SeedSequence((seed, n_ended)).generate_state(1)[0])


def _try(trials: optuna.Study, data: TrainingData, seed: int) -> None:
    started = time.perf_counter()
    trial = trials.ask(dict(SPACE))
    trial.set_user_attr("fitted_on", data.fitted_on)
    try:
        loss = _validation_loss(data, config_of(trial.params), seed)
    except TrainingError as error:
        trial.set_user_attr("seconds", time.perf_counter() - started)
        trial.set_user_attr("error", str(error))
        trials.tell(trial, state=TrialState.FAIL)
    else:
        trial.set_user_attr("seconds", time.perf_counter() - started)
        trials.tell(trial, loss)


def _validation_loss(data: TrainingData, config: TrainingConfig, seed: int) -> float:
    history = train(data, config, seed).history
    return float(history.loc[history["part"] == words.VALIDATION, "loss"].min())
