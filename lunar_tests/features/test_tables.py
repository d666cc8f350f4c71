from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.shared_genes import shared_genes
from lunar_assets.features.tables import FeatureTables, feature_tables
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.features.small_study import SmallStudy, small_study


@pytest.fixture(scope="module")
def study() -> SmallStudy:
    return small_study()


@pytest.fixture(scope="module")
def tables(study) -> FeatureTables:
    return study.tables()


def assert_same_fit(before: FeatureTables, after: FeatureTables) -> None:
    for table in ("columns", "batch_shifts", "correlated_pairs", "fitted_on"):
        pd.testing.assert_frame_equal(getattr(before, table), getattr(after, table))


@pytest.mark.parametrize("name", FeatureTables._fields)
def test_every_table_keeps_its_contract(tables, name):
    frame = getattr(tables, name)
    assert conform(frame, TABLES[f"features.{name}"]).num_rows == len(frame)


def test_tables_without_rows_keep_their_contract_too(study):
    independent = {
        dataset: pd.DataFrame(np.random.default_rng(12).normal(size=frame.shape), frame.index, frame.columns)
        for dataset, frame in study.expression.items()
    }
    everyone = list(study.patients["sample_id"])
    tables = replace(study, expression=independent).with_patients(everyone, tissue_source_site="02").tables()
    for name in ("correlated_pairs", "unusual_sites"):
        assert conform(getattr(tables, name), TABLES[f"features.{name}"]).num_rows == 0


def test_shared_genes_keep_their_contract(study):
    table = shared_genes(study.expression, study.mutations, study.assignments, "train")
    assert conform(table, TABLES["features.shared_genes"]).num_rows == 2 * 44


def test_the_matrix_has_the_rows_of_the_split_and_the_kept_columns_in_order(study, tables):
    pd.testing.assert_frame_equal(
        tables.matrix[["dataset", "sample_id", "split"]], study.assignments, check_dtype=False
    )
    labels = study.patients.set_index("sample_id")["label"]
    assert tables.matrix["label"].tolist() == labels.loc[study.assignments["sample_id"]].to_list()
    kept = tables.columns.loc[tables.columns["kept"], "feature"].tolist()
    assert list(tables.matrix)[4:] == kept
    assert kept[:8] == ["age", "grade", "sex", "IDHwt", "astrocytoma", "astrocytoma_wt", "oligodendroglioma",
                        "glioblastoma"]  # fmt: skip
    genomic = [name for name in kept[8:]]
    expression, mutations = ([n for n in genomic if n.endswith(end)] for end in ("_expr", "_mut"))
    assert genomic == sorted(expression) + sorted(mutations)
    assert mutations[:2] == ["A2ML1_mut", "A2M_mut"]


def test_every_candidate_says_what_became_of_it(tables):
    fate = tables.columns.set_index("feature")
    assert fate.loc["G00_expr", "dropped_at"] == "correlation_literature"
    assert fate.loc[["G01_expr", "G02_expr"], "dropped_at"].eq("correlation_count").sum() == 1
    assert fate.loc["G38_mut", ["dropped_at", "reason"]].tolist() == [
        "rare_mutation", "mutated in 1 of 60 train patients, below 2%"
    ]  # fmt: skip
    assert fate.loc["IDHmut-codel", "dropped_at"] == "correlation_clinical"
    assert fate.loc["G05_expr", "dropped_at"] == "stability"
    assert fate.loc["G05_expr", "statistic"] == fate.loc["G05_expr", "selection_frequency"] < 0.8
    assert fate["kept"].eq(fate["dropped_at"].isna()).all()
    assert fate["reason"].isna().eq(fate["kept"]).all()
    assert "G39_expr" not in fate.index  # constant in TCGA train: not a shared gene


def test_centre_and_scale_turn_train_values_into_the_matrix(study, tables):
    age = tables.columns.set_index("feature").loc["age"]
    ages = study.patients.set_index("sample_id")["age"].loc[tables.matrix["sample_id"]].to_numpy()
    np.testing.assert_allclose((ages - age["centre"]) / age["scale"], tables.matrix["age"], atol=1e-12)
    train = tables.matrix[(tables.matrix["dataset"] == "tcga") & (tables.matrix["split"] == "train")]
    expression, mutations = train.filter(like="_expr"), train.filter(like="_mut")
    np.testing.assert_allclose(expression.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(expression.std(ddof=0), 1)
    np.testing.assert_allclose([mutations.min().min(), mutations.max().max()], [0, 1])


def test_fitted_steps_have_seen_tcga_train_and_only_the_site_means_glass_train(study, tables):
    seen = tables.fitted_on.groupby(["step", "dataset"])["sample_id"].agg(set).to_dict()
    tcga, glass = set(study.ids("tcga", "train")), set(study.ids("glass", "train"))
    assert seen.pop(("batch", "glass")) == glass
    assert set(seen) == {
        (step, "tcga")
        for step in ("constant", "rare_mutation", "batch", "variance", "correlation", "correlation_clinical",
                     "stability", "scaling")
    }  # fmt: skip
    assert all(samples == tcga for samples in seen.values())


def test_the_same_seed_gives_the_same_tables_and_another_one_other_frequencies(study, tables):
    assert_same_fit(tables, study.tables(seed=42))
    other = study.tables(seed=7).columns["selection_frequency"]
    assert not other.equals(tables.columns["selection_frequency"])


@given(dataset=st.sampled_from(["tcga", "glass"]), part=st.sampled_from(["validation", "test"]), seed=st.integers(0, 9))
@settings(max_examples=8, deadline=None)
def test_other_values_outside_of_train_change_nothing_that_is_fitted(study, tables, dataset, part, seed):
    ids = study.ids(dataset, part)
    changed = study.with_genes_of(dataset, ids, seed).with_patients(ids, age=99.0, tissue_source_site="02", label=1)
    after = changed.tables()
    assert_same_fit(tables, after)
    rows = ~tables.matrix["sample_id"].isin(ids)
    pd.testing.assert_frame_equal(tables.matrix[rows], after.matrix[rows])
    assert not tables.matrix[~rows].equals(after.matrix[~rows])


def test_glass_labels_change_nothing_but_the_label_column(study, tables):
    after = study.with_patients(study.ids("glass", "train", "validation", "test"), label=1).tables()
    assert_same_fit(tables, after)
    pd.testing.assert_frame_equal(tables.matrix.drop(columns="label"), after.matrix.drop(columns="label"))


def test_glass_train_values_move_the_glass_shifts_and_nothing_else_that_is_fitted(study, tables):
    after = study.with_genes_of("glass", study.ids("glass", "train"), 1).tables()
    same = tables.batch_shifts["shift"].eq(after.batch_shifts["shift"])
    assert same[tables.batch_shifts["dataset"] == "tcga"].all()
    assert not same[tables.batch_shifts["dataset"] == "glass"].all()
    pd.testing.assert_frame_equal(tables.columns, after.columns)


def test_tcga_train_values_and_labels_move_the_fit(study, tables):
    ids = study.ids("tcga", "train")[:5]
    values = study.with_genes_of("tcga", ids, 1).tables()
    for column in ("statistic", "selection_frequency", "centre", "scale"):
        assert not tables.columns[column].equals(values.columns[column])
    assert not tables.batch_shifts["shift"].equals(values.batch_shifts["shift"])
    labels = study.with_patients(ids, label=1).tables()
    assert not tables.columns["selection_frequency"].equals(labels.columns["selection_frequency"])


def test_a_patient_without_a_clinical_row_is_named(study):
    shared = shared_genes(study.expression, study.mutations, study.assignments, "train")
    lost = study.ids("glass", "test")[0]
    patients = study.patients[study.patients["sample_id"] != lost]
    with pytest.raises(InconsistentDataError, match=f"cohort.patients of glass has no row for 1 of 42.*'{lost}'"):
        feature_tables(patients, study.assignments, study.expression, study.mutations, shared, 42)


def test_shared_genes_of_other_tables_are_refused(study):
    shared = shared_genes(study.expression, study.mutations, study.assignments, "train")
    less = {**study.expression, "tcga": study.expression["tcga"].drop(columns="G03")}
    with pytest.raises(InconsistentDataError, match="expression has no column for 1 of 43 shared genes.*'G03'"):
        replace_and_run(study, shared, less)
    gap = study.expression["tcga"].copy()
    gap.loc[study.ids("tcga", "test")[0], "G04"] = np.nan
    with pytest.raises(InconsistentDataError, match="G04_expr .and 0 more. has missing values"):
        replace_and_run(study, shared, {**study.expression, "tcga": gap})


def replace_and_run(study: SmallStudy, shared: pd.DataFrame, expression: dict[str, pd.DataFrame]) -> FeatureTables:
    changed = replace(study, expression=expression)
    return feature_tables(changed.patients, changed.assignments, changed.expression, changed.mutations, shared, 42)
