"""How contracts and verdicts become the graph that Dagster shows: nodes, checks, column lineage, what a run is told."""
