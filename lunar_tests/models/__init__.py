"""Tests of stage models."""
