"""Tests of stage evaluation."""
