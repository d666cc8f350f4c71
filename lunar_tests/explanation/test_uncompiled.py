"""The loops of shap stay Python: whoever imports it first decides, so nobody imports it but one module."""

import ast
import subprocess
import sys
from pathlib import Path

import lunar_assets

PACKAGE = Path(lunar_assets.__file__).parent
LOADED = """
import os
import lunar_assets.explanation.permutation
from shap.maskers import _tabular
assert "NUMBA_DISABLE_JIT" not in os.environ
print(type(_tabular._delta_masking).__name__)
"""


def imported(source: Path) -> set[str]:
    """Top names of everything that a file imports, at any depth."""
    nodes = list(ast.walk(ast.parse(source.read_text())))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


def test_shap_and_its_compiler_are_imported_in_one_place():
    users = {path.name for path in PACKAGE.rglob("*.py") if imported(path) & {"shap", "numba"}}
    assert users == {"uncompiled.py"}


def test_a_method_of_shap_has_its_loops_as_they_are_written(monkeypatch):
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=False)
    assert done.stdout == "function\n", done.stdout + done.stderr
