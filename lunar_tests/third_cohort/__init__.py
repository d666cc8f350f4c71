"""A third cohort added by the guide: its generated files, the run that they go through, and what must arrive."""
