"""The warehouse: contracts of tables, immutable Parquet versions, their audit, and the DuckDB catalogues over them."""
