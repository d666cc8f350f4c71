"""shap as it is, without the compiler of its loops: every method that shap computes imports it from here.

numba compiles them anew in every process, 11 seconds for the permutations of three models that take 13 without, and
keeps the rows of every patient until the next collection of garbage. Plain Python needs half of the memory.
"""

import os

_NAME = "NUMBA_DISABLE_JIT"  # read once, when numba is imported

_before = os.environ.get(_NAME)
os.environ[_NAME] = "1"
try:
    import shap
    from shap.maskers import Independent
finally:
    del os.environ[_NAME]
    if _before is not None:
        os.environ[_NAME] = _before

__all__ = ["Independent", "shap"]
