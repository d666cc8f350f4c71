"""Stage 7, evaluation: predictions, metrics with intervals, and curves on patients that no fit has seen."""
