"""Somebody who opens the catalogues of a warehouse again and again, whatever happens to those who write them."""

import threading
from itertools import cycle
from pathlib import Path

import duckdb

EVERY_SECONDS = 0.05
CATALOGUES = ("lunar.duckdb", "work.duckdb")
VIEWS = "select schema_name || '.' || view_name from duckdb_views() where not internal order by all"


class Watch:
    """Opens both catalogues every 50 ms and counts the rows of one of their views; `with` starts and stops it.

    Attributes:
        looks: How often a catalogue was opened and counted.
        faults: What went wrong.
    """

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.looks = 0
        self.faults: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        seen: set[str] = set()
        for number in cycle(range(10_000)):
            if self._stop.wait(EVERY_SECONDS):
                return
            for name in CATALOGUES:
                path = self.warehouse / name
                if path.exists():
                    seen.add(name)
                    self._count(path, number)
                elif name in seen:
                    self.faults.append(f"{name} is gone")

    def _count(self, path: Path, number: int) -> None:
        try:
            with duckdb.connect(str(path), read_only=True) as connection:
                views = [name for (name,) in connection.execute(VIEWS).fetchall()]
                assert views, "no views"
                connection.execute(f"select count(*) from {views[number % len(views)]}").fetchone()
            self.looks += 1
        except (duckdb.Error, AssertionError) as error:
            self.faults.append(f"{path.name}: {error}")
