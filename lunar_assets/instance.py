"""The Dagster instance of this warehouse: one home for every command, so that every run shows in the UI."""

import os
from pathlib import Path

from lunar_assets.settings import CHECKOUT, Settings


def dagster_home(settings: Settings) -> Path:
    """Make the Dagster home ready and put it into the environment.

    `DAGSTER_HOME` is used where it is set; else it is `dagster/` in the warehouse, with the checkout's `dagster.yaml`
    linked into it.

    Returns:
        The absolute folder.
    """
    if given := os.environ.get("DAGSTER_HOME"):
        return Path(given)
    home = settings.warehouse.resolve() / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    link, target = home / "dagster.yaml", CHECKOUT / "dagster.yaml"
    if link.is_symlink() and link.resolve() != target:
        link.unlink()  # the warehouse was made by a checkout that has moved
    if target.exists() and not link.exists():
        link.symlink_to(target)
    os.environ["DAGSTER_HOME"] = str(home)
    return home
