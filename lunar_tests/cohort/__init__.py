"""Tests of stage cohort."""
