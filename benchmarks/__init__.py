"""Measurements of the platform against plain reference implementations: `python -m benchmarks`."""
