"""The tables of the report say what the tables of the warehouse say."""

import pandas as pd

from lunar_assets.report.changes import changes
from lunar_assets.report.tables import changes as changed
from lunar_assets.report.tables import cohort, explanation, features, models, replicates, splits
from lunar_tests.report.releases import release
from lunar_tests.report.study import replicate_summary, tables


def cells(shown):
    """Row heads -> the other cells of the row by column."""
    frame = shown.frame
    frame = frame.set_index(list(frame.columns[: shown.heads]))
    return frame.to_dict("index")


def test_the_flow_has_the_cohorts_side_by_side_in_the_order_of_the_steps():
    rows = cells(cohort.flow(tables()["cohort.flow"]))
    assert list(rows) == ["clinical", "not_tcga", "dfi_zero"]
    assert rows["dfi_zero"]["TCGA", "remaining"] == 540
    assert pd.isna(rows["dfi_zero"]["GLASS", "remaining"])


def test_table_1_has_the_layout_of_the_paper():
    rows = cells(cohort.outcomes(tables()["cohort.patients"], "tcga"))
    assert list(rows["Sex", "Male"])[:5] == [
        ("late", "all grades (3)"),
        ("late", "grade 2 (2)"),
        ("late", "grade 3 (1)"),
        ("late", "grade 4 (0)"),
        ("early", "all grades (3)"),
    ]
    assert list(rows["Sex", "Male"].values()) == ["1", "0", "1", "0", "0", "0", "0", "0"]
    assert rows["Time to recurrence, days", "median"]["late", "grade 2 (2)"] == "600.0"
    assert rows["Age, years", "interquartile range"]["late", "grade 4 (0)"] == "n/a"
    names = [variable for variable, _ in rows]
    assert names == sorted(names, key=list(cohort.VARIABLES.values()).index)


def test_tiers_are_counted_by_cohort():
    assert cells(cohort.tiers(tables()["cohort.patients"])) == {1: {"TCGA": 5, "GLASS": 6}, 3: {"TCGA": 1, "GLASS": 0}}


def test_sizes_of_the_parts_by_outcome():
    given = tables()
    rows = cells(splits.sizes(given["cohort.patients"], given["splits.assignments"]))
    assert list(rows) == [("TCGA", "published"), ("GLASS", "published")]
    assert list(rows["TCGA", "published"].values()) == [1, 2, 1, 0, 1, 1]


def test_table_3_has_the_p_values_of_both_rules_once_a_variable():
    given = tables()
    names = ("cohort.patients", "splits.assignments", "splits.comparability")
    rows = cells(splits.comparability(*(given[name] for name in names), "tcga"))
    assert rows["Outcome", "late"] == {
        "train (3)": "2",
        "test (2)": "1",
        "p, text": "0.500",
        "p, study's code": "<0.001",
    }
    assert rows["Outcome", "early"]["p, text"] == ""
    assert ("Sex", "Male") not in rows


def test_near_duplicates_are_listed_with_what_is_alike():
    pair = {"dataset": "tcga", "sample_id": "tcga-1", "split": "train"}
    pair |= {"other_dataset": "glass", "other_sample_id": "glass-6", "other_split": "test"}
    pairs = pd.DataFrame(
        [
            pair | {"kind": "expression", "correlation": 0.99951, "n_genes": 16756},
            pair | {"kind": "mutations", "correlation": None, "n_genes": 23},
        ]
    )
    shown = splits.near_duplicates(pairs).frame
    assert shown["part"].tolist() == ["TCGA train"] * 2
    assert shown["part of the other"].tolist() == ["GLASS test"] * 2
    assert shown["nearly the same"].tolist() == ["expression", "mutated genes, age and sex"]
    assert shown["rank correlation"].tolist() == ["0.9995", ""]
    assert shown["genes"].tolist() == [16756, 23]


def test_the_cutoff_by_train_patients_stands_under_the_one_by_all_with_the_labels_that_move():
    rows = cells(splits.cutoff_sensitivity(tables()["splits.cutoff_sensitivity"]))
    assert list(rows) == [(who, cohort) for who in ("all patients", "train patients") for cohort in ("TCGA", "GLASS")]
    assert list(rows["all patients", "GLASS"].values()) == ["335", "390", 6, 3, 0, 0, 0, 0]
    assert list(rows["train patients", "TCGA"].values()) == ["427", "373.25", 6, 3, 3, 2, 0, 1]


def test_metrics_have_their_intervals_and_models_of_one_class_their_mark():
    shown = models.metrics(tables()["evaluation.metrics"], "tcga", "test")
    rows = cells(shown)
    assert list(rows) == ["lunar", "knn*"]
    assert rows["lunar"]["auroc"] == "0.750\n0.600 to 0.900"
    assert (rows["lunar"]["tp"], rows["lunar"]["brier"], rows["lunar"]["f1"]) == ("9", "", "")
    assert shown.caption.startswith("Table S8. TCGA test, 29 patients")


def test_comparisons_are_those_with_the_reference():
    rows = cells(models.comparisons(tables()["evaluation.comparisons"], "clinical_only"))
    assert rows["knn"]["GLASS test", "difference"] == "-0.125\n-0.250 to 0.000"
    assert rows["knn"]["All of GLASS", "p"] == "<0.001"


def test_the_best_trials_come_first_and_failed_ones_are_only_counted():
    trials = pd.DataFrame(
        [
            {"trial": 0, "state": "complete", "value": 0.05, "hyperparameters": '{"lr": 0.001}'},
            {"trial": 1, "state": "pruned", "value": None, "hyperparameters": '{"lr": 1}'},
            {"trial": 2, "state": "complete", "value": 0.04, "hyperparameters": '{"lr": 0.0003}'},
        ]
    )
    shown = models.trials(trials)
    assert cells(shown) == {
        2: {"validation loss": "0.04", "hyperparameters": "lr 0.0003"},
        0: {"validation loss": "0.05", "hyperparameters": "lr 0.001"},
    }
    assert "3 trials" in shown.caption


def test_replicates_are_in_the_order_of_their_mean_with_the_difference_and_its_interval():
    rows = cells(replicates.summary(replicate_summary(), "tcga", "test"))
    assert list(rows) == ["clinical_only", "lunar"]
    assert rows["lunar"]["AUROC", "mean, 5 to 95 %"] == "0.700\n0.600 to 0.800"
    assert rows["lunar"]["AUROC", "minus clinical_only"] == "-0.020\n-0.070 to 0.030"
    assert rows["clinical_only"]["AUROC", "minus clinical_only"] == ""
    assert (rows["lunar"]["AUPRC", "mean rank"], rows["lunar"]["AUPRC", "n"]) == ("1.8", "10")


def test_shuffled_labels_are_summed_up_over_replicates():
    rows = pd.DataFrame(
        [
            {"replicate": r, "model": "knn", "dataset": "glass", "part": "all", "auroc": a}
            for r, a in ((0, 0.4), (1, 0.6))
        ]
    )
    (row,) = cells(replicates.shuffled(rows)).items()
    assert row[0] == ("All of GLASS", "knn")
    assert (row[1]["mean"], row[1]["replicates"]) == (0.5, 2)


def test_every_candidate_is_dropped_at_one_step_or_kept():
    rows = cells(features.fates(tables()["features.columns"]))
    sums = pd.DataFrame(rows).T.astype(int)
    assert sums.loc["candidates"].tolist() == [1, 3, 3]
    assert (sums.drop(index="candidates").sum() == sums.loc["candidates"]).all()
    assert sums.loc["dropped: not selected often enough", "expression"] == 1


def test_what_lies_between_sites_stands_beside_what_chance_gives_for_train_and_for_the_others():
    shown = features.site_effects(tables()["features.site_effects"])
    assert list(shown.frame) == [
        ("", "cohort"),
        ("", "patients"),
        ("", "features"),
        ("before", "median"),
        ("before", "by chance"),
        ("after", "median"),
        ("after", "by chance"),
    ]
    assert [list(row) for row in shown.frame.itertuples(index=False, name=None)] == [
        ["TCGA", "train", "expression", 0.21, 0.13, 0.0, 0.0],
        ["TCGA", "validation and test", "expression", 0.37, 0.32, 0.42, 0.45],
    ]


def test_stability_counts_features_by_how_often_they_are_kept():
    shares = pd.DataFrame(
        {"modality": ["expression"] * 3, "share_selected": [0.1, 0.8, 1.0], "n": 10, "feature": ["a", "b", "c"]}
    )
    assert cells(features.stability(shares))["expression"] == {"ever": 3, "in half": 2, "in 80 %": 2, "in all": 1}


def test_importance_of_a_modality_stands_beside_the_error_of_its_method():
    given = tables()
    rows = cells(explanation.modalities(given["explanation.modality_importance"], given["explanation.additivity"]))
    assert rows["lunar", "deep"]["sum", "error"] == "43.0 %"
    assert rows["lunar", "deep"]["share of the summed attributions", "clinical"] == 0.75
    assert rows["lunar", "deep"]["median over features", "expression"] == "1.90e-03"
    assert rows["lunar", "deep"]["median over features", "mutation"] == ""


def test_top_features_have_their_rank_by_every_method():
    rows = cells(explanation.top_features(tables()["explanation.importance"]))
    assert list(rows) == ["age", "A_expr"]
    assert rows["A_expr"]["rank, deep"] == 2
    first = explanation.top_of_each(tables()["explanation.importance"]).frame
    assert first["lunar (integrated_gradients)"].tolist() == ["age", "A_expr"]


def test_fusion_weights_stand_beside_the_attributions_of_tcga():
    given = tables()
    names = ("explanation.fusion_weights", "explanation.modality_importance")
    rows = cells(explanation.fusion_weights(*(given[name] for name in names)))
    assert rows["lunar", "TCGA"]["median weight of the token", "mutation"] == "0.400"
    assert rows["lunar", "TCGA"]["share of the attributions", "clinical"] == "0.750"
    assert rows["lunar", "GLASS"]["share of the attributions", "clinical"] == ""


def test_of_many_changed_patients_the_first_are_listed_and_the_others_counted():
    many = release([("glass", f"GLSS-{n:04}", 60.0, "Glioblastoma") for n in range(1, 1235)])
    shown = changed.patients(changes(release([]), many, "a", "b"))
    assert len(shown.frame) == changed.MOST_PATIENTS
    assert shown.caption == "1,234 changes of patients; 1,134 more are in report.changes."
    assert cells(shown)["GLASS", "GLSS-0001"] == {
        "change": "entered",
        "before": "not in the release",
        "after": "early",
        "by the cutoff": "",
    }


def test_a_step_that_kept_a_patient_out_is_named_and_the_cutoff_has_its_mark():
    was = release([("tcga", "TCGA-1", 388.0, "Astrocytoma")], 390.0, [("tcga", "TCGA-2", "cns5")])
    now = release([("tcga", name, 388.0, "Astrocytoma") for name in ("TCGA-1", "TCGA-2")], 387.5)
    rows = cells(changed.patients(changes(was, now, "a", "b")))
    assert list(rows["TCGA", "TCGA-1"].values()) == ["label", "early", "late", "yes"]
    assert list(rows["TCGA", "TCGA-2"].values()) == ["entered", "cns5", "late", ""]
