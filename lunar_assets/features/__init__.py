"""Stage 5, features: from harmonised values to the corrected, selected and scaled matrix, fitted on train patients."""
