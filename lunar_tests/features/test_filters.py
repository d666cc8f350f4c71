import numpy as np
import pandas as pd
import pytest
from sklearn.feature_selection import VarianceThreshold

from lunar_assets.errors import InconsistentDataError
from lunar_assets.features.filters import ConstantFilter, DoubledClinicalFilter, RareMutationFilter, VarianceFilter
from lunar_assets.features.log_counts import log_counts


def frame(**columns) -> pd.DataFrame:
    n = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[f"TCGA-{i:02d}" for i in range(n)], dtype=float)


def reasons(fitted) -> list[tuple]:
    return list(fitted.dropped_.itertuples(index=False, name=None))


def test_constants_of_every_modality_go_with_their_reason():
    nearly = [0.1, 0.1, 0.1 + 1e-15]
    train = frame(age=[40, 40, 40], grade=[0, 1, 2], A_expr=[0.1, 0.1, 0.1], B_expr=nearly, A_mut=[0, 0, 0])
    fitted = ConstantFilter().fit(train)
    assert reasons(fitted) == [
        (name, "constant", "one value in all 3 train patients", 0.0) for name in ("age", "A_expr", "A_mut")
    ]
    assert list(fitted.transform(train)) == list(fitted.get_feature_names_out()) == ["grade", "B_expr"]
    assert list(fitted.sample_ids_) == ["TCGA-00", "TCGA-01", "TCGA-02"]


def test_genes_mutated_in_exactly_two_percent_stay():
    counts = np.zeros((150, 3))
    counts[:2, 0] = 5  # many calls in two patients are still two patients
    counts[:3, 1] = 1
    train = pd.DataFrame(counts, columns=["TTN_mut", "TP53_mut", "A_expr"])
    fitted = RareMutationFilter().fit(train)
    assert reasons(fitted) == [("TTN_mut", "rare_mutation", "mutated in 2 of 150 train patients, below 2%", 2 / 150)]


def test_of_133_patients_three_mutated_ones_are_enough_and_two_are_not():
    counts = pd.DataFrame({"A_mut": [1.0] * 2 + [0.0] * 131, "B_mut": [1.0] * 3 + [0.0] * 130})
    assert list(RareMutationFilter().fit(counts).get_feature_names_out()) == ["B_mut"]


def test_only_mutation_counts_are_put_on_a_log_scale():
    logged = log_counts(frame(age=[50, 60], A_expr=[1, 2], A_mut=[0, 3]))
    assert logged.to_dict("list") == {"age": [50, 60], "A_expr": [1, 2], "A_mut": [0, np.log(4)]}


def test_the_variance_threshold_is_scikit_learns():
    rng = np.random.default_rng(1)
    names = [f"G{i}_expr" for i in range(60)]
    train = pd.DataFrame(rng.normal(size=(133, 60)) * np.logspace(-6, -3, 60) + 7, columns=names)
    fitted = VarianceFilter().fit(train)
    assert list(fitted.get_feature_names_out()) == list(VarianceThreshold(1e-8).fit(train).get_feature_names_out())
    assert 0 < len(fitted.dropped_) < 60


def test_a_variance_of_exactly_the_threshold_is_too_little():
    train = frame(A_expr=[-1, 1], B_expr=[-2, 2])
    assert reasons(VarianceFilter(threshold=1.0).fit(train)) == [
        ("A_expr", "variance", "population variance over train patients is not above 1", 1.0)
    ]


def test_the_idh_mutant_indicators_go_and_wildtype_stays():
    train = frame(**{
        "age": [1, 2, 3, 4], "IDHmut-codel": [1, 0, 0, 0], "IDHmut-noncodel": [0, 1, 0, 0], "IDHwt": [0, 0, 1, 1],
        "astrocytoma": [0, 1, 0, 0], "oligodendroglioma": [1, 0, 0, 0],
    })  # fmt: skip
    fitted = DoubledClinicalFilter().fit(train)
    assert list(fitted.transform(train)) == ["age", "IDHwt", "astrocytoma", "oligodendroglioma"]
    assert [(name, step, reason, round(r, 12)) for name, step, reason, r in reasons(fitted)] == [
        ("IDHmut-codel", "correlation_clinical", "the same column as oligodendroglioma", 1.0),
        ("IDHmut-noncodel", "correlation_clinical", "the same column as astrocytoma", 1.0),
    ]


def test_a_frame_with_other_features_than_the_fit_is_refused():
    fitted = ConstantFilter().fit(frame(A_expr=[1, 2], B_expr=[1, 2]))
    with pytest.raises(InconsistentDataError, match="ConstantFilter was fitted on 2 features"):
        fitted.transform(frame(B_expr=[1, 2], A_expr=[1, 2]))
