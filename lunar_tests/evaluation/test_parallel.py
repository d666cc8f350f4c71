"""Where replicates run makes no difference."""

from dataclasses import replace

import pandas as pd
import pytest

from lunar_assets.errors import ReplicateError
from lunar_assets.evaluation.parallel import run
from lunar_tests.evaluation.small_replicates import study


def test_one_process_and_two_give_the_same_tables_in_the_order_asked_for():
    large = study(n_noise_genes=1700)  # more than a megabyte: the processes see it as a read-only memory map
    alone, shared = (list(run(large, [5, 0], workers)) for workers in (1, 2))
    assert [tables.metrics["replicate"].iloc[0] for tables in shared] == [5, 0]
    for one, other in zip(alone, shared, strict=True):
        pd.testing.assert_frame_equal(one.metrics, other.metrics)
        pd.testing.assert_frame_equal(one.features, other.features)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_failure_in_any_process_is_named(workers):
    original = study(models=("clinical_only",))
    with pytest.raises(ReplicateError, match=r"Replicate 0 \(seed -1\) failed.*ValueError: expected non-negative"):
        list(run(replace(original, seed=-1), [1, 0], workers))
