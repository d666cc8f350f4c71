"""Tests of stage raw."""
