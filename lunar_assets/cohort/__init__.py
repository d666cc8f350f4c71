"""Stage 3, cohort: time to recurrence, WHO 2021 type, who is excluded and why, the cutoff and the label."""
