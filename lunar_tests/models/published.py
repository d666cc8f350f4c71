"""Where the published results of the study are, for the tests that recompute them."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def published(file: str) -> Path:
    """A file of the published results; skips the test where they are not at hand."""
    path = Path(os.environ.get("LUNAR_SHARED", CHECKOUT.parent / "shared")) / "spec" / "published" / file
    if not path.exists():
        pytest.skip(f"no published {file}: set LUNAR_SHARED to the folder that has spec/published")
    return path
