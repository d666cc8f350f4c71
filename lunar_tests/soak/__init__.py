"""Long tests: a real daemon, real runs of the whole pipeline, and what a machine can do to them. See `make soak`."""
