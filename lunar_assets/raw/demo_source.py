"""The demo cohort as a source: made once a seed, scale and version of its generator, then read like a mirror."""

import shutil
from pathlib import Path

from filelock import FileLock

from lunar_assets.code_state import hash_of_modules
from lunar_assets.disk import storage_errors
from lunar_assets.raw import demo
from lunar_assets.raw.listener import Listener
from lunar_assets.raw.mirror import Folder
from lunar_assets.settings import DemoScale


def demo_folder(root: Path, *, seed: int, scale: DemoScale, listener: Listener) -> Folder:
    """The folder of the demo cohort, made now if it is not there.

    Args:
        root: Folder that holds the demo folders.
        seed: Seed of the cohort.
        scale: Its size.
        listener: Told of optional files that are left out.

    Raises:
        StorageError: The disk is full or may not be written; nothing was left behind.
    """
    # Its code is part of the name, so that a changed generator does not meet files of the old one.
    folder = root / f"demo-{seed}-{scale}-{hash_of_modules(Path(demo.__path__[0]))[:8]}"
    with storage_errors(folder):
        _make_once(folder, seed, scale)
    remedy = (
        f"Delete {folder}; the next run makes it again. Of a cohort that was added the demo has no files: use a mirror "
        "(docs/how_to/add_a_dataset.md)."
    )
    return Folder(folder, remedy, "generator", listener)


def _make_once(folder: Path, seed: int, scale: DemoScale) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        for left in folder.parent.glob(f".{folder.name}-*"):  # of a run that was killed while it made the folder
            shutil.rmtree(left)
        if not folder.exists():
            from lunar_assets.raw.demo.write import write_demo

            write_demo(folder, seed=seed, scale=scale)
