"""Laying downloads down as a mirror folder, for machines without network."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from lunar_assets.raw.fetched import Fetched


def write_mirror(fetched: Sequence[Fetched], folder: Path) -> None:
    """Put files into a folder in the mirror layout, and their checksums into its `SHA256SUMS`.

    The list is written last and by a rename: an interrupted call leaves a folder that is complete or is refused as a
    mirror. Files are linked where the folder is on the same disk, so that they take no room twice.

    Args:
        fetched: The files, as `PublicHosts.fetch` gives them.
        folder: The folder; made if it is not there. What else lies in it stays, but is not in the list.
    """
    for one in fetched:
        target = folder / one.file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(target.name + ".partial")
        aside.unlink(missing_ok=True)
        _link_or_copy(one.path, aside)
        aside.replace(target)
    lines = [f"{one.sha256}  {one.file.path}\n" for one in sorted(fetched, key=lambda one: one.file.path)]
    aside = folder / "SHA256SUMS.partial"
    aside.unlink(missing_ok=True)  # a link of that name would lead the list elsewhere
    aside.write_text("".join(lines), encoding="utf-8")
    aside.replace(folder / "SHA256SUMS")


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(source, target)
