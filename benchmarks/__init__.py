"""Measurements of the platform against plain reference implementations; run one with `python -m benchmarks.<name>`."""
