"""`lunar run` on a disk that fills up, or turns read-only, when a stage begins to write.

`python -m lunar_tests.upheaval.starving full|read-only STAGE` takes the disk of LUNAR_WAREHOUSE, which must be a small
file system of its own.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

FILLER = "filler"
PIECE = b"\0" * 65536


def fill(disk: Path) -> None:
    """Leave not a byte."""
    with (disk / FILLER).open("ab", buffering=0) as file:
        for size in (len(PIECE), 4096, 1):
            try:
                while file.write(PIECE[:size]) == size:
                    pass
            except OSError:
                continue


def read_only(disk: Path) -> None:
    """As a file system turns after an error of its device."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)


HOW: dict[str, Callable[[Path], None]] = {"full": fill, "read-only": read_only}


def before(name: str, place: Any, wanted: Callable[..., bool], starve: Callable[[], None]) -> None:  # noqa: ANN401
    """Have a function starve the disk first, when it is called as wanted for the first time."""
    original = getattr(place, name)
    begun = []

    @wraps(original)
    def starved(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if not begun and wanted(*args):
            begun.append(True)
            starve()
        return original(*args, **kwargs)

    setattr(place, name, starved)


def main(how: str, stage: str) -> None:
    """Run with the disk starved when the stage begins to write."""
    from lunar_assets import cli
    from lunar_assets.release import assets as release
    from lunar_assets.warehouse import io_manager
    from lunar_assets.warehouse.store import Store

    disk = Path(os.environ["LUNAR_WAREHOUSE"])
    once: list[str] = []

    def starve() -> None:
        if not once:
            once.append(stage)
            HOW[how](disk)

    if stage == "release":
        before("choose", release, lambda *_: True, starve)  # a publication holds a lock, so the disk would be in use
    if stage == "models":
        before("write_model", io_manager, lambda *_: True, starve)
    before("write", Store, lambda store, table, *_: table.startswith(f"{stage}."), starve)
    sys.argv = ["lunar", "run", "--force", "--replicates", "0"]
    cli.main()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
