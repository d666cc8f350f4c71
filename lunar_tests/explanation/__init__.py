"""Tests of stage explanation."""
