"""The checks of stage splits are green on what the stage makes, and red with names on what it must not make."""

import pandas as pd
import pytest

from lunar_assets.raw.catalogue import OTHER_ZIP
from lunar_assets.splits.choose import assign
from lunar_assets.splits.generate import generate
from lunar_assets.splits.published import read_published
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import GLASS, TCGA
from lunar_tests.judge import judge
from lunar_tests.splits.cohorts import GLASS_SIZES, cohort, complete
from lunar_tests.splits.test_published import other_zip

PATIENTS = complete(pd.concat([cohort(GLASS_SIZES, TCGA, "T"), cohort(GLASS_SIZES, GLASS, "G")], ignore_index=True))
FRESH = assign(PATIENTS, None, None, "generated", 42)
SMALL = complete(pd.concat([cohort({(0, 2): 9, (0, 4): 1, (1, 4): 9}, name, name) for name in (TCGA, GLASS)]))

pytestmark = pytest.mark.usefixtures("own_warehouse")


def of_assignments(check, assignments=FRESH, patients=PATIENTS, **further):
    tables = {"splits.assignments": assignments, "cohort.patients": patients}
    return judge("splits/assignments", check, tables | further)


def moved(assignments, n, to="train", dataset=TCGA):
    """The first patients of the test part put into another one."""
    places = assignments.index[assignments["dataset"].eq(dataset) & assignments["split"].eq("test")][:n]
    return assignments.assign(split=assignments["split"].where(~assignments.index.isin(places), to))


def test_a_split_of_the_cohort_is_disjoint_and_complete():
    outcome = of_assignments("disjoint_and_complete")
    assert (
        outcome.passed and outcome.measured["glass test"] == FRESH.query("dataset == 'glass'")["split"].eq("test").sum()
    )


@pytest.mark.parametrize(
    ("assignments", "told"),
    [
        (FRESH.iloc[1:], "1 patient without a part"),
        (pd.concat([FRESH, FRESH.head(1).assign(sample_id="Z")], ignore_index=True), "not in the cohort: Z"),
        (moved(FRESH, 99), "1 part of tcga without patients: test"),
    ],
)
def test_a_patient_or_a_part_too_few_or_too_many_is_named(assignments, told):
    outcome = of_assignments("disjoint_and_complete", assignments)
    assert not outcome.passed and told in outcome.summary


def test_a_fresh_split_is_stratified_and_shows_its_shares():
    outcome = of_assignments("stratified")
    assert outcome.passed
    assert outcome.measured["due_shares"] == {"train": 0.7, "validation": 0.15, "test": 0.15}
    assert outcome.measured["most_patients_off"] == 1
    assert set(outcome.measured["patients_off"]) == {TCGA, GLASS}
    assert outcome.measured["merged_strata"] == []
    assert "1_4 | False    | test       |   8 |  8.4" in outcome.measured["balance"].value


def test_a_stratum_too_small_to_split_is_named():
    outcome = of_assignments("stratified", assign(SMALL, None, None, "generated", 42), SMALL)
    assert outcome.passed
    assert outcome.measured["merged_strata"] == ["glass 0_2+4", "tcga 0_2+4"]
    assert "Merged, with a stratum of one patient: glass 0_2+4, tcga 0_2+4." in outcome.summary


@pytest.mark.parametrize(("check", "scheme"), [("stratified", "generated"), ("stratified_extended", "extended")])
def test_patients_who_went_to_another_part_put_their_strata_off(check, scheme):
    outcome = of_assignments(check, moved(FRESH, 6).assign(scheme=scheme))
    assert not outcome.passed
    assert outcome.measured["patients_off"][TCGA] > 1 >= outcome.measured["patients_off"][GLASS]
    assert "tcga 0_" in outcome.summary and "glass 0_" not in outcome.summary


@pytest.mark.parametrize(("check", "scheme"), [("stratified", "extended"), ("stratified_extended", "generated")])
def test_either_check_of_strata_leaves_the_splits_of_the_other_aside(check, scheme):
    outcome = of_assignments(check, moved(FRESH, 6).assign(scheme=scheme))
    assert outcome.passed and "none; 0 of 0 cells are off." in outcome.summary


def published_files(folder, with_file=True):
    files = pd.DataFrame(columns=[column.name for column in TABLES["raw.published"].columns])
    if not with_file:
        return files
    groups = {name: generate(PATIENTS[PATIENTS["dataset"] == name], 2025).groupby("split") for name in (TCGA, GLASS)}
    keys = {"train": "train", "val": "validation", "test": "test"}
    parts = {
        name: {key: group.get_group(split)["sample_id"].tolist() for key, split in keys.items()}
        for name, group in groups.items()
    }
    files.loc[0] = {
        "dataset": "published",
        "kind": "published",
        "source": "mirror",
        "file": OTHER_ZIP,
        "url": "https://example.org/other.zip",
        "sha256": "0" * 64,
        "bytes": 1,
        "pinned_by": "mirror",
        "retrieved_at": pd.Timestamp("2025-01-01", tz="UTC"),
        "license": "MIT",
        "path": str(other_zip(folder, parts[TCGA], parts[GLASS])),
    }
    return files.astype({"bytes": "int64", "retrieved_at": "datetime64[us, UTC]"})


@pytest.mark.parametrize("choice", ["auto", "published", "generated"])
def test_the_split_that_was_asked_for(tmp_path, monkeypatch, choice):
    monkeypatch.setenv("LUNAR_SPLITS", choice)
    files = published_files(tmp_path)
    made = assign(PATIENTS, read_published(files["path"].iloc[0], OTHER_ZIP), None, choice, 42)
    outcome = of_assignments("split_is_the_one_asked_for", made, **{"raw.published": files})
    assert outcome.passed
    assert outcome.measured["asked_for"] == choice
    assert outcome.measured["scheme_glass"] == ("generated" if choice == "generated" else "published")
    assert outcome.measured["why_glass"]


def test_without_its_file_a_fresh_split_is_what_auto_asks_for(tmp_path):
    outcome = of_assignments("split_is_the_one_asked_for", **{"raw.published": published_files(tmp_path, False)})
    assert outcome.passed and "is not at hand" in outcome.measured["why_tcga"]


@pytest.mark.parametrize(
    ("choice", "with_file", "told"),
    [
        ("published", True, "patients are not in their published part: T"),
        ("auto", True, "patients are not in their published part"),
        ("published", False, "glass: LUNAR_SPLITS is published, but the published split of glass"),
    ],
)
def test_a_fresh_split_in_place_of_the_published_one_is_refused(tmp_path, monkeypatch, choice, with_file, told):
    monkeypatch.setenv("LUNAR_SPLITS", choice)
    files = published_files(tmp_path, with_file)
    outcome = of_assignments("split_is_the_one_asked_for", **{"raw.published": files})
    assert not outcome.passed and told in outcome.summary


def test_a_split_of_another_seed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("LUNAR_SPLITS", "generated")
    monkeypatch.setenv("LUNAR_SEED", "7")
    outcome = of_assignments("split_is_the_one_asked_for", **{"raw.published": published_files(tmp_path)})
    assert not outcome.passed and "LUNAR_SEED is 7, but the parts were drawn with seed 42" in outcome.summary


@pytest.mark.parametrize(("p_value", "passes"), [(0.051, True), (0.05, False)])
def test_parts_that_differ_in_a_variable_are_named(p_value, passes):
    row = {"dataset": "glass", "test": "chi_square", "statistic": 3.8, "n_train": 70, "n_test": 16}
    p_values = {("grade", "paper"): p_value, ("label", "paper"): 0.9, ("label", "study_code"): 0.001}
    rows = [row | {"variable": name, "rule": rule, "p_value": p} for (name, rule), p in p_values.items()]
    outcome = judge("splits/comparability", "parts_comparable", {"splits.comparability": pd.DataFrame(rows)})
    assert outcome.passed == passes
    assert outcome.measured == {"alpha": 0.05, "glass grade": p_value, "glass label": 0.9}
    assert ("glass grade" in outcome.summary) != passes


def pairs(*rows):
    """Near-duplicates: kind, then cohort and part of either patient."""
    columns = [column.name for column in TABLES["splits.near_duplicates"].columns]
    given = [
        (kind, dataset, f"ONE-{n}", split, other_dataset, f"OTHER-{n}", other_split)
        + ((0.9995, 16756) if kind == "expression" else (None, 23))
        for n, (kind, dataset, split, other_dataset, other_split) in enumerate(rows)
    ]
    return pd.DataFrame(given, columns=columns)


WITHIN, ACROSS = "no_near_duplicates_within_a_part", "no_near_duplicates_across_parts"


@pytest.mark.parametrize("check", [WITHIN, ACROSS])
def test_without_near_duplicates_nothing_is_red(check):
    outcome = judge("splits/near_duplicates", check, {"splits.near_duplicates": pairs()})
    assert outcome.passed and outcome.measured["pairs"] == 0
    assert outcome.measured["highest_correlation_allowed"] == 0.999


@pytest.mark.parametrize(
    ("pair", "red", "told"),
    [
        (("expression", "tcga", "train", "tcga", "test"), ACROSS, "correlation 0.9995 over 16756 genes"),
        (("expression", "tcga", "train", "glass", "train"), ACROSS, "ONE-0 (tcga train) and OTHER-0 (glass train)"),
        (("mutations", "glass", "train", "glass", "validation"), ACROSS, "the same 23 mutated genes, age and sex"),
        (("mutations", "tcga", "test", "tcga", "test"), WITHIN, "ONE-0 (tcga test) and OTHER-0 (tcga test)"),
    ],
)
def test_near_duplicates_are_named_by_the_check_that_is_about_them(pair, red, told):
    outcomes = {
        check: judge("splits/near_duplicates", check, {"splits.near_duplicates": pairs(pair)})
        for check in (WITHIN, ACROSS)
    }
    assert [check for check, outcome in outcomes.items() if not outcome.passed] == [red]
    assert told in outcomes[red].summary
    assert "ONE-0" in outcomes[red].measured["near_duplicates"].value


@pytest.mark.parametrize(("moved_in_test", "passes"), [(1, True), (2, False)])
def test_a_cutoff_that_moves_more_than_a_twentieth_of_a_cohorts_labels_is_named(moved_in_test, passes):
    """Of 101 GLASS patients 5 may move: 4 do in train, the others in test."""
    sizes = {("tcga", "train"): 133, ("tcga", "test"): 29, ("glass", "train"): 85, ("glass", "test"): 16}
    moved_labels = {("glass", "train"): 4, ("glass", "test"): moved_in_test}
    table = pd.DataFrame(
        [
            {"rule": rule, "dataset": dataset, "split": split, "tcga_median_days": days, "glass_median_days": days}
            | {"cutoff_days": days, "n": n, "early": n // 2}
            | {"labels_moved": moved_labels.get((dataset, split), 0) if rule == "train" else 0}
            for rule, days in (("all", 390.0), ("train", 373.0))
            for (dataset, split), n in sizes.items()
        ]
    )
    outcome = judge("splits/cutoff_sensitivity", "cutoff_robust", {"splits.cutoff_sensitivity": table})
    assert outcome.passed == passes
    assert (
        f"373 days instead of 390 labels change: 0 of 162 in tcga, {4 + moved_in_test} of 101 in glass"
        in outcome.summary
    )
    assert outcome.measured["highest_share_allowed"] == 0.05
    assert outcome.measured["cutoff_days"] == {"all": 390.0, "train": 373.0}
