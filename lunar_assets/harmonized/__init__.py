"""Stage 2, harmonized: both cohorts in one vocabulary of genes, samples, clinical words and dated events."""
