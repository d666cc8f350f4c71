"""shap as it is, without the compiler of its loops: every method that shap computes imports it from here.

numba compiles them anew in every process, which takes 11 seconds for permutations that then take 9, and keeps the rows
of every patient until the next collection of garbage. As plain Python they take as long, in a third of the memory.
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
