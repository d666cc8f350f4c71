"""Every published figure is there once and stands beside the right figure of the run, with the right difference."""

import json

import pandas as pd
import pytest

from lunar_assets.report.published import OTHER_SPLIT, agreement, comparison, figures
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.models.published import published
from lunar_tests.report.study import tables

STUDY_NAMES = {
    "lunar_results.json": {
        "LUNAR": "lunar",
        "LUNAR-SAtt": "lunar_satt",
        "LUNAR-CAtt": "lunar_catt",
        "LUNAR-NAtt": "lunar_natt",
    },
    "baselines_results.json": {
        "lr": "logistic_regression",
        "lsvc": "linear_svc",
        "knn": "knn",
        "xgb": "xgboost",
        "mlp": "mlp",
    },
}
METRICS = {"auroc": "auc", "auprc": "auprc", "accuracy": "acc", "precision": "prec", "recall": "rec",
           "specificity": "spec", "f1": "f1", "tp": "tp", "tn": "tn", "fp": "fp", "fn": "fn"}  # fmt: skip


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    return comparison(tables())


def row(compared, place, dataset, quantity):
    found = compared[(compared["place"] == place) & (compared["dataset"] == dataset)]
    (only,) = found[found["quantity"] == quantity].to_dict("records")
    return only


def test_every_figure_is_there_once_and_has_its_value_and_unit():
    printed = figures()
    keys = ["place", "dataset", "group", "variable", "category", "statistic"]
    assert not printed.duplicated(keys).any()
    assert (printed["unit"] != "").all()
    assert printed.loc[printed["value"].isna(), "note"].str.contains("n/a").all()


def test_both_tables_of_metrics_have_nine_models_with_eleven_metrics_each():
    metrics = figures().query("place.str.startswith('Supplementary Table')")
    counts = metrics.groupby(["place", "dataset", "group"])["variable"].nunique()
    assert counts.tolist() == [11] * 18
    assert set(metrics["variable"]) == set(METRICS)


@pytest.mark.mirror
@pytest.mark.parametrize("file", STUDY_NAMES)
def test_metrics_are_those_of_the_studys_result_files(file):
    keys = ["dataset", "group", "variable"]
    shipped = figures().query("place.str.startswith('Supplementary Table')").set_index(keys)["value"]
    results = json.loads(published(file).read_text())
    for dataset, of_dataset in results.items():
        for theirs, model in STUDY_NAMES[file].items():
            for metric, key in METRICS.items():
                assert shipped[dataset, model, metric] == of_dataset[theirs][key]


def test_the_comparison_keeps_its_contract(compared):
    conform(compared, TABLES["report.published_comparison"])
    assert len(compared) == figures()["value"].notna().sum()


@pytest.mark.parametrize(
    ("place", "dataset", "quantity", "printed", "ours"),
    [
        ("Text, cohort selection", "both", "cohort: ttr_days, cutoff", 390, 390),
        ("Text, cohort selection", "tcga", "cohort: ttr_days, median", 445, 322.5),
        ("Text, final patient cohort", "tcga", "cohort: patients", 191, 6),
        ("Text, final patient cohort", "glass", "cohort: label early", 58, 3),
        ("Text, final patient cohort", "glass", "validation: patients", 15, 1),
        ("Text, data preprocessing", "both", "features: expression, before stability selection", 16756, 2),
        ("Text, data preprocessing", "both", "features: expression, kept", 121, 1),
        ("Supplementary Figure S3", "both", "features: mutation, varying in TCGA train", 2299, 2),
        ("Supplementary Figure S3", "both", "features: mutation, mutated in at least 2 %", 112, 1),
        ("Text, feature importance", "tcga", "lunar: attribution clinical, median", 0.0262, 0.0362),
        ("Text, feature importance", "glass", "lunar: fusion_weight mutation, median", 0.346, 0.4),
        ("Table 1", "tcga", "late, grade 2: patients", 52, 2),
        ("Table 1", "tcga", "late, all grades: sex Male", 58, 1),
        ("Table 1", "tcga", "late, grade 2: ttr_days, median", 869, 600),
        ("Table 1", "tcga", "late, grade 2: ttr_days, iqr", 664.5, 100),
        ("Table 1", "tcga", "cohort: race missing", 2, 1),
        ("Table 2", "glass", "early, grade 4: histology_cns5 Glioblastoma", 55, 3),
        ("Table 3", "tcga", "train: label late", 75, 2),
        ("Table 3", "tcga", "train and test: ethnicity missing", 11, 5),
        ("Table 3", "tcga", "train against test: age, p-value", 0.191, 0.0001),
        ("Table 4", "glass", "test: age, median", 48, 45.5),
        ("Supplementary Table S8", "tcga", "lunar: auroc", 0.8284313725490197, 0.75),
        ("Supplementary Table S9", "glass", "knn: tp", 5, 9),
    ],
)
def test_a_figure_stands_beside_the_same_figure_of_the_run(compared, place, dataset, quantity, printed, ours):
    found = row(compared, place, dataset, quantity)
    assert (found["published"], found["ours"]) == (printed, pytest.approx(ours))
    assert found["difference"] == pytest.approx(ours - printed)


def test_what_the_run_does_not_give_is_empty_and_not_left_out(compared):
    found = row(compared, "Supplementary Table S8", "tcga", "xgboost: auroc")
    assert pd.isna(found["ours"]) and pd.isna(found["difference"])
    assert pd.isna(row(compared, "Table 3", "tcga", "train against test: race, p-value")["ours"])


def test_known_differences_carry_their_reason(compared):
    assert "other way round" in row(compared, "Table 3", "tcga", "train: race ASIAN")["note"]
    assert "No training seed" in row(compared, "Supplementary Table S9", "glass", "lunar: auroc")["note"]
    assert "one class only" in row(compared, "Supplementary Table S9", "glass", "mlp: auroc")["note"]
    assert pd.isna(row(compared, "Table 1", "tcga", "late, grade 2: patients")["note"])


def test_another_split_is_named_where_it_matters():
    given = tables()
    given["splits.assignments"] = given["splits.assignments"].assign(scheme="generated")
    found = comparison(given)
    assert row(found, "Table 3", "tcga", "train: label late")["note"] == OTHER_SPLIT
    assert row(found, "Supplementary Table S8", "tcga", "lunar: auroc")["note"].startswith(OTHER_SPLIT)
    assert pd.isna(row(found, "Table 1", "tcga", "late, grade 2: patients")["note"])


def test_figures_agree_within_half_a_unit_of_the_last_printed_digit(compared):
    exact = compared.assign(ours=compared["published"])
    table_1 = exact["place"] == "Table 1"
    iqr = table_1 & (exact["quantity"] == "late, grade 3: ttr_days, iqr")  # 694.25 days, printed 694.3
    exact.loc[iqr, "ours"] = 694.25
    off = table_1 & (exact["quantity"] == "late, grade 2: ttr_days, median")
    exact.loc[off, "ours"] -= 0.1
    lost = exact["quantity"].eq("lunar: auroc") & exact["dataset"].eq("glass")
    exact.loc[lost, "ours"] = None
    counted = agreement(exact.assign(difference=exact["ours"] - exact["published"])).set_index("place")
    assert counted.loc["Table 1"].tolist() == [178, 178, 177, pytest.approx(0.1)]
    assert counted.loc["Supplementary Table S9"].tolist() == [99, 98, 98, 0.0]
    assert (counted["figures"] >= counted["given"]).all()
