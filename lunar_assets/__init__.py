"""LUNAR as a data platform: early recurrence of glioma, from upstream files to trained models, as Dagster assets."""

__version__ = "0.1.0"
