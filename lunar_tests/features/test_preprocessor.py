import numpy as np
import pandas as pd
import pytest

from benchmarks import reference_preprocessing as reference
from lunar_assets.errors import LeakageError
from lunar_assets.features.audit import FITTED_STEPS
from lunar_assets.features.batch import SiteCorrection
from lunar_assets.features.cohort_features import CohortFeatures, cohort_features
from lunar_assets.features.filters import VarianceFilter
from lunar_assets.features.preprocessor import Preprocessor
from lunar_assets.features.scaling import FeatureScaler
from lunar_assets.features.shared_genes import shared_genes
from lunar_tests.features.small_study import SmallStudy, small_study


@pytest.fixture(scope="module")
def study() -> SmallStudy:
    return small_study()


def inputs(study: SmallStudy) -> tuple[dict[str, CohortFeatures], pd.Series]:
    shared = shared_genes(study.expression, study.mutations, study.assignments, "train")
    patients = study.patients.set_index("sample_id")
    cohorts = {}
    for dataset in ("tcga", "glass"):
        ids = study.ids(dataset, "train", "validation", "test")
        cohorts[dataset] = cohort_features(
            patients.loc[ids], study.expression[dataset], study.mutations[dataset], shared
        )
    return cohorts, patients["label"]


def fit(study: SmallStudy, tcga: list[str], labelled: list[str], glass: list[str]) -> Preprocessor:
    cohorts, labels = inputs(study)
    return Preprocessor(42).fit(
        {"tcga": cohorts["tcga"].rows(pd.Index(tcga)), "glass": cohorts["glass"].rows(pd.Index(glass))},
        labels.loc[labelled],
        study.assignments,
    )


def test_the_whole_chain_is_the_plain_reference(study):
    tcga, glass = study.ids("tcga", "train"), study.ids("glass", "train")
    cohorts, labels = inputs(study)
    ours = fit(study, tcga, tcga, glass)
    theirs = reference.preprocess(
        reference.Cohort(cohorts["tcga"].values, cohorts["tcga"].sites, tcga),
        labels.loc[tcga],
        reference.Cohort(cohorts["glass"].values, cohorts["glass"].sites, glass),
        42,
    )
    pd.testing.assert_frame_equal(ours.stability.selected_, theirs.selected, check_names=False)
    for dataset, expected in (("tcga", theirs.tcga), ("glass", theirs.glass)):
        found = ours.transform(dataset, cohorts[dataset])
        pd.testing.assert_frame_equal(found, expected, check_names=False, rtol=0, atol=1e-10)
    assert 10 < theirs.tcga.shape[1] < cohorts["tcga"].values.shape[1]


@pytest.mark.parametrize("split", ["validation", "test"])
def test_a_tcga_sample_outside_of_train_is_refused_by_name(study, split):
    train, outside = study.ids("tcga", "train"), study.ids("tcga", split)[0]
    with pytest.raises(LeakageError, match=f"1 of 61 samples.*train part of tcga, the first '{outside}'"):
        fit(study, [*train, outside], [*train, outside], study.ids("glass", "train"))


@pytest.mark.parametrize("split", ["validation", "test"])
def test_a_glass_sample_outside_of_train_is_refused_by_name(study, split):
    train, outside = study.ids("tcga", "train"), study.ids("glass", split)[0]
    with pytest.raises(LeakageError, match=f"train part of glass, the first '{outside}'"):
        fit(study, train, train, [*study.ids("glass", "train"), outside])


def test_labels_of_other_samples_are_refused(study):
    train, glass = study.ids("tcga", "train"), study.ids("glass", "train")
    with pytest.raises(LeakageError, match="the 90 labels given"):
        fit(study, train, train + glass, glass)
    with pytest.raises(LeakageError, match="the 60 labels given"):
        fit(study, train, train[::-1], glass)


def test_sites_that_say_nothing_are_named(study):
    cohorts, _ = inputs(study.with_patients(study.ids("glass", "test")[:1], tissue_source_site="new"))
    train, glass = study.ids("tcga", "train"), study.ids("glass", "train")
    unusual = fit(study, train, train, glass).unusual_sites({name: cohort.sites for name, cohort in cohorts.items()})
    assert unusual[["dataset", "sample_id", "tissue_source_site", "problem"]].to_numpy().tolist() == [
        ["tcga", train[3], "lone", "single_train_patient"],
        ["glass", glass[3], "lone", "single_train_patient"],
        ["glass", study.ids("glass", "test")[0], "new", "unseen"],
    ]


def test_a_sample_is_transformed_alike_alone_and_among_others(study):
    train = study.ids("tcga", "train")
    fitted = fit(study, train, train, study.ids("glass", "train"))
    cohort = inputs(study)[0]["glass"]
    together = fitted.transform("glass", cohort)
    alone = fitted.transform("glass", cohort.rows(cohort.values.index[[5]]))
    np.testing.assert_array_equal(alone.to_numpy()[0], together.iloc[5].to_numpy())


def test_every_step_has_seen_exactly_the_train_part(study):
    tcga, glass = study.ids("tcga", "train"), study.ids("glass", "train")
    seen = fit(study, tcga, tcga, glass).fitted_on()
    assert {name: list(ids) for name, ids in seen.items()} == {
        (step, dataset): glass if dataset == "glass" else tcga for step, dataset in FITTED_STEPS
    }


def test_fewer_samples_than_the_train_part_are_refused(study):
    train, glass = study.ids("tcga", "train"), study.ids("glass", "train")
    with pytest.raises(LeakageError, match=f"constant was fitted on 59 samples of tcga.*the 60 of.*{train[7]}"):
        fit(study, train[:7] + train[8:], train[:7] + train[8:], glass)
    with pytest.raises(LeakageError, match=f"batch was fitted on 29 samples of glass.*the 30 of.*{glass[0]}"):
        fit(study, train, train, glass[1:])


@pytest.mark.parametrize("step", [VarianceFilter, FeatureScaler, SiteCorrection])
def test_a_step_that_has_seen_another_sample_is_named(study, monkeypatch, step):
    """As if the step had got the sample behind the back of the preprocessor."""
    train, outside = study.ids("tcga", "train"), study.ids("tcga", "test")[0]
    of_step = step.fit

    def fit_with_one_more(self: object, frame: pd.DataFrame, others: object = None) -> object:
        of_step(self, frame, others)
        self.sample_ids_ = pd.Index([*frame.index, outside])
        return self

    monkeypatch.setattr(step, "fit", fit_with_one_more)
    with pytest.raises(LeakageError, match=f"was fitted on 61 samples of tcga.*differs is '{outside}'"):
        fit(study, train, train, study.ids("glass", "train"))


def test_a_step_that_does_not_say_whom_it_has_seen_is_refused(study, monkeypatch):
    of_scaler = FeatureScaler.fit

    def silent(self: FeatureScaler, frame: pd.DataFrame, labels: pd.Series | None = None) -> FeatureScaler:
        of_scaler(self, frame, labels)
        del self.sample_ids_
        return self

    monkeypatch.setattr(FeatureScaler, "fit", silent)
    train = study.ids("tcga", "train")
    with pytest.raises(LeakageError, match="step scaling was fitted on 0 samples of tcga"):
        fit(study, train, train, study.ids("glass", "train"))


def test_a_sample_seen_twice_is_refused(study, monkeypatch):
    of_scaler = FeatureScaler.fit

    def twice(self: FeatureScaler, frame: pd.DataFrame, labels: pd.Series | None = None) -> FeatureScaler:
        return of_scaler(self, pd.concat([frame, frame.iloc[:1]]), labels)

    monkeypatch.setattr(FeatureScaler, "fit", twice)
    train = study.ids("tcga", "train")
    with pytest.raises(LeakageError, match=f"step scaling was fitted on 61 samples.*'{train[0]}'"):
        fit(study, train, train, study.ids("glass", "train"))
