"""What `lunar fetch` does: downloads, mirror folders, inspection and acceptance of public files, shown on a console."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import CATALOGUE, UpstreamFile
from lunar_assets.raw.fetched import Fetched
from lunar_assets.raw.glass_release import pinned_to
from lunar_assets.raw.inspection import inspect
from lunar_assets.raw.mirror_write import write_mirror
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.raw.resources import published_pins
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


class FetchConsole:
    """The public files of a warehouse, and the console that is told about them."""

    def __init__(self, settings: Settings, console: Console) -> None:
        """Begin with nothing under way."""
        self._console = console
        self._files = pinned_to(CATALOGUE, *published_pins(Warehouse(), "public"))
        self._settings = settings
        self._bars: dict[str, TaskID] = {}

    def fetch(self, to: Path | None) -> Found:
        """Download what is missing, and lay it down as a mirror folder where one is named.

        Raises:
            SourceError: A required file cannot be had, or is not what it must be.
        """
        with self._progress() as progress:
            fetched = self._public(progress).fetch(self._files)
        if to:
            write_mirror(fetched, to)
        return _table(fetched)

    def accept(self, name: str) -> Found:
        """Take the present state of a file that has no promised checksum.

        Raises:
            SourceError: No file of the catalogue has this name, it is pinned, or it cannot be had.
        """
        with self._progress() as progress:
            return _table([self._public(progress).accept(self._named(name))])

    def check(self) -> Found:
        """What is missing, corrupt or changed upstream; nothing is fetched."""
        found = inspect(self._public(None), self._files)
        rows = [(one.file.path, one.copy, one.upstream) for one in found]
        notes = {one.file.path: one.detail for one in found if one.upstream != "unchanged"}
        frame = pd.DataFrame(rows, columns=["file", "copy", "upstream"])
        return Found(frame, notes, all(one.is_fine for one in found))

    def _named(self, name: str) -> UpstreamFile:
        for file in self._files:
            if name in (file.path, Path(file.path).name):
                return file
        free = ", ".join(file.path for file in self._files if not file.checksum)
        raise SourceError(f"{name} is no file of the catalogue; those that can be accepted are {free}.")

    def _public(self, progress: Progress | None) -> PublicHosts:
        def report(name: str, done: int, total: int | None) -> None:
            if progress is not None:
                if name not in self._bars:
                    self._bars[name] = progress.add_task(name, total=total)
                progress.update(self._bars[name], completed=done, total=total)

        return public_hosts(self._settings, report)

    def _progress(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        return Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)


def _table(fetched: list[Fetched]) -> Found:
    rows = [(one.file.path, one.bytes, one.pinned_by) for one in fetched]
    notes = {one.file.path: one.note for one in fetched if one.note}
    return Found(pd.DataFrame(rows, columns=["file", "bytes", "pinned_by"]), notes)
