import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import reference_preprocessing as reference
from lunar_assets.features.literature import LITERATURE_GENES
from lunar_assets.features.pruning import CorrelationFilter

# columns of mean 0 and length 1, orthogonal to one another
X, Y, Z = np.linalg.qr(np.column_stack([np.ones(50), np.random.default_rng(6).normal(size=(50, 3))]))[0].T[1:]


def at(degrees: float, size: float = 1.0) -> np.ndarray:
    """A column in the plane of X and Y: the correlation of two of them is the cosine of the angle between them."""
    return size * (np.cos(np.radians(degrees)) * X + np.sin(np.radians(degrees)) * Y)


def fitted(frame: pd.DataFrame) -> CorrelationFilter:
    return CorrelationFilter().fit(frame)


def decisions(step: CorrelationFilter) -> list[tuple]:
    decided = step.pairs_.drop(columns="r").astype(object)
    return [tuple(row) for row in decided.where(decided.notna(), None).to_numpy()]


def test_the_list_of_the_study_has_66_names():
    assert len(LITERATURE_GENES) == 66
    assert {"IDH1", "NKX2-2", "MAPK", "YAP1"} <= LITERATURE_GENES


def test_a_literature_gene_stays_on_either_side_of_the_pair():
    frame = pd.DataFrame({"A_expr": at(10), "EGFR_expr": at(0), "Z_mut": at(-10)})
    step = fitted(frame)
    assert decisions(step) == [
        ("A_expr", "EGFR_expr", "A_expr", "correlation_literature"),
        ("EGFR_expr", "Z_mut", "Z_mut", "correlation_literature"),
        ("A_expr", "Z_mut", None, "correlation_count"),
    ]
    assert list(step.get_feature_names_out()) == ["EGFR_expr"]
    assert step.dropped_["dropped_at"].tolist() == ["correlation_literature"] * 2
    assert step.dropped_["reason"].str.endswith("with EGFR_expr, a feature of a literature glioma gene").all()


def test_two_literature_features_are_decided_like_any_other_pair():
    frame = pd.DataFrame({"EGFR_expr": at(0, size=0.5), "TP53_mut": at(0)})
    assert decisions(fitted(frame)) == [("EGFR_expr", "TP53_mut", "EGFR_expr", "correlation_count")]


def test_the_feature_in_more_pairs_goes_though_it_varies_more():
    # HUB goes with each of its three neighbours; the neighbours do not correlate with one another
    frame = pd.DataFrame({"A_expr": X, "B_expr": Y, "HUB_expr": 9 * (X + Y + Z), "Z_expr": Z})
    step = CorrelationFilter(threshold=0.5).fit(frame)
    assert decisions(step) == [
        ("A_expr", "HUB_expr", "HUB_expr", "correlation_count"),
        ("B_expr", "HUB_expr", None, "correlation_count"),
        ("HUB_expr", "Z_expr", None, "correlation_count"),
    ]
    assert step.dropped_.loc[0, "statistic"] == pytest.approx(1 / np.sqrt(3))
    assert step.dropped_.loc[0, "reason"] == "r = 0.577 with A_expr, which is in fewer correlated pairs"


def test_on_a_tie_of_pairs_the_less_variable_goes_and_then_the_first():
    frame = pd.DataFrame({"A_expr": at(0), "B_expr": at(0, size=0.5), "C_expr": at(90), "D_expr": at(90)})
    assert decisions(fitted(frame)) == [
        ("A_expr", "B_expr", "B_expr", "correlation_count"),
        ("C_expr", "D_expr", "C_expr", "correlation_count"),
    ]


def test_counts_are_those_of_the_full_list_also_of_pairs_that_rule_a_settled():
    # without C, which goes first, A and B would be in one pair each, and A would go: it varies less
    frame = pd.DataFrame({"A_expr": at(0), "B_expr": at(30, size=3), "C_expr": at(60), "TP53_expr": at(90)})
    assert decisions(CorrelationFilter(threshold=0.8).fit(frame)) == [
        ("C_expr", "TP53_expr", "C_expr", "correlation_literature"),
        ("A_expr", "B_expr", "B_expr", "correlation_count"),
        ("B_expr", "C_expr", None, "correlation_count"),
    ]


def test_clinical_features_take_no_part():
    frame = pd.DataFrame({"age": at(0), "A_expr": at(0)})
    step = fitted(frame)
    assert list(step.transform(frame)) == ["age", "A_expr"]
    assert step.pairs_.empty
    assert list(step.pairs_) == ["first", "second", "r", "dropped", "step"]


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_it_is_the_rule_as_plain_code_reads_it(seed):
    rng = np.random.default_rng(seed)
    genes = ["EGFR", "TP53", "IDH1", *(f"G{i}" for i in range(9))]
    names = sorted(f"{gene}_expr" for gene in genes) + sorted(f"{gene}_mut" for gene in genes)
    waves = rng.normal(size=(20, 4))[:, rng.integers(0, 4, len(names))]
    frame = pd.DataFrame(waves * rng.choice([1, 2], len(names)) + 0.3 * rng.normal(size=waves.shape), columns=names)
    frame[names[1]] = frame[names[0]]  # a tie to the last bit
    pairs = reference.correlated_pairs(frame, 0.9)
    step = fitted(frame)
    assert set(step.dropped_["feature"]) == reference.prune(pairs, frame, LITERATURE_GENES)
    in_column_order = step.pairs_.sort_values(["first", "second"], key=lambda c: c.map(names.index))
    assert in_column_order[["first", "second"]].to_numpy().tolist() == pairs[["first", "second"]].to_numpy().tolist()
    assert step.dropped_["feature"].is_unique


@given(st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_no_pair_is_left_whole_and_every_dropped_feature_leaves_a_partner(seed):
    rng = np.random.default_rng(seed)
    names = [f"G{i:02d}_expr" for i in range(15)]
    waves = rng.normal(size=(12, 3))[:, rng.integers(0, 3, 15)]
    frame = pd.DataFrame(waves + 0.25 * rng.normal(size=waves.shape), columns=names)
    step = fitted(frame)
    kept = frame[list(step.get_feature_names_out())].corr().abs().to_numpy()
    assert (np.triu(kept, k=1) < 0.9).all()
    assert step.pairs_["dropped"].count() == len(step.dropped_)
