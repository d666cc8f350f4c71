"""The loops of shap stay Python, whichever method is loaded first."""

import subprocess
import sys

import pytest

LOADED = """
import importlib, os, sys
importlib.import_module(f"lunar_assets.explanation.{sys.argv[1]}")
from shap.maskers import _tabular
assert "NUMBA_DISABLE_JIT" not in os.environ
print(type(_tabular._delta_masking).__name__)
"""


@pytest.mark.parametrize("method", ["deep", "linear", "permutation", "tree"])
def test_no_method_has_the_loops_of_shap_compiled(method, monkeypatch):
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    done = subprocess.run([sys.executable, "-c", LOADED, method], capture_output=True, text=True, check=False)
    assert done.stdout == "function\n", done.stdout + done.stderr
