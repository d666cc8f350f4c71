"""A search for hyperparameters is reproducible, can be stopped and carried on, and sees no test patient."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lunar_assets.errors import TrainingError
from lunar_assets.models import search_space, tuning
from lunar_assets.models.config import TrainingConfig
from lunar_assets.models.data import TrainingData
from lunar_assets.models.search_space import SPACE, config_of, parameters_of
from lunar_assets.models.training import train
from lunar_assets.models.trials import owned
from lunar_assets.models.tuning import best, search
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.synthetic import columns, matrix, training_data

DATA = training_data()
LONG = 3600.0  # seconds that no search here needs
Train = Callable[[TrainingData, TrainingConfig, int], SimpleNamespace]


def losses(*validation: float) -> SimpleNamespace:
    """What a training returns, with these validation totals and lower ones in training."""
    rows = [{"part": "validation", "loss": loss} for loss in validation] + [{"part": "train", "loss": 0.0}]
    return SimpleNamespace(history=pd.DataFrame(rows))


def by_width(data: TrainingData, config: TrainingConfig, seed: int) -> SimpleNamespace:
    """A training without training: lowest at a hidden width of 192 and a learning rate of 0.001."""
    rate = np.log10(config.highest_learning_rate)
    return losses(9.0, 1.0 + abs(config.network.hidden - 192) / 64 + abs(rate + 3), 5.0)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "tuning" / "trials.log"


@pytest.fixture
def one_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_space, "PUBLISHED", TrainingConfig(max_epochs=1))


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning, "train", by_width)


def timeless(trials: pd.DataFrame) -> pd.DataFrame:
    return trials.drop(columns="seconds")


def failing_at(calls: int, error: BaseException) -> Train:
    """A training that raises an error the given time that it is called, counted from 1."""
    seen = []

    def train_or_fail(data: TrainingData, config: TrainingConfig, seed: int) -> SimpleNamespace:
        seen.append(config)
        if len(seen) == calls:
            raise error
        return by_width(data, config, seed)

    return train_or_fail


@pytest.mark.usefixtures("one_epoch")
def test_a_search_with_one_seed_gives_the_same_trials_and_with_another_seed_others(tmp_path: Path):
    first, again, other = (
        search(DATA, seed, tmp_path / file, "f00d", 3, LONG) for file, seed in (("a", 42), ("b", 42), ("c", 43))
    )
    pd.testing.assert_frame_equal(timeless(first), timeless(again))
    assert (first["value"] != other["value"]).all()
    assert (first["hyperparameters"] != other["hyperparameters"]).tolist() == [False, True, True]


@pytest.mark.usefixtures("one_epoch")
def test_test_patients_and_labels_of_glass_change_no_trial(tmp_path: Path):
    table = matrix()
    table.loc[table["dataset"] == "glass", "label"] = 1 - table["label"]
    of_test = table["split"] == "test"
    table.loc[of_test, "label"] = 1 - table["label"]
    table.loc[of_test, ["age", "SCN9A_expr"]] = 99.0
    changed = TrainingData.from_matrix(table, columns())
    before, after = (search(data, 42, tmp_path / file, "f00d", 3, LONG) for data, file in ((DATA, "a"), (changed, "b")))
    pd.testing.assert_frame_equal(timeless(before), timeless(after))


@pytest.mark.usefixtures("one_epoch")
def test_a_trial_is_the_lowest_validation_total_of_its_training(journal: Path):
    trial = search(DATA, 42, journal, "f00d", 2, LONG).iloc[1]
    history = train(DATA, config_of(json.loads(trial["hyperparameters"])), 42).history
    assert trial["value"] == history.loc[history["part"] == "validation", "loss"].min()
    assert trial["seconds"] > 0


@pytest.mark.usefixtures("untrained")
def test_every_trial_names_the_patients_that_it_was_trained_and_judged_on(journal: Path):
    trials = search(DATA, 42, journal, "f00d", 2, LONG)
    expected = {role: list(ids) for role, ids in DATA.fitted_on.items()}
    assert [json.loads(seen) for seen in trials["fitted_on"]] == [expected, expected]


@pytest.mark.usefixtures("untrained")
def test_of_several_epochs_the_lowest_counts_and_the_first_trial_is_the_published_training(journal: Path):
    trials = search(DATA, 42, journal, "f00d", 2, LONG)
    assert trials["value"][0] == pytest.approx(1 + 1 + np.log10(2))  # width 128, learning rate 0.0005
    assert config_of(json.loads(trials["hyperparameters"][0])) == TrainingConfig()
    assert config_of(json.loads(trials["hyperparameters"][1])) != TrainingConfig()


@pytest.mark.usefixtures("untrained")
def test_a_search_is_carried_on_as_if_it_had_never_stopped(journal: Path, tmp_path: Path):
    n_trials = 16  # more than the ten that are drawn at random before the estimator takes over
    whole = search(DATA, 42, tmp_path / "whole", "f00d", n_trials, LONG)
    three = search(DATA, 42, journal, "f00d", 3, LONG)
    carried_on = search(DATA, 42, journal, "f00d", n_trials, LONG)
    pd.testing.assert_frame_equal(carried_on[:3], three)
    pd.testing.assert_frame_equal(timeless(carried_on), timeless(whole))
    assert whole["hyperparameters"].is_unique


def test_a_trial_of_a_stopped_run_fails_and_is_tried_again(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tuning, "train", failing_at(3, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        search(DATA, 42, journal, "f00d", 5, LONG)
    monkeypatch.setattr(tuning, "train", by_width)
    carried_on = search(DATA, 42, journal, "f00d", 5, LONG)
    whole = search(DATA, 42, tmp_path / "whole", "f00d", 5, LONG)

    assert carried_on["state"].tolist() == ["complete", "complete", "failed", "complete", "complete", "complete"]
    left, again = (json.loads(carried_on["hyperparameters"][trial]) for trial in (2, 3))
    assert left.pop("error").startswith("The run was stopped")
    assert left == again
    assert pd.isna(carried_on["seconds"][2]) and pd.isna(carried_on["value"][2])
    ended = carried_on.drop(index=2).assign(trial=range(5)).reset_index(drop=True)
    pd.testing.assert_frame_equal(timeless(ended), timeless(whole))


def test_a_training_that_fails_is_a_failed_trial_with_its_reason(journal: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tuning, "train", failing_at(2, TrainingError("The validation loss of epoch 4 is nan.")))
    trials = search(DATA, 42, journal, "f00d", 3, LONG)
    assert trials["state"].tolist() == ["complete", "failed", "complete"]
    failed = json.loads(trials["hyperparameters"][1])
    assert failed.pop("error") == "The validation loss of epoch 4 is nan."
    assert set(failed) == set(SPACE)
    assert pd.isna(trials["value"][1])
    stored = conform(trials, TABLES["models.trials"]).to_pylist()
    assert [row["trial"] for row in stored] == [0, 1, 2]


def test_any_other_error_of_a_training_is_raised(journal: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tuning, "train", failing_at(1, ZeroDivisionError("a mistake")))
    with pytest.raises(ZeroDivisionError, match="a mistake"):
        search(DATA, 42, journal, "f00d", 3, LONG)


def test_no_trial_is_started_once_there_are_enough_or_time_is_up(journal: Path, monkeypatch: pytest.MonkeyPatch):
    clock = [0.0]

    def train_for_ten_seconds(data: TrainingData, config: TrainingConfig, seed: int) -> SimpleNamespace:
        clock[0] += 10
        return by_width(data, config, seed)

    monkeypatch.setattr(tuning, "train", train_for_ten_seconds)
    monkeypatch.setattr(tuning.time, "monotonic", lambda: clock[0])
    counts = [len(search(DATA, 42, journal, "f00d", n, s)) for n, s in ((9, 0.0), (9, 25.0), (5, 99.0), (4, 99.0))]
    assert counts == [0, 3, 5, 5]
    assert clock == [50.0]


@pytest.mark.usefixtures("untrained")
def test_searches_of_other_features_seeds_and_spaces_are_kept_apart_in_one_file(
    journal: Path, monkeypatch: pytest.MonkeyPatch
):
    first = search(DATA, 42, journal, "f00d", 2, LONG)
    others = [search(DATA, 42, journal, "beef", 3, LONG), search(DATA, 7, journal, "f00d", 3, LONG)]
    monkeypatch.setattr(search_space, "PUBLISHED", TrainingConfig(coral=0.25))
    others.append(search(DATA, 42, journal, "f00d", 3, LONG))
    assert [len(trials) for trials in others] == [3, 3, 3]
    names = [trials["study"].unique().tolist() for trials in (first, *others)]
    assert len({name for (name,) in names}) == 4
    monkeypatch.undo()
    pd.testing.assert_frame_equal(search(DATA, 42, journal, "f00d", 2, LONG), first)


@pytest.mark.usefixtures("untrained")
def test_two_searches_cannot_use_one_file_at_a_time(journal: Path):
    with owned(journal), pytest.raises(TrainingError, match=r"Another search is writing to .*trials.log"):
        search(DATA, 42, journal, "f00d", 1, LONG)
    assert len(search(DATA, 42, journal, "f00d", 1, LONG)) == 1


@pytest.mark.usefixtures("untrained")
def test_a_line_that_a_stopped_run_did_not_finish_spoils_nothing(journal: Path):
    two = search(DATA, 42, journal, "f00d", 2, LONG)
    with journal.open("ab") as file:
        file.write(b'{"op_code":4,"study_id":0,"dateti')
    carried_on = search(DATA, 42, journal, "f00d", 4, LONG)
    pd.testing.assert_frame_equal(carried_on[:2], two)
    assert len(search(DATA, 42, journal, "f00d", 4, LONG)) == 4


@pytest.mark.parametrize("content", ["study,trial\na,0\nb,1\n", "[1]\n[2]\n", '{"op_code": 5}\n{"op_code": 5}\n'])
def test_a_file_that_is_no_journal_is_refused(journal: Path, content: str):
    journal.parent.mkdir()
    journal.write_text(content)
    with pytest.raises(TrainingError, match=r"trials.log cannot be read.*Move it away"):
        search(DATA, 42, journal, "f00d", 1, LONG)


def test_the_best_is_the_complete_trial_of_the_lowest_loss(journal: Path, monkeypatch: pytest.MonkeyPatch):
    values = iter([0.04, 0.03, 0.03, 0.05])
    monkeypatch.setattr(tuning, "train", lambda *_: losses(next(values)))
    trials = search(DATA, 42, journal, "f00d", 4, LONG)
    assert best(trials) == config_of(json.loads(trials["hyperparameters"][1]))
    assert best(trials.iloc[::-1].drop(index=1)) == config_of(json.loads(trials["hyperparameters"][2]))


def test_without_a_complete_trial_there_is_no_best(journal: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tuning, "train", failing_at(1, TrainingError("one class")))
    with pytest.raises(TrainingError, match="None of 1 trials is complete"):
        best(search(DATA, 42, journal, "f00d", 1, LONG))


def test_the_space_holds_the_published_training():
    published = parameters_of(TrainingConfig())
    assert list(published) == list(SPACE)
    assert config_of(published) == TrainingConfig()
    for name, value in published.items():
        assert SPACE[name]._contains(SPACE[name].to_internal_repr(value)), name


@pytest.mark.parametrize("name", SPACE)
def test_every_hyperparameter_of_the_space_changes_the_training(name: str):
    low = {**parameters_of(TrainingConfig()), name: SPACE[name].low}
    config = config_of(low)
    assert config != TrainingConfig()
    assert parameters_of(config) == low
    assert config.network.embedding % config.network.heads == 0
    assert config.lowest_learning_rate == pytest.approx(0.6 * config.highest_learning_rate)
