"""The benchmarks, one a module: what is measured, and the plain reference that it is compared with."""
