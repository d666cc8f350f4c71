"""Tests of stage features."""
