"""A cohort beside the two of the study moves nothing of theirs, and gets what it lacks of their genes."""

import numpy as np
import pandas as pd
import pytest

from lunar_assets import words
from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.further import completed
from lunar_assets.models.data import TrainingData
from lunar_tests.features import small_study as studies

THIRD = "third"


@pytest.fixture
def third(monkeypatch: pytest.MonkeyPatch) -> studies.SmallStudy:
    """The small study with a third cohort, which lacks two genes, has a gap in another, and no mutation of a fourth."""
    monkeypatch.setattr(words, "DATASETS", (*words.DATASETS, THIRD))
    monkeypatch.setitem(studies.PARTS, THIRD, (20, 5, 5))
    study = studies.small_study()
    study.expression[THIRD] = study.expression[THIRD].drop(columns=["G10", "G11"])
    study.expression[THIRD].iloc[3, study.expression[THIRD].columns.get_loc("G12")] = np.nan
    study.mutations[THIRD] = study.mutations[THIRD].drop(columns="IDH1")
    return study


def of_study(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the two cohorts of the study; all of a table without a dataset."""
    return table[table["dataset"].isin(words.STUDY)].reset_index(drop=True) if "dataset" in table else table


def test_it_moves_nothing_of_the_others(third):
    both = {name: of_study(table) for name, table in third.tables()._asdict().items()}
    alone = studies.SmallStudy(
        of_study(third.patients),
        of_study(third.assignments),
        {name: third.expression[name] for name in words.STUDY},
        {name: third.mutations[name] for name in words.STUDY},
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "DATASETS", words.STUDY)
        expected = alone.tables()._asdict()
    for name, table in expected.items():
        pd.testing.assert_frame_equal(both[name], table, check_exact=True)


def test_a_gene_that_it_lacks_has_the_mean_of_tcga_train_in_all_of_it(third):
    tables = third.tables()
    matrix = tables.matrix[tables.matrix["dataset"] == THIRD]
    assert len(matrix) == 30 and not matrix.isna().any(axis=None)
    lacking = [f"{gene}_expr" for gene in ("G10", "G11", "G12") if f"{gene}_expr" in matrix]
    assert lacking
    assert matrix[lacking].abs().to_numpy().max() < 1e-12
    assert matrix.filter(regex="_expr$").drop(columns=lacking).std().min() > 0.1


def test_its_site_means_are_those_of_its_own_train_part(third):
    fitted = third.tables().fitted_on.query("dataset == @THIRD")
    assert set(fitted["step"]) == {"batch"}
    assert sorted(fitted["sample_id"]) == sorted(third.ids(THIRD, "train"))


def test_a_gene_without_a_mutation_has_none(third):
    shared = pd.DataFrame({"modality": ["mutation"], "symbol": ["IDH1"], "shared": [True]})
    _, counts = completed(
        THIRD, third.expression[THIRD], third.mutations[THIRD], shared, lambda: third.expression["tcga"]
    )
    assert counts["IDH1"].eq(0).all() and len(counts) == 30


def test_too_few_of_the_shared_genes_are_refused(third):
    third.expression[THIRD] = third.expression[THIRD].iloc[:, :30]
    with pytest.raises(InconsistentDataError, match=r"third measures \d+ of the \d+ genes that TCGA and GLASS share"):
        third.tables()


def test_nobody_of_it_may_be_trained_on(third):
    tables = third.tables()
    data = TrainingData.from_matrix(tables.matrix, tables.columns)
    everybody = set(third.ids(THIRD, *words.SPLITS))
    assert everybody <= data.test_ids
    assert everybody.isdisjoint(sample for ids in data.fitted_on.values() for sample in ids)
