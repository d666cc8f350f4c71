"""SQLite databases of Dagster, held open for the length of a run."""

import sqlite3
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import dagster as dg


@contextmanager
def held_open(home: Path, run_id: str) -> Generator[Callable[[dg.EventLogEntry], None]]:
    """Hold the databases of events open from the first event of a run to the end of the block.

    Dagster opens and closes one to three of them for each of the fifteen hundred events of a run, and whenever the last
    connection to one closes SQLite folds its log into the file and removes it: some four seconds. An idle connection
    hinders nobody. Where events go elsewhere (PostgreSQL) there is nothing to hold.

    Args:
        home: The Dagster home.
        run_id: The run.

    Yields:
        What is to be called with every event of the run.
    """
    runs = home / "history" / "runs"
    waiting = [runs / "index.db", runs / f"{run_id}.db"]
    with ExitStack() as held:

        def hold(_: dg.EventLogEntry) -> None:
            for path in [path for path in waiting if path.exists()]:
                database = held.enter_context(closing(sqlite3.connect(path, check_same_thread=False)))
                database.execute("select count(*) from sqlite_master").fetchall()  # it is opened by the first reading
                waiting.remove(path)

        yield hold
