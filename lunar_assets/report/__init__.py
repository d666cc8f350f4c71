"""Stage 9, report: the page that a reader opens after a run."""
