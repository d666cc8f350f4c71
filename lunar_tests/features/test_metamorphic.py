"""What the fit must not see is changed, and shows up if the fit has looked."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lunar_assets.features import metamorphic
from lunar_assets.features.cohort_features import CohortFeatures
from lunar_assets.features.metamorphic import Inputs, differences, disturbed, refitted
from lunar_assets.features.preprocessor import Preprocessor, Transformed
from lunar_assets.features.shared_genes import shared_genes
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.features.small_study import SmallStudy, small_study
from lunar_tests.features.stored_study import stored_study


def inputs(study: SmallStudy) -> Inputs:
    return Inputs(study.patients, study.expression, study.mutations)


def shared_by_train(study: SmallStudy) -> pd.DataFrame:
    return shared_genes(study.expression, study.mutations, study.assignments, "train")


@pytest.fixture(scope="module")
def study() -> SmallStudy:
    """With a gene that varies outside of GLASS train only, one that varies nowhere in GLASS, and a gap."""
    study = small_study()
    glass = study.expression["glass"].copy()
    glass.loc[study.ids("glass", "train"), "G30"] = 2.0
    glass["G31"] = 5.0
    glass.loc[study.ids("glass", "test")[0], "G32"] = np.nan
    return replace(study, expression={**study.expression, "glass": glass})


@pytest.fixture(scope="module")
def before(study) -> dict[str, pd.DataFrame]:
    return refitted(inputs(study), study.assignments, shared_by_train(study), 42)


def moved_by_the_disturbance(study: SmallStudy) -> dict[str, list[str]]:
    shared = shared_by_train(study)
    true, other = inputs(study), disturbed(inputs(study), study.assignments, 42)
    return differences(*(refitted(given, study.assignments, shared, 42) for given in (true, other)))


def test_train_stays_as_it_is(study):
    other = disturbed(inputs(study), study.assignments, 1)
    for dataset in ("tcga", "glass"):
        train = study.ids(dataset, "train")
        for was, now in ((study.expression, other.expression), (study.mutations, other.mutations)):
            np.testing.assert_array_equal(was[dataset].loc[train], now[dataset].loc[train])
    unseen = ["label"]  # of GLASS train
    was, now = (frame.set_index("sample_id") for frame in (study.patients, other.patients))
    tcga, glass = study.ids("tcga", "train"), study.ids("glass", "train")
    assert was.loc[tcga].equals(now.loc[tcga])
    assert was.loc[glass].drop(columns=unseen).equals(now.loc[glass].drop(columns=unseen))


def test_every_value_outside_of_train_is_another_one(study):
    other = disturbed(inputs(study), study.assignments, 1)
    was, now = (frame.set_index("sample_id").sort_index() for frame in (study.patients, other.patients))
    for dataset in ("tcga", "glass"):
        hidden = study.ids(dataset, "validation", "test")
        train = study.expression[dataset].loc[study.ids(dataset, "train")]
        varies = train.max() > train.min()
        expression = (frame[dataset].loc[hidden, varies] for frame in (study.expression, other.expression))
        assert not np.isclose(*expression).any()
        assert not (was.loc[hidden].drop(columns="dataset") == now.loc[hidden].drop(columns="dataset")).any(axis=None)
    glass = study.ids("glass", "train", "validation", "test")
    assert (was.loc[glass, "label"] == 1 - now.loc[glass, "label"]).all()


def test_genes_that_are_constant_in_train_turn_round_elsewhere(study):
    glass = disturbed(inputs(study), study.assignments, 1).expression["glass"]
    assert study.expression["glass"]["G30"].nunique() > 1 == glass["G30"].nunique()
    assert study.expression["glass"]["G31"].nunique() == 1 < glass["G31"].nunique()


def test_what_is_missing_stays_missing_and_nothing_else_is(study):
    other = disturbed(inputs(study), study.assignments, 1)
    for dataset in ("tcga", "glass"):
        assert other.expression[dataset].isna().equals(study.expression[dataset].isna())


def test_disturbed_patients_keep_their_contract(study):
    other = disturbed(inputs(study), study.assignments, 1).patients
    stored = stored_study(small_study())["cohort.patients"].drop(columns=other.columns).reset_index(drop=True)
    patients = pd.concat([other.reset_index(drop=True), stored], axis=1)
    assert conform(patients, TABLES["cohort.patients"]).num_rows == len(other)


def test_the_fit_does_not_move(study):
    assert moved_by_the_disturbance(study) == {}


def test_the_fit_moves_with_train(study, before):
    exchanged = study.assignments["split"].replace({"train": "test", "test": "train"})
    other = disturbed(inputs(study), study.assignments.assign(split=exchanged), 1)
    moved = differences(before, refitted(other, study.assignments, shared_by_train(study), 42))
    assert {name.split()[0] for name in moved} == {
        "features.shared_genes", "features.columns", "features.batch_shifts", "features.matrix"
    }  # fmt: skip


def seeing(parts: list[str]) -> Callable:
    """The fit, with parts of the split that it takes for train."""

    def leaky(patients: pd.DataFrame, assignments: pd.DataFrame, *others: object) -> object:
        return fit(patients, assignments.assign(split=assignments["split"].replace(parts, "train")), *others)

    fit = metamorphic.fit
    return leaky


@pytest.mark.parametrize("parts", [["validation", "test"], ["test"], ["validation"]], ids=" and ".join)
def test_a_fit_that_looks_at_another_part_moves(study, monkeypatch, parts):
    monkeypatch.setattr(metamorphic, "fit", seeing(parts))
    moved = moved_by_the_disturbance(study)
    assert {"age", "A2M_expr"} <= {*moved["features.columns centre"], *moved["features.columns selection_frequency"]}
    assert any(name.startswith("features.batch_shifts") for name in moved)


def test_a_step_that_looks_at_other_rows_when_it_transforms_moves_train(study, monkeypatch):
    def by_all_rows(preprocessor: Preprocessor, dataset: str, cohort: CohortFeatures) -> Transformed:
        frames = transformed(preprocessor, dataset, cohort)
        return frames._replace(scaled=frames.scaled.assign(age=frames.scaled["age"] - frames.scaled["age"].mean()))

    transformed = Preprocessor.transformed
    monkeypatch.setattr(Preprocessor, "transformed", by_all_rows)
    assert moved_by_the_disturbance(study) == {"features.matrix value": ["age"]}


def test_shared_genes_over_all_patients_move(study, monkeypatch):
    def of_all(expression: dict, mutations: dict, assignments: pd.DataFrame, rule: str) -> pd.DataFrame:
        return shared_genes(expression, mutations, assignments, "study_code").assign(rule=rule)

    monkeypatch.setattr(metamorphic, "shared_genes", of_all)
    moved = moved_by_the_disturbance(study)
    assert moved["features.shared_genes varies_in_glass"] == ["G30", "G31"]
    assert "G30_expr" in moved["features.columns rows"]


def test_shared_genes_that_are_of_all_patients_by_definition_are_kept(study):
    shared = shared_genes(study.expression, study.mutations, study.assignments, "study_code")
    other = disturbed(inputs(study), study.assignments, 1)
    tables = [refitted(given, study.assignments, shared, 42) for given in (inputs(study), other)]
    assert tables[1]["features.shared_genes"] is shared
    assert differences(*tables) == {}


def test_a_selection_by_labels_of_glass_moves(study, monkeypatch):
    def by_glass(patients: pd.DataFrame, *others: object) -> object:
        early = patients.loc[patients["dataset"] == "glass", "label"].iloc[0]
        tcga = patients["dataset"] == "tcga"
        return fit(patients.assign(label=patients["label"].mask(tcga & (patients["age"] > 70), early)), *others)

    fit = metamorphic.fit
    monkeypatch.setattr(metamorphic, "fit", by_glass)
    assert "features.columns selection_frequency" in moved_by_the_disturbance(study)


@pytest.mark.parametrize("column", ["kept", "dropped_at", "reason", "statistic", "selection_frequency", "scale"])
def test_one_changed_value_is_named(before, column):
    columns = before["features.columns"].copy()
    row = columns.index[columns["feature"] == "G12_expr"][0]
    other = {"kept": False, "dropped_at": "variance", "reason": "another"}
    columns.loc[row, column] = other.get(column, 0.0 if column != "statistic" else 1.0)
    assert differences(before, {**before, "features.columns": columns}) == {f"features.columns {column}": ["G12_expr"]}


def test_the_last_bit_counts(before):
    shifts = before["features.batch_shifts"].copy()
    shifts.loc[5, "shift"] = np.nextafter(shifts.loc[5, "shift"], 9)
    moved = differences(before, {**before, "features.batch_shifts": shifts})
    assert moved == {"features.batch_shifts shift": [shifts.loc[5, "feature"]]}


def test_rows_that_came_or_left_are_named(before):
    without = before["features.columns"].iloc[1:]
    assert differences(before, {**before, "features.columns": without}) == {"features.columns rows": ["age"]}
    turned = before["features.columns"].iloc[::-1]
    assert differences(before, {**before, "features.columns": turned}) == {"features.columns rows": ["their order"]}
