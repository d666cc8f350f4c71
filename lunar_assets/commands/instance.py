"""The Dagster instance of this warehouse: one home for every command, so that every run shows in the UI."""

import os
import shutil
from pathlib import Path

import dagster as dg
from filelock import FileLock

from lunar_assets.disk import refuse_unwritable, storage_errors
from lunar_assets.settings import CHECKOUT, Settings

DATABASES = ("schedules", "history")
"""Folders of Dagster's databases, in the order in which they are put in place."""


def dagster_home(settings: Settings) -> Path:
    """Make the Dagster home ready and put it into the environment.

    `DAGSTER_HOME` is used where it is set; else it is `dagster/` in the warehouse, with the checkout's `dagster.yaml`
    linked into it.

    Returns:
        The absolute folder.

    Raises:
        StorageError: The warehouse or the home cannot be written.
    """
    refuse_unwritable(settings.root)
    if given := os.environ.get("DAGSTER_HOME"):
        refuse_unwritable(Path(given))
        return Path(given)
    home = settings.root.resolve() / "dagster"
    refuse_unwritable(home)
    with storage_errors(home), FileLock(f"{home}.lock"):
        _link_configuration(home)
        _make_databases(home)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def _link_configuration(home: Path) -> None:
    link, target = home / "dagster.yaml", CHECKOUT / "dagster.yaml"
    if link.is_symlink() and link.resolve() != target:
        link.unlink()  # the warehouse was made by a checkout that has moved
    if target.exists() and not link.exists():
        link.symlink_to(target)


def _make_databases(home: Path) -> None:
    """Make the databases aside: Dagster breaks them where two processes begin with them, or one that is killed."""
    if (home / DATABASES[-1]).exists():
        return
    made = home / ".partial"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    with dg.DagsterInstance.from_config(str(made)) as instance:
        instance.get_runs_count()
        instance.all_asset_keys()
        instance.all_instigator_state()
    for name in DATABASES:
        shutil.rmtree(home / name, ignore_errors=True)
        (made / name).replace(home / name)
    shutil.rmtree(made)
