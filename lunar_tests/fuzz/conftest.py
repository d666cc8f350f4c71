"""The small mirror whose files are damaged."""

import pytest

from lunar_tests.fuzz.study import Study, small_study


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The small mirror."""
    return small_study(tmp_path_factory.mktemp("study"))
