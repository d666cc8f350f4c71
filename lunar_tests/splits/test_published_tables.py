"""The study's split of its real cohort gives the sizes, counts and p-values of Tables 3 and 4."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest

from lunar_assets.splits.audit import balance, verify
from lunar_assets.splits.choose import assign
from lunar_assets.splits.comparability import VARIABLES, comparability
from lunar_assets.splits.generate import generate
from lunar_assets.splits.published import compare
from lunar_assets.words import DATASETS, GLASS, TCGA
from lunar_tests.splits.cohorts import sizes_of
from lunar_tests.splits.published_tables import COUNTS, MEDIAN_AND_IQR, P_VALUES, P_VALUES_BY_TEXT, SIZES

pytestmark = pytest.mark.mirror


@pytest.fixture(scope="module")
def assignments(study_patients, study_splits):
    return assign(study_patients, study_splits, None, "published", 42)


@pytest.fixture(scope="module")
def p_values(study_patients, assignments):
    return comparability(study_patients, assignments).set_index(["dataset", "rule", "variable"])["p_value"]


@pytest.fixture(scope="module")
def rows(study_patients, assignments):
    return study_patients.merge(assignments[["dataset", "sample_id", "split"]]).set_index(["dataset", "split"])


@pytest.mark.parametrize("dataset", DATASETS)
def test_published_split_has_exactly_the_cohort_in_the_published_sizes(
    study_patients, study_splits, assignments, dataset
):
    verify(assignments, study_patients)
    cohort = study_patients[study_patients["dataset"].eq(dataset)]
    assert compare(cohort, study_splits[dataset]) == ([], [])
    assert sizes_of(assignments[assignments["dataset"].eq(dataset)]) == SIZES[dataset]


@pytest.mark.parametrize("dataset", DATASETS)
def test_rows_are_in_the_order_of_the_split_file(study_splits, assignments, dataset):
    in_file = [sample_id for part in ("train", "validation", "test") for sample_id in study_splits[dataset][part]]
    of_dataset = assignments[assignments["dataset"].eq(dataset)]
    assert of_dataset["sample_id"].tolist() == in_file
    assert of_dataset["position"].tolist() == list(range(len(in_file)))


@pytest.mark.parametrize(("dataset", "variable"), [(d, v) for d in DATASETS for v in COUNTS[d]])
def test_counts_are_those_of_the_printed_table(rows, dataset, variable):
    train, test = (rows.loc[(dataset, part), variable].value_counts() for part in ("train", "test"))
    found = {value: (train.get(value, 0), test.get(value, 0)) for value in train.index.union(test.index)}
    assert found == COUNTS[dataset][variable]


@pytest.mark.parametrize(("dataset", "variable"), [(d, v) for d in DATASETS for v in MEDIAN_AND_IQR[d]])
def test_median_and_iqr_are_those_of_the_printed_table(rows, dataset, variable):
    medians, ranges = MEDIAN_AND_IQR[dataset][variable]
    for part, median, iqr in zip(("train", "test"), medians, ranges, strict=True):
        values = rows.loc[(dataset, part), variable].to_numpy(float)
        low, high = np.percentile(values, [25, 75])
        assert np.median(values) == median
        assert float(Decimal(str(high - low)).quantize(Decimal("0.1"), ROUND_HALF_UP)) == iqr


@pytest.mark.parametrize(("dataset", "variable"), [(d, v) for d in DATASETS for v in VARIABLES[d]])
def test_rule_of_the_study_code_gives_the_printed_p_value(p_values, dataset, variable):
    assert round(p_values[dataset, "study_code", variable], 3) == P_VALUES[dataset][variable]


@pytest.mark.parametrize("variable", P_VALUES_BY_TEXT)
def test_rule_of_the_text_gives_another_p_value(p_values, variable):
    assert round(p_values[TCGA, "paper", variable], 3) == P_VALUES_BY_TEXT[variable]


def test_no_variable_differs_between_train_and_test_by_either_rule(p_values):
    assert len(p_values) == 2 * (9 + 7)
    assert p_values.gt(0.05).all()


@pytest.mark.parametrize("dataset", DATASETS)
def test_fresh_split_of_the_real_cohort_has_the_published_sizes_and_is_balanced(study_patients, dataset):
    cohort = study_patients[study_patients["dataset"].eq(dataset)]
    fresh = generate(cohort, 42)
    assert sizes_of(fresh) == SIZES[dataset]
    assert balance(fresh, cohort)["ok"].all()


def test_published_split_is_within_one_patient_of_its_shares(study_patients, assignments):
    table = balance(assignments, study_patients)
    assert set(table["dataset"]) == {TCGA, GLASS}
    assert table["ok"].all(), table[~table["ok"]]
