"""Every benchmark runs, and both of its sides give the same result: at a tiny size, without a clock."""

import pytest

from benchmarks.__main__ import STAGES
from benchmarks.harness import TINY, benchmark_of


@pytest.mark.filterwarnings("ignore:Features:UserWarning", "ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("module", STAGES)
def test_both_sides_give_the_same(module: str, tmp_path):
    benchmark = benchmark_of(module)
    if benchmark.prepare:
        benchmark.prepare(TINY, tmp_path)
    given = benchmark.given(TINY, tmp_path)
    ours = benchmark.platform(given)
    assert ours is not None
    if benchmark.floor:
        benchmark.floor(given)
    if benchmark.reference:
        assert benchmark.same
        benchmark.same(ours, benchmark.reference(given))
