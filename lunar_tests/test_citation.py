"""CITATION.cff keeps its format, and says what the rest of the repository says."""

import re
import subprocess
import sys
import tomllib

import yaml

import lunar_assets
from lunar_assets.settings import CHECKOUT

FILE = CHECKOUT / "CITATION.cff"


def validated(path):
    command = ["-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format", path]
    return subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)


def test_it_keeps_the_schema_of_the_citation_file_format():
    done = validated(FILE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_file_that_does_not_keep_it_would_be_found(tmp_path):
    wrong = tmp_path / "CITATION.cff"
    wrong.write_text(FILE.read_text().replace("license: MIT", "license: none"))
    assert "license" in validated(wrong).stdout


def test_it_says_what_the_rest_of_the_repository_says():
    cited = yaml.safe_load(FILE.read_text())
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    assert project["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "lunar_assets.__version__"
    assert cited["version"] == lunar_assets.__version__
    assert cited["license"] == project["project"]["license"]
    assert cited["abstract"].rstrip(".") == project["project"]["description"]
    (holder,) = re.findall(r"Copyright \(c\) \d+ (.+)", (CHECKOUT / "LICENSE").read_text())
    assert cited["authors"] == [{"name": holder}]
    (paper,) = cited["references"]
    assert f"https://doi.org/{paper['doi']}" in (CHECKOUT / "README.md").read_text()
