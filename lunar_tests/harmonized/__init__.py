"""Tests of stage harmonized."""
