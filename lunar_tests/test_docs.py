"""The Makefile's targets and the data sources are documented as they are; pages of docs/ are tested in `docs/`."""

import re
import subprocess
from pathlib import Path

from lunar_assets.raw.catalogue import CATALOGUE

ROOT = Path(__file__).parent.parent


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named and named <= targets


def test_make_help_lists_every_target():
    listed = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True).stdout
    targets = ("demo", "test", "soak", "ui", "lint", "audit", "bench", "docs", "screenshots")
    assert all(f"make {target}" in listed for target in targets)


def test_every_upstream_file_and_its_checksum_kind_is_in_the_data_sources():
    text = (ROOT / "docs" / "data_sources.md").read_text()
    for file in CATALOGUE:
        (row,) = [line for line in text.splitlines() if line.startswith("|") and _names(line, file.path)]
        promised = {"sha256": "SHA-256", "md5": "MD5", None: "first seen"}
        assert promised[file.checksum.partition(":")[0] if file.checksum else None] in row, file.path


def _names(row: str, path: str) -> bool:
    """Whether a row names a file, by its path or as one of those in its folders."""
    folder, _, name = path.rpartition("/")
    short = re.sub(r"^datahub/[^/]+/", "", path)
    return f"`{path}`" in row or (f"`{folder.removesuffix('/case_lists')}/`" in row and f"`{short}`" in row)
