"""Storage of runs, executors and containers: what is needed beyond one machine."""
