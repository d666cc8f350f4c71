"""Tests of stage warehouse."""
