"""A Dagster home of a user's own, with the instance on PostgreSQL, beside a warehouse of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from lunar_assets.settings import CHECKOUT

DG = Path(sys.executable).with_name("dg")


class Home:
    """What a user sets up who keeps runs in PostgreSQL.

    Attributes:
        folder: The home, with `deploy/dagster.yaml` in it.
        settings: What is set in the environment.
    """

    def __init__(self, place: Path, database: Mapping[str, str]) -> None:
        self.place, self.folder, self.warehouse = place, place / "home", place / "warehouse"
        self.folder.mkdir()
        (self.folder / "dagster.yaml").symlink_to(CHECKOUT / "deploy" / "dagster.yaml")
        self.settings = {**database, "DAGSTER_HOME": str(self.folder), "LUNAR_WAREHOUSE": str(self.warehouse)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
        self.environment = kept | self.settings | {"COLUMNS": "1000"}

    def lunar(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "lunar_assets.cli", *arguments]
        return subprocess.run(
            command, env=self.environment | settings, cwd=CHECKOUT, capture_output=True, text=True, check=False
        )

    def launch(self, *arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
        """`dg launch`, begun; its output goes into `launched.txt` beside the home."""
        with (self.place / "launched.txt").open("ab") as output:
            return subprocess.Popen(
                [DG, "launch", *arguments],
                env=self.environment | settings,
                cwd=CHECKOUT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def output(self) -> str:
        """What `launch` has said."""
        return (self.place / "launched.txt").read_text(errors="replace")
