"""Every link between pages leads to a page and to a heading in it, in the repository as on the site."""

import re
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

from lunar_tests.docs.pages import PAGES, ROOT, unfenced

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
MADE = re.compile(r"api/\w+\.md#")  # headings that come from docstrings; the build of the site looks after them


def links(page: Path) -> list[str]:
    text = re.sub(r"`[^`\n]*`", "", unfenced(page.read_text(encoding="utf-8")))
    found = [link["target"] for link in LINK.finditer(text)]
    return [target for target in found if not target.startswith(("http://", "https://", "mailto:"))]


def anchors(page: Path) -> set[str]:
    text = unfenced(page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {slugify(re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading), "-") for heading in headings}


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str):
    page = PAGES[name]
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name} links to {target}: there is no {path}"
        assert there.is_relative_to(ROOT), f"{name} links out of the repository: {target}"
        if anchor and not MADE.search(target):
            assert anchor in anchors(there), f"{name} links to {target}: there is no such heading"


def test_the_links_of_a_page_are_found():
    assert "limits.md#intended-use" in links(ROOT / "docs" / "index.md")
    assert "intended-use" in anchors(ROOT / "docs" / "limits.md")


def test_every_page_is_in_the_navigation_of_the_site():
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    listed = set(re.findall(r"[\w/]+\.md", navigation))
    missing = {name.removeprefix("docs/") for name in PAGES if name.startswith("docs/")} - listed
    assert not missing, "name them in the nav of mkdocs.yml"
