"""Room on the disk, looked at before bytes are written."""

import shutil
from pathlib import Path

from lunar_assets.errors import SourceError


def refuse_without_room(folder: Path, needed: int) -> None:
    """Make sure that a number of bytes fits on the disk of a folder.

    Raises:
        SourceError: They do not.
    """
    if shutil.disk_usage(folder).free < needed:
        raise SourceError(no_room(folder, needed))


def no_room(folder: Path, needed: int) -> str:
    """What to tell the user of a disk on which a number of bytes does not fit."""
    free = shutil.disk_usage(folder).free
    return (
        f"The disk of {folder} has {free / 1e6:,.1f} MB free, {needed / 1e6:,.1f} MB are needed: make room, or set "
        "LUNAR_WAREHOUSE to a larger disk."
    )
