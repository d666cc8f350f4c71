"""Stage 10, release: puts one consistent, audited set of tables in front of the users, and keeps snapshots."""
