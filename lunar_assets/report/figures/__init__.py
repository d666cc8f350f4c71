"""Figures of the report: the list of them, one module a figure or family, their common look, and their rendering."""
