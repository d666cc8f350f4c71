import pandas as pd
import pytest

from lunar_assets.splits.choose import assign
from lunar_assets.splits.cutoff_sensitivity import cutoff_sensitivity, moved_by_train_medians
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES

ROWS = pd.DataFrame(
    [
        ("tcga", "T1", "train", 100.0),
        ("tcga", "T2", "train", 300.0),
        ("tcga", "T3", "train", 320.0),
        ("tcga", "T4", "validation", 500.0),
        ("tcga", "T5", "test", 900.0),
        ("glass", "G1", "train", 200.0),
        ("glass", "G2", "train", 260.0),
        ("glass", "G3", "validation", 330.0),
        ("glass", "G4", "test", 285.0),
        ("glass", "G5", "test", 800.0),
    ],
    columns=["dataset", "sample_id", "split", "ttr_days"],
)


def sensitivity(cutoff_days):
    patients = ROWS.drop(columns="split").assign(label=ROWS["ttr_days"].lt(cutoff_days).astype(int))
    return cutoff_sensitivity(patients, ROWS.drop(columns="ttr_days"))


def by(table, rule, column):
    rows = table[table["rule"] == rule]
    return dict(zip(zip(rows["dataset"], rows["split"], strict=True), rows[column], strict=True))


def test_the_rule_of_the_paper_moves_no_label():
    table = sensitivity((320 + 285) / 2)
    all_patients = table[table["rule"] == "all"]
    assert all_patients[
        ["tcga_median_days", "glass_median_days", "cutoff_days"]
    ].drop_duplicates().to_numpy().tolist() == [[320.0, 285.0, 302.5]]
    assert all_patients["labels_moved"].sum() == 0
    conform(table, TABLES["splits.cutoff_sensitivity"])


def test_medians_of_train_patients_alone_move_the_labels_between_the_two_cutoffs():
    table = sensitivity(302.5)
    train = table[table["rule"] == "train"]
    assert train[["tcga_median_days", "glass_median_days", "cutoff_days"]].drop_duplicates().to_numpy().tolist() == [
        [300.0, 230.0, 265.0]
    ]
    assert {part for part, moved in by(table, "train", "labels_moved").items() if moved} == {
        ("tcga", "train"),
        ("glass", "test"),
    }
    assert by(table, "train", "n")["glass", "test"] == 2
    assert (by(table, "all", "early")["glass", "test"], by(table, "train", "early")["glass", "test"]) == (1, 0)
    assert moved_by_train_medians(table) == {"tcga": (1, 5), "glass": (1, 5)}


def test_labels_are_compared_with_those_of_a_pinned_cutoff():
    table = sensitivity(1000.0)
    assert sum(by(table, "all", "labels_moved").values()) == 5
    assert sum(by(table, "train", "labels_moved").values()) == 7


@pytest.mark.mirror
def test_four_labels_of_the_study_owe_to_patients_outside_of_train(study_patients, study_splits):
    table = cutoff_sensitivity(study_patients, assign(study_patients, study_splits, None, "published", 42))
    assert set(table.loc[table["rule"] == "train", "cutoff_days"]) == {373.25}
    assert {part: moved for part, moved in by(table, "train", "labels_moved").items() if moved} == {
        ("tcga", "train"): 4
    }
