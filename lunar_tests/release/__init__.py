"""Tests of stage release."""
