"""The warehouse that is attacked."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def warehouse(demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a published warehouse of the demo cohort, in which this process may run."""
    copy = tmp_path / "warehouse"
    shutil.copytree(demo.as_it_was, copy, ignore=shutil.ignore_patterns("dagster"))
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(copy))
    return copy
