"""Stage 1, raw: which upstream files are read, where their bytes come from, and proof that they are what they claim."""
