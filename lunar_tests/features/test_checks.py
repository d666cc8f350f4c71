"""Every check of the stage is green on right tables, and red with a name on each kind of wrong row."""

import numpy as np
import pandas as pd
import pytest

from lunar_assets.features.tables import feature_tables
from lunar_assets.graph.table_checks import CHECKS, Outcome
from lunar_tests.features.small_study import SmallStudy, small_study
from lunar_tests.features.stored_study import stored_study
from lunar_tests.judge import judge

pytestmark = pytest.mark.usefixtures("own_warehouse")

UNMOVED = "features/matrix", "unmoved_by_what_it_must_not_see"
SEEN = "features/fitted_on", "fitted_on_train_only"
ROWS = "features/matrix", "rows_are_the_split"
COMPLETE = "features/matrix", "complete_matrix"
SCALED = "features/matrix", "standardised_as_claimed"
PRUNED = "features/matrix", "no_correlated_pair_kept"
NO_OUTCOME = "features/matrix", "no_feature_is_the_outcome"
SITES = "features/site_effects", "site_effect_removed"
USUAL = "features/unusual_sites", "usual_sites"
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def study() -> SmallStudy:
    return small_study()


@pytest.fixture(scope="module")
def tables(study) -> Tables:
    return stored_study(study)


def asked(check: tuple[str, str], tables: Tables, **changed: pd.DataFrame) -> Outcome:
    """The outcome of a check with some of the tables, given as stage__name, changed."""
    entry = CHECKS[check]
    tables = tables | {name.replace("__", "."): frame for name, frame in changed.items()}
    return judge(*check, {table: tables[table] for table in (entry.table, *entry.reads)})


def with_values(frame: pd.DataFrame, rows: pd.Series, **values: object) -> pd.DataFrame:
    return frame.assign(**{column: frame[column].mask(rows, value) for column, value in values.items()})


@pytest.mark.parametrize(
    ("check", "summary"),
    [
        (UNMOVED, "Shared genes were found again; moved: none."),
        (SEEN, "9 fits on train parts; wrong: none."),
        (ROWS, "122 rows; wrong: none."),
        (COMPLETE, "features; wrong: none."),
        (SCALED, "allowed are 1e-06; wrong: none."),
        (PRUNED, "wrong: none."),
        (NO_OUTCOME, "wrong: none."),
        (SITES, "8 sets of patients and features; wrong: none."),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_right_tables_pass(tables, check, summary):
    outcome = asked(check, tables)
    assert outcome.passed
    assert summary in outcome.summary
    assert outcome.measured["problems"] == {}


def test_what_was_changed_and_compared_is_measured(tables):
    measured = asked(UNMOVED, tables).measured
    assert measured["changed_patients"] == {"tcga": 20, "glass": 12}
    train = tables["features.matrix"].query("split == 'train'").drop(columns=["dataset", "sample_id", "split", "label"])
    fitted = {name: len(tables[name]) for name in measured["compared_rows"]}
    assert measured["compared_rows"] == {**fitted, "features.matrix": train.size}
    assert measured["seed"] == 42


@pytest.mark.parametrize(
    ("table", "row", "values", "summary"),
    [
        ("features.columns", {"feature": "age"}, {"centre": 50.0}, r"features.columns centre \(1: age\)"),
        ("features.columns", {"feature": "G12_expr"}, {"selection_frequency": 0.5}, r"_frequency \(1: G12_expr\)"),
        ("features.columns", {"feature": "G12_expr"}, {"kept": False}, r"features.columns kept \(1: G12_expr\)"),
        ("features.shared_genes", {"symbol": "A2M"}, {"shared": False}, r"features.shared_genes shared \(1: A2M\)"),
        (
            "features.batch_shifts",
            {"feature": "A2M_mut"},
            {"shift": 0.0},
            r"features.batch_shifts shift \(1: A2M_mut\)",
        ),
    ],
    ids=["scale", "selection", "kept", "shared genes", "shift"],
)
def test_a_stored_fit_that_is_not_that_of_the_train_parts_is_red(tables, table, row, values, summary):
    ((column, name),) = row.items()
    frame = with_values(tables[table], tables[table][column] == name, **values)
    outcome = asked(UNMOVED, tables, **{table.replace(".", "__"): frame})
    assert not outcome.passed
    assert pd.Series(outcome.summary).str.contains(summary).all(), outcome.summary


@pytest.mark.parametrize("part", ["validation", "test"])
def test_preprocessing_that_was_fitted_on_another_part_too_is_red(study, tables, part):
    seeing = study.assignments.assign(split=study.assignments["split"].replace(part, "train"))
    shared = tables["features.shared_genes"]
    leaky = feature_tables(study.patients, seeing, study.expression, study.mutations, shared, 42)
    outcome = asked(UNMOVED, tables, features__columns=leaky.columns, features__batch_shifts=leaky.batch_shifts)
    assert not outcome.passed
    assert {"features.columns centre", "features.columns scale", "features.batch_shifts shift"} <= set(
        outcome.measured["problems"]
    )


def test_shared_genes_of_all_patients_by_definition_are_kept_and_the_summary_says_so(study):
    outcome = asked(UNMOVED, stored_study(study, "study_code"))
    assert outcome.passed
    assert "by definition (study_code)" in outcome.summary


@pytest.mark.parametrize(("dataset", "part"), [("tcga", "test"), ("tcga", "validation"), ("glass", "train")])
def test_a_step_that_saw_a_patient_of_another_part_is_red(study, tables, dataset, part):
    patient = study.ids(dataset, part)[0]
    leak = pd.DataFrame({"step": ["scaling"], "dataset": [dataset], "sample_id": [patient]})
    outcome = asked(SEEN, tables, features__fitted_on=pd.concat([tables["features.fitted_on"], leak]))
    assert not outcome.passed
    assert f"scaling saw outside of {dataset} train (1: {patient})" in outcome.summary


def test_a_step_that_saw_fewer_patients_is_red(study, tables):
    fitted_on, patient = tables["features.fitted_on"], study.ids("tcga", "train")[4]
    fewer = fitted_on[~((fitted_on["step"] == "stability") & (fitted_on["sample_id"] == patient))]
    outcome = asked(SEEN, tables, features__fitted_on=fewer)
    assert not outcome.passed
    assert f"stability did not see of tcga train (1: {patient})" in outcome.summary


def test_a_step_that_is_not_listed_is_red(tables):
    fitted_on = tables["features.fitted_on"]
    outcome = asked(SEEN, tables, features__fitted_on=fitted_on[fitted_on["dataset"] != "glass"])
    assert not outcome.passed
    assert "batch did not see of glass train (30: " in outcome.summary


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("split", "in another part than splits.assignments says"),
        ("label", "with another label than cohort.patients has"),
    ],
)
def test_a_row_of_another_part_or_label_is_red(study, tables, column, problem):
    matrix, patient = tables["features.matrix"], study.ids("tcga", "test")[2]
    row = matrix["sample_id"] == patient
    other = "train" if column == "split" else 1 - int(matrix.loc[row, "label"].iloc[0])
    outcome = asked(ROWS, tables, features__matrix=with_values(matrix, row, **{column: other}))
    assert not outcome.passed
    assert f"{problem} (1: {patient})" in outcome.summary


def test_a_lost_row_is_red(tables):
    outcome = asked(ROWS, tables, features__matrix=tables["features.matrix"].iloc[1:])
    assert not outcome.passed
    assert "without a row (1: TCGA-" in outcome.summary


def test_a_column_that_is_lost_constant_or_doubled_is_red(tables):
    matrix = tables["features.matrix"]
    outcome = asked(
        COMPLETE, tables, features__matrix=matrix.drop(columns="age").assign(sex=1.0, grade=matrix["IDHwt"])
    )
    assert not outcome.passed
    for found in (
        "not there (1: age)", "constant in TCGA train (1: sex)", "equal to another one in TCGA train (1: IDHwt)"
    ):  # fmt: skip
        assert found in outcome.summary


def test_features_of_another_scale_are_red(tables):
    matrix = tables["features.matrix"]
    outcome = asked(SCALED, tables, features__matrix=matrix.assign(age=matrix["age"] + 0.01))
    assert not outcome.passed
    assert "1.0e-02" in outcome.summary and "not mean 0, standard deviation 1 (1: age)" in outcome.summary
    columns = with_values(tables["features.columns"], tables["features.columns"]["feature"] == "age", scale=np.nan)
    assert "centre and scale not as claimed (1: age)" in asked(SCALED, tables, features__columns=columns).summary


def test_a_correlated_pair_and_a_doubled_subtype_are_red(tables):
    matrix = tables["features.matrix"]
    twin = matrix["G12_expr"] + 0.01 * matrix["age"]
    outcome = asked(PRUNED, tables, features__matrix=matrix.assign(**{"G99_expr": -twin, "IDHmut-codel": 1.0}))
    assert not outcome.passed
    assert "correlated (1: G12_expr and G99_expr (r -1.000))" in outcome.summary
    assert "the same as a CNS5 type (1: IDHmut-codel)" in outcome.summary


def test_a_feature_that_is_named_like_the_outcome_is_red_even_if_it_was_dropped(tables):
    columns = tables["features.columns"].replace({"feature": {"G05_expr": "ttr_days"}})
    outcome = asked(NO_OUTCOME, tables, features__columns=columns)
    assert not outcome.passed
    assert "named like an outcome (1: ttr_days (a time))" in outcome.summary


def test_a_feature_that_tells_the_outcome_alone_is_red(tables):
    matrix = tables["features.matrix"]
    disguised = 5.0 - 2 * matrix["label"] + 0.001 * matrix["age"]
    outcome = asked(NO_OUTCOME, tables, features__matrix=matrix.assign(G12_expr=disguised))
    assert not outcome.passed
    assert "The highest AUROC is 1.000, of G12_expr" in outcome.summary
    assert "telling early from late alone (1: G12_expr)" in outcome.summary
    assert "| G12_expr" in outcome.measured["ten_highest"].md_str


@pytest.mark.parametrize(("part", "column"), [("train", "q90_share"), ("rest", "median_share")])
def test_a_site_effect_that_is_left_or_made_is_a_warning(tables, part, column):
    effects = tables["features.site_effects"]
    row = effects[["dataset", "part", "modality", "correction"]].eq(["glass", part, "expression", "after"]).all(axis=1)
    outcome = asked(SITES, tables, features__site_effects=with_values(effects, row, **{column: 0.97}))
    assert not outcome.passed and not CHECKS[SITES].blocking
    assert f"site effects left (1: glass {part} expression" in outcome.summary


def test_patients_of_sites_that_say_nothing_are_listed_by_part(study):
    newcomer = study.ids("glass", "test")[1]
    outcome = asked(USUAL, stored_study(study.with_patients([newcomer], tissue_source_site="new")))
    assert not outcome.passed and not CHECKS[USUAL].blocking
    assert f"single_train_patient tcga train (1: {study.ids('tcga', 'train')[3]})" in outcome.summary
    assert f"unseen glass test (1: {newcomer})" in outcome.summary
    assert outcome.measured["n"] == 3


def test_with_usual_sites_only_none_is_listed(study):
    everyone = list(study.patients["sample_id"])
    outcome = asked(USUAL, stored_study(study.with_patients(everyone, tissue_source_site="02")))
    assert outcome.passed
    assert outcome.summary == "Patients whose site says nothing: none."
