"""One of many readers: asks the published catalogue again and again until a file appears, and says what did not fit.

`python -m lunar_tests.upheaval.reader WAREHOUSE STOP SEED` prints the number of publications that it met, how often it
looked, and every fault on a line of its own.
"""

import random
import sys
import time
from pathlib import Path

import duckdb

from lunar_assets.warehouse.content_hash import content_hash
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.quoting import quote

PAUSE_SECONDS = 2.0
"""Between two looks: ten readers would leave the run that they watch no processor."""
LISTED = (
    "select table_name, partition, rows, content_hash, run_id from release.publications "
    "where published_at = (select max(published_at) from release.publications)"
)


def rows_of(table: str, partition: str) -> str:
    column = TABLES[table].partition
    return f"{table} where {column}::text = {quote(partition)}" if column else table


def look(connection: duckdb.DuckDBPyConnection, draw: random.Random) -> tuple[str, list[str]]:
    """The run that published what is there, and every table that is not as that run published it.

    All rows are counted; of one table the whole content is compared.
    """
    listed = connection.execute(LISTED).fetchall()
    faults = []
    for table, partition, rows, _, run_id in listed:
        ((found,),) = connection.execute(f"select count(*) from {rows_of(table, partition)}").fetchall()
        if found != rows:
            faults.append(f"{table} {partition} has {found} rows, {run_id} published {rows}")
    table, partition, _, content, run_id = draw.choice(listed)
    found = connection.sql(f"select * from {rows_of(table, partition)}").to_arrow_table()
    if content_hash(found, TABLES[table]) != content:
        faults.append(f"{table} {partition} is not what {run_id} published")
    return run_id, faults


def main(warehouse: Path, stop: Path, seed: int) -> None:
    """Look until the file is there."""
    draw = random.Random(seed)
    runs: set[str] = set()
    looks, faults = 0, []
    while not stop.exists():
        try:
            with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:
                run_id, found = look(connection, draw)
        except duckdb.Error as error:
            faults.append(repr(error).replace("\n", " "))
        else:
            runs.add(run_id)
            looks += 1
            faults += found
        time.sleep(PAUSE_SECONDS)
    print(len(runs), looks, *dict.fromkeys(faults), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
