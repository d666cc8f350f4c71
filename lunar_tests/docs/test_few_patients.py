"""Figures on few patients: known values, and what must hold whatever they are."""

import numpy as np
import pytest

from benchmarks.few_patients import PARTS, Part, patients_needed, power, simulated, standard_error
from lunar_assets.evaluation.metrics import estimates


def test_the_standard_error_of_a_coin_is_that_of_the_rank_sum_test():
    assert standard_error(0.5, 12, 17) == pytest.approx(((12 + 17 + 1) / (12 * 12 * 17)) ** 0.5)


def test_the_standard_error_is_the_spread_of_simulated_areas():
    part, rng = Part("large", 60, 80), np.random.default_rng(1)
    areas = []
    for _ in range(1000):
        labels, (scores,) = simulated(part, 0.75, 1, rng)
        areas.append(np.heaviside(np.subtract.outer(scores[labels == 1], scores[labels == 0]), 0.5).mean())
    assert np.mean(areas) == pytest.approx(0.75, abs=0.01)
    assert np.std(areas) == pytest.approx(standard_error(0.75, 60, 80), rel=0.1)


def test_with_as_many_patients_as_are_needed_the_power_is_80_percent():
    n = patients_needed(0.75, 0.65, 0.5)
    assert power(0.75, 0.65, 0.5, Part("as many", round(0.43 * n), n - round(0.43 * n))) == pytest.approx(0.8, abs=0.01)


def test_more_alike_models_and_larger_differences_need_fewer_patients():
    assert patients_needed(0.75, 0.65, 0.8) < patients_needed(0.75, 0.65, 0.5) < patients_needed(0.75, 0.70, 0.5)


def test_the_parts_are_those_of_the_published_split():
    assert [part.n for part in PARTS] == [16, 29, 101, 191]
    labels, (scores,) = simulated(PARTS[1], 0.75, 1, np.random.default_rng(2))
    counts = estimates(labels, scores, labels).set_index("metric")["value"]
    assert (counts["tp"], counts["tn"]) == (12, 17)
