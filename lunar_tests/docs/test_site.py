"""The site is built without a warning, holds what it shows, and a broken link would end the build."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lunar_tests.docs.pages import ROOT


def build(root: Path, to: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(to)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def is_clean(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 0 and not re.search("WARNING|ERROR", done.stdout + done.stderr)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert is_clean(done), done.stdout + done.stderr
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the site without the Python API, which takes most of the time."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for name in ("mkdocs.yml", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "CITATION.cff", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    for page in (tmp_path / "docs" / "api").iterdir():
        page.write_text(re.sub(r"^:::.*$", "", page.read_text(), flags=re.MULTILINE))
    guide = tmp_path / "docs" / "how_to" / "add_a_model.md"
    guide.write_text(re.sub(r"#lunar_assets[\w.]+", "", guide.read_text()))
    return tmp_path


def test_every_page_is_there(site: Path):
    pages = {str(path.relative_to(ROOT / "docs").with_suffix(".html")) for path in ROOT.glob("docs/**/*.md")}
    pages |= {"contributing.html", "security_policy.html", "changelog.html"}
    assert pages <= {str(path.relative_to(site)) for path in site.rglob("*.html")}


def test_pages_load_nothing_from_anywhere(site: Path):
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(?:https?:)?//[^\"'> ]+", html)
        loaded += re.findall(r"<link\b[^>]*\bhref=[\"']?(?:https?:)?//[^>]+", html)
        assert not loaded, f"{page.relative_to(site)}: {loaded}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(url\(|@import )[\"']?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


def test_no_page_asks_for_a_library_that_the_theme_would_fetch(site: Path):
    for page in site.rglob("*.html"):
        assert 'class="mermaid"' not in page.read_text(encoding="utf-8"), "mermaid comes from a host: draw it otherwise"


def test_the_python_api_has_what_the_docstrings_say(site: Path):
    page = (site / "api" / "features.html").read_text(encoding="utf-8")
    assert "lunar_assets.features.stability.StabilityFilter" in page
    assert "Keeps expression features that an F test selects" in page


def test_the_copy_is_built_as_it_is(small: Path):
    done = build(small, small / "site")
    assert is_clean(done), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("[x](nowhere.md)", "nowhere.md"),
        ("[x](limits.md#no-such-heading)", "no-such-heading"),
        ("[x](/limits.md)", "/limits.md"),
        ("![x](images/nothing.png)", "images/nothing.png"),
    ],
)
def test_a_broken_link_ends_the_build(small: Path, broken: str, said: str):
    with (small / "docs" / "trust.md").open("a") as page:
        page.write(f"\n{broken}\n")
    done = build(small, small / "site")
    assert done.returncode != 0
    assert said in done.stdout + done.stderr
