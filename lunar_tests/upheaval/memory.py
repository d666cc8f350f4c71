"""A group of processes that may use so much memory and no more, and how much they used at most."""

import os
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GROUPS = {
    "/sys/fs/cgroup/memory": ("memory.limit_in_bytes", "total_rss"),  # version 1
    "/sys/fs/cgroup": ("memory.max", "anon"),  # version 2
}


class Group:
    """A control group of the system; every process that is started with `command` before it belongs to it.

    Attributes:
        peak: Most bytes of memory that its processes held together, without files that the system keeps in memory.
    """

    def __init__(self, folder: Path, counted: str) -> None:
        self.folder, self.counted, self.peak = folder, counted, 0
        self.command = ["sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', str(folder)]

    def watch(self, stop: threading.Event) -> None:
        while not stop.wait(0.1):
            lines = (line.split() for line in (self.folder / "memory.stat").read_text().splitlines())
            self.peak = max(self.peak, int(dict(lines)[self.counted]))


@contextmanager
def limited(limit: int) -> Iterator[Group | None]:
    """A group with a limit; None where the system does not allow one."""
    group = _made(limit)
    if group is None:
        yield None
        return
    stop = threading.Event()
    watching = threading.Thread(target=group.watch, args=[stop])
    watching.start()
    try:
        yield group
    finally:
        stop.set()
        watching.join()
        until = time.monotonic() + 10
        while (group.folder / "cgroup.procs").read_text() and time.monotonic() < until:
            time.sleep(0.1)  # helpers of worker processes end a moment after them
        group.folder.rmdir()


def largest_child() -> int:
    """Most bytes that a single process that this one started, and that has ended, held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def _made(limit: int) -> Group | None:
    for root, (setting, counted) in GROUPS.items():
        folder = Path(root) / f"lunar-test-{os.getpid()}"
        try:
            if not Path(root).is_dir():
                continue
            folder.mkdir()
        except OSError:
            continue
        try:
            (folder / setting).write_text(str(limit))
        except OSError:
            folder.rmdir()
            continue
        return Group(folder, counted)
    return None
