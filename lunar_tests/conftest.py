"""Fixtures that tests of several stages share."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mirror of the upstream files with the real clinical data, as one folder."""
    if built := os.environ.get("LUNAR_TEST_MIRROR"):
        return Path(built)
    tool = Path(os.environ.get("LUNAR_SHARED", CHECKOUT.parent / "shared")) / "tools" / "build_mirror.py"
    if not tool.exists():
        pytest.skip(
            "no real upstream data: set LUNAR_TEST_MIRROR to a mirror, or LUNAR_SHARED to a folder that builds one"
        )
    folder = tmp_path_factory.mktemp("mirror") / "mirror"
    subprocess.run([sys.executable, tool, "--out", folder], check=True)
    return folder
