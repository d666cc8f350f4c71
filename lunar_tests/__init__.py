"""Tests of lunar_assets; folders mirror the package."""
