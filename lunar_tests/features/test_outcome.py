"""A feature that is made from the outcome gives itself away by its name or by how well it alone tells it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lunar_assets.features.encode import CLINICAL_FEATURES
from lunar_assets.features.names import feature_names
from lunar_assets.features.outcome import named_like_an_outcome, single_feature_auroc
from lunar_assets.harmonized.genes import coding_autosomal, read_hgnc


@pytest.mark.parametrize(
    "name",
    [
        "label",
        "ttr_days",
        "TTR",
        "ttr_expr",
        "OS",
        "OS.time",
        "DFI.time",
        "PFI",
        "overall_survival",
        "vital_status",
        "Death_mut",
        "days_to_death",
        "daystodeath",
        "days_to_last_followup",
        "follow_up_months",
        "recurrence",
        "time_to_recurrence_expr",
        "progression_free_interval",
        "new_tumor_event_dx_days_to",
        "early-late",
        "year_of_diagnosis",
    ],
)
def test_names_of_outcomes_and_times_are_found(name):
    assert list(named_like_an_outcome(["age", name])) == [name]


@pytest.mark.parametrize("name", [*CLINICAL_FEATURES, "TTR_expr", "TTR_mut", "TIMELESS_expr", "OS9_mut", "PTEN_expr"])
def test_features_of_the_study_and_genes_are_not(name):
    assert named_like_an_outcome([name]) == {}


@pytest.mark.mirror
def test_no_gene_that_can_be_a_candidate_is_taken_for_an_outcome(mirror):
    genes = coding_autosomal(read_hgnc(mirror / "hgnc/hgnc_complete_set.txt", "hgnc"))["symbol"]
    assert len(genes) > 18_000
    assert named_like_an_outcome([*feature_names(genes, "expression"), *feature_names(genes, "mutation")]) == {}


@settings(max_examples=25)
@given(st.integers(0, 99), st.integers(3, 40), st.sampled_from([2, 5, 1000]))
def test_every_auroc_is_that_of_scikit_learn_in_the_better_direction(seed, n, values):
    rng = np.random.default_rng(seed)
    labels = pd.Series([0, 1, *rng.integers(0, 2, n - 2)])
    frame = pd.DataFrame(rng.integers(0, values, (n, 4)).astype(float), columns=list("abcd"))
    found = single_feature_auroc(frame, labels)
    for name, auroc in found.items():
        expected = roc_auc_score(labels, frame[name])
        assert auroc == pytest.approx(max(expected, 1 - expected))
    assert found.is_monotonic_decreasing


def test_the_label_itself_has_auroc_1_whichever_way_round():
    labels = pd.Series([1, 0, 0, 1])
    frame = pd.DataFrame({"constant": 1.0, "label": labels * 1.0, "late": 1.0 - labels})
    assert single_feature_auroc(frame, labels).to_dict() == {"label": 1, "late": 1, "constant": 0.5}


def test_labels_of_one_class_have_no_auroc():
    assert single_feature_auroc(pd.DataFrame({"age": [1.0, 2.0]}), pd.Series([1, 1])).isna().all()
