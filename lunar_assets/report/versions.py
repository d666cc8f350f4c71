"""Versions of what a run was computed with, for its provenance."""

import platform
from importlib.metadata import version

PACKAGES = (
    "captum",
    "dagster",
    "duckdb",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "scipy",
    "shap",
    "torch",
    "xgboost",
)


def versions() -> dict[str, str]:
    """Python and every package that figures hang on, by name."""
    return {"python": platform.python_version()} | {package: version(package) for package in PACKAGES}
