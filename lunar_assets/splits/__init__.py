"""Stage 4, splits: who trains, who validates, who tests, and whether the parts are comparable."""
