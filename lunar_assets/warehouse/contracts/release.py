"""Contracts of stage release: what was published when, made from what."""

from lunar_assets.warehouse.contracts.columns import Table, integer, text, timestamp

TABLES = (
    Table(
        "release",
        "publications",
        "Every publication and the version of every table in it. One row a publication, table and partition.",
        (
            text("release", "Release id of the GLASS data, or of the demo cohort."),
            timestamp("published_at", "When it was published (UTC)."),
            text("run_id", "Run that published it.", volatile=True),
            text("source", "Where the bytes came from.", allowed=("demo", "mirror", "public")),
            integer("seed", "Seed of the run."),
            text("scheme", "Split schemes (TCGA / GLASS)."),
            text("code_version", "Version of the code.", volatile=True),
            text("table_name", "Table."),
            text("partition", "Partition of the table; empty when it has none."),
            text("version", "Version of the table.", volatile=True),
            integer("rows", "Rows of the version.", minimum=0),
            text("content_hash", "Hash of its content, hexadecimal."),
        ),
        ("run_id", "table_name", "partition"),
    ),
)
