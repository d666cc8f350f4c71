"""Readers of upstream files against generated bad files: an error of ours, or exactly what is written."""
