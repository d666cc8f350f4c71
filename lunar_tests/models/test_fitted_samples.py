"""Promises of whom a fit has seen, and the names of all that break them."""

import pytest

from lunar_assets.models.fitted_samples import NETWORK_ROLES, broken_promises, promised, roles_of
from lunar_tests.models.stored import assignments
from lunar_tests.models.synthetic import SIZES, matrix, training_data

ROLES = {"tcga_train": frozenset({"a", "b"}), "tcga_validation": frozenset({"c"})}


def test_a_role_is_one_part_of_one_cohort():
    found = promised(assignments(matrix()), NETWORK_ROLES)
    assert {role: len(ids) for role, ids in found.items()} == {
        f"{dataset}_{split}": n for (dataset, split), n in SIZES.items() if split != "test"
    }
    assert broken_promises(training_data().fitted_on, found) == []


def test_labels_of_glass_are_promised_to_nobody_and_validation_to_baselines_only_by_setting():
    assert roles_of(is_network=True, baselines_fit_on="train") == NETWORK_ROLES
    assert roles_of(is_network=False, baselines_fit_on="train") == ("tcga_train",)
    assert roles_of(is_network=False, baselines_fit_on="train_validation") == ("tcga_train", "tcga_validation")


@pytest.mark.parametrize(
    ("fitted_on", "told"),
    [
        ({"tcga_train": ["b", "a"], "tcga_validation": ["c"]}, []),
        ({"tcga_train": ["a", "b", "d"], "tcga_validation": ["c"]}, ["tcga_train has seen 1 samples (d)"]),
        ({"tcga_train": ["a"], "tcga_validation": ["c"]}, ["tcga_train lacks 1 samples (b)"]),
        ({"tcga_train": ["a", "b"]}, ["tcga_validation lacks 1 samples (c)"]),
        ({"tcga_train": ["a", "b", "b"], "tcga_validation": ["c"]}, ["tcga_train has seen 1 samples (b) twice"]),
        (
            {"tcga_train": ["a", "b"], "tcga_validation": ["c"], "glass_train": ["g"]},
            ["glass_train is no role of this model"],
        ),
        (
            {"tcga_train": ["a", "b", "c"], "tcga_validation": ["c"]},
            ["tcga_train has seen 1 samples (c)", "tcga_train and tcga_validation share 1 samples (c)"],
        ),
    ],
)
def test_every_broken_promise_is_told(fitted_on, told):
    assert broken_promises(fitted_on, ROLES) == told


def test_of_many_samples_the_first_are_named():
    (told,) = broken_promises({"tcga_train": [f"s{i}" for i in range(9)]}, {"tcga_train": frozenset()})
    assert told == "tcga_train has seen 9 samples (s0, s1, s2, s3, s4, ...)"
