"""What `lunar fetch` does: downloads, mirror folders, inspection and acceptance of public files, shown on a console."""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.fetched import Fetched
from lunar_assets.raw.inspection import inspect
from lunar_assets.raw.listener import Listener
from lunar_assets.raw.mirror_write import write_mirror
from lunar_assets.raw.resources import files_as_pinned
from lunar_assets.raw.sources import public_hosts
from lunar_assets.settings import Settings
from lunar_assets.warehouse.resources import Warehouse


@dataclass(frozen=True)
class Found:
    """What is told of the files.

    Attributes:
        rows: A row a file.
        notes: File -> what a user has to know of it.
        is_fine: Whether there is nothing to do.
    """

    rows: pd.DataFrame
    notes: dict[str, str]
    is_fine: bool = True


class _Bars(Listener):
    """Shows a bar a file, and keeps why optional files could not be had."""

    def __init__(self, progress: Progress) -> None:
        self.missing: dict[str, str] = {}
        self._progress = progress
        self._bars: dict[str, TaskID] = {}

    def progress(self, name: str, done: int, total: int | None) -> None:
        if name not in self._bars:
            self._bars[name] = self._progress.add_task(name, total=total)
        self._progress.update(self._bars[name], completed=done, total=total)

    def left_out(self, name: str, reason: str) -> None:
        self.missing[name] = reason


def fetch(settings: Settings, console: Console, to: Path | None) -> Found:
    """Download what is missing, and lay it down as a mirror folder where one is named.

    Raises:
        SourceError: A required file cannot be had, or is not what it must be.
    """
    with _progress(console) as progress:
        bars = _Bars(progress)
        fetched = public_hosts(settings, bars).fetch(files_as_pinned(Warehouse()))
    if to:
        write_mirror(fetched, to)
    found = _found(fetched)
    return replace(found, notes=found.notes | bars.missing)


def accept(settings: Settings, console: Console, name: str) -> Found:
    """Take the present state of a file that has no promised checksum.

    Raises:
        SourceError: No file of the catalogue has this name, it is pinned, or it cannot be had.
    """
    with _progress(console) as progress:
        return _found([public_hosts(settings, _Bars(progress)).accept(_named(name))])


def check(settings: Settings) -> Found:
    """What is missing, corrupt or changed upstream; nothing is fetched."""
    found = inspect(public_hosts(settings), files_as_pinned(Warehouse()))
    rows = [(one.file.path, one.copy, one.upstream) for one in found]
    notes = {one.file.path: one.detail for one in found if one.upstream != "unchanged"}
    frame = pd.DataFrame(rows, columns=["file", "copy", "upstream"])
    return Found(frame, notes, all(one.is_fine for one in found))


def _named(name: str) -> UpstreamFile:
    files = files_as_pinned(Warehouse())
    for file in files:
        if name in (file.path, Path(file.path).name):
            return file
    free = ", ".join(file.path for file in files if not file.checksum)
    raise SourceError(f"{name} is no file of the catalogue; those that can be accepted are {free}.")


def _found(fetched: list[Fetched]) -> Found:
    rows = [(one.file.path, one.bytes, one.pinned_by) for one in fetched]
    notes = {one.file.path: one.note for one in fetched if one.note}
    return Found(pd.DataFrame(rows, columns=["file", "bytes", "pinned_by"]), notes)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
