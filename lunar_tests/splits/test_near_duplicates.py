import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunar_assets.errors import InconsistentDataError
from lunar_assets.splits.near_duplicates import are_apart, in_words, near_duplicates, rank_correlations
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.words import DATASETS, GLASS, TCGA

GENES = [f"GENE{number:03}" for number in range(200)]
PEOPLE = pd.DataFrame(
    [
        ("tcga", "TCGA-1", "train", 40.0, "Female"),
        ("tcga", "TCGA-2", "train", 40.0, "Female"),
        ("tcga", "TCGA-3", "test", 40.9, "Female"),
        ("glass", "GLSS-1", "train", 40.0, "Female"),
        ("glass", "GLSS-2", "test", 61.0, "Male"),
    ],
    columns=["dataset", "sample_id", "split", "age", "sex"],
)
MUTATED = {"TCGA-1": "ABCDE", "TCGA-2": "ABCDF", "TCGA-3": "ABC", "GLSS-1": "ABCDEF", "GLSS-2": "DEF"}


def ids(dataset):
    return PEOPLE.loc[PEOPLE["dataset"] == dataset, "sample_id"].tolist()


def profiles():
    """Expression of unrelated tumours; each cohort has a gene of its own."""
    random = np.random.default_rng(5)
    return {
        name: pd.DataFrame(random.normal(size=(len(ids(name)), 201)), ids(name), [*GENES, f"ONLY_{name}"])
        for name in DATASETS
    }


def counts(mutated):
    return {
        name: pd.DataFrame([{gene: 1.0 for gene in mutated[who]} for who in ids(name)], ids(name)).fillna(0.0)
        for name in DATASETS
    }


def compared(expression=None, mutated=MUTATED, people=PEOPLE):
    return near_duplicates(
        people.drop(columns="split"),
        people[["dataset", "sample_id", "split"]],
        expression or profiles(),
        counts(mutated),
    )


def test_unrelated_tumours_are_no_near_duplicates():
    pairs, highest = compared()
    assert pairs.empty
    assert 0 < highest < 0.4
    conform(pairs, TABLES["splits.near_duplicates"])


@pytest.mark.parametrize(
    "change",
    [lambda x: x, lambda x: 2.5 * x, lambda x: 0.1 * x - 3, np.exp2, lambda x: x.round(2)],
    ids=["copied", "multiplied", "shifted", "counts in place of logarithms", "rounded"],
)
def test_a_tcga_tumour_in_glass_under_another_id_is_found_at_whatever_scale(change):
    expression = profiles()
    expression[GLASS].loc["GLSS-2", GENES] = change(expression[TCGA].loc["TCGA-2", GENES])
    pairs, highest = compared(expression)
    assert pairs.drop(columns="correlation").to_dict("records") == [
        {
            "kind": "expression",
            "dataset": "tcga",
            "sample_id": "TCGA-2",
            "split": "train",
            "other_dataset": "glass",
            "other_sample_id": "GLSS-2",
            "other_split": "test",
            "n_genes": 200,
        }
    ]
    assert pairs["correlation"].iloc[0] > 0.9999
    assert highest < 0.4
    conform(pairs, TABLES["splits.near_duplicates"])


def test_a_copy_with_gaps_is_compared_over_the_genes_that_are_left():
    expression = profiles()
    expression[GLASS].loc["GLSS-1", GENES] = expression[TCGA].loc["TCGA-3", GENES]
    expression[GLASS].loc["GLSS-1", GENES[:20]] = np.nan
    pairs, _ = compared(expression)
    assert pairs[["sample_id", "other_sample_id", "n_genes"]].to_numpy().tolist() == [["TCGA-3", "GLSS-1", 180]]


def test_a_relative_is_not_a_copy():
    expression = profiles()
    own = np.random.default_rng(6).normal(size=200)
    expression[GLASS].loc["GLSS-1", GENES] = expression[TCGA].loc["TCGA-3", GENES] + 0.3 * own
    pairs, highest = compared(expression)
    assert pairs.empty
    assert 0.9 < highest < 0.99


def test_profiles_that_cannot_be_compared_are_named():
    expression = profiles()
    expression[TCGA].loc["TCGA-2"] = np.nan
    with pytest.raises(InconsistentDataError, match="4 pairs .* such as TCGA-1 and TCGA-2 over 0 genes"):
        compared(expression)


@pytest.mark.parametrize(
    ("who", "mutated", "found"),
    [
        ("GLSS-1", "ABCDE", [("TCGA-1", "GLSS-1", 5)]),
        ("TCGA-2", "EDCBA", [("TCGA-1", "TCGA-2", 5)]),
        ("TCGA-3", "ABCDE", [("TCGA-1", "TCGA-3", 5)]),
        ("GLSS-2", "ABCDE", []),
        ("GLSS-1", "ABC", []),
    ],
    ids=["same age", "same part", "same age in years", "other age and sex", "a few genes, as many have them"],
)
def test_the_same_mutated_genes_at_the_same_age_and_sex_are_found(who, mutated, found):
    pairs, _ = compared(mutated=MUTATED | {who: mutated})
    assert list(pairs[["sample_id", "other_sample_id", "n_genes"]].itertuples(index=False, name=None)) == found
    assert set(pairs["kind"]) <= {"mutations"}
    conform(pairs, TABLES["splits.near_duplicates"])


@pytest.mark.parametrize(("column", "value"), [("age", 41.0), ("sex", "Male")])
def test_another_age_or_sex_is_another_patient(column, value):
    people = PEOPLE.copy()
    people.loc[people["sample_id"] == "GLSS-1", column] = value
    assert compared(mutated=MUTATED | {"GLSS-1": "ABCDE"}, people=people).pairs.empty


def test_a_pair_that_is_alike_in_both_has_two_rows_and_three_alike_make_three_pairs():
    expression = profiles()
    expression[GLASS].loc["GLSS-1", GENES] = expression[TCGA].loc["TCGA-1", GENES]
    pairs, _ = compared(expression, MUTATED | {"GLSS-1": "ABCDE", "TCGA-2": "ABCDE"})
    assert pairs["kind"].tolist() == ["expression"] + ["mutations"] * 3
    assert are_apart(pairs).tolist() == [True, False, True, True]
    conform(pairs, TABLES["splits.near_duplicates"])
    assert in_words(pairs)[0] == "TCGA-1 (tcga train) and GLSS-1 (glass train) with correlation 1.0000 over 200 genes"
    assert (
        in_words(pairs)[1] == "TCGA-1 (tcga train) and TCGA-2 (tcga train) with the same 5 mutated genes, age and sex"
    )


MATRICES = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(size=(4, 30)))


@given(MATRICES, st.integers(0, 8))
def test_correlations_are_those_of_pandas_where_nothing_is_missing_and_of_the_common_genes_where_it_is(values, gaps):
    assert np.allclose(rank_correlations(values)[0], pd.DataFrame(values).T.corr("spearman"))
    values[0, :gaps] = np.nan
    correlation, n_genes = rank_correlations(values)
    assert np.allclose(correlation, pd.DataFrame(values).rank(axis=1).T.corr("pearson"))
    assert n_genes[0].tolist() == [30 - gaps] * 4
