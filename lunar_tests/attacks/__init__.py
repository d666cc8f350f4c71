"""Leaks planted into the real pipeline, and what stops each."""
