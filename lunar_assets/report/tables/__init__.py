"""The tables of the report, each from tables of the warehouse to what the page shows."""
