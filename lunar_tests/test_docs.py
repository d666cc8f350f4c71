"""Documentation that can drift is compared with what it documents."""

import re
import subprocess
from pathlib import Path

from lunar_assets.check_list import check_list
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.warehouse.dictionary import data_dictionary

ROOT = Path(__file__).parent.parent


def test_the_data_dictionary_is_that_of_the_contracts():
    written = (ROOT / "docs" / "data_dictionary.md").read_text()
    assert written.strip() == data_dictionary().strip(), "run `make docs`"


def test_the_list_of_checks_is_that_of_the_checks():
    written = (ROOT / "docs" / "checks.md").read_text()
    assert written.strip() == check_list().strip(), "run `make docs`"


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named and named <= targets


def test_make_help_lists_every_target():
    listed = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True).stdout
    targets = ("demo", "test", "soak", "ui", "lint", "audit", "bench", "docs", "screenshots")
    assert all(f"make {target}" in listed for target in targets)


def test_links_between_documents_lead_somewhere():
    for page in [
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
        *(ROOT / "docs").glob("*.md"),
    ]:
        for link in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


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
