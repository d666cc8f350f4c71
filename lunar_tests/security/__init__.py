"""Attacks on the platform: hostile files, names, paths, addresses and queries, and what the code must never do."""
