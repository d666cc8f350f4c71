"""Tests of stage splits."""
