"""What benchmarks are run on: made up, in the sizes of the study and others, always the same for the same size."""
