"""The pages that a reader sees, and the code blocks in them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = {
    str(page.relative_to(ROOT)): page
    for page in [
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY", "CHANGELOG")),
        *sorted(ROOT.glob("docs/**/*.md")),
    ]
}

_FENCED = re.compile(
    r"^```(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
_INDENTED = re.compile(r"^\n(?P<text>(?: {4}[^\n]*\n)+)", re.MULTILINE)


class Block(NamedTuple):
    """A block of code: its language (empty where it is only indented), the file that it is, and its text."""

    language: str
    title: str | None
    text: str


def blocks(page: str) -> list[Block]:
    """All blocks of code of a page, fenced and indented ones."""
    fenced = [Block(found["language"], found["title"], found["text"]) for found in _FENCED.finditer(page)]
    indented = [re.sub("^    ", "", found["text"], flags=re.MULTILINE) for found in _INDENTED.finditer(unfenced(page))]
    return [*fenced, *(Block("", None, text) for text in indented)]


def of_language(page: str, *languages: str) -> list[str]:
    """The texts of a page's blocks in these languages."""
    return [block.text for block in blocks(page) if block.language in languages]


def unfenced(page: str) -> str:
    """A page without its fenced blocks."""
    return _FENCED.sub("", page)


def prose(page: str) -> str:
    """A page without any block of code."""
    return _INDENTED.sub("\n", unfenced(page))


def inline(page: str) -> list[str]:
    """The pieces of code in the prose of a page, each on one line."""
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose(page))]


def changed_copy(page: Path, to: Path) -> Path:
    """A copy of the package and its tests, with the files and the patches of a page in it."""
    for folder in ("lunar_assets", "lunar_tests", "benchmarks"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", to)
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.title:
            assert not (to / block.title).exists(), f"{page.name} makes {block.title} anew: show the change as a diff"
            (to / block.title).write_text(block.text, encoding="utf-8")
        if block.language == "diff":
            command = ["git", "apply", "-"]
            done = subprocess.run(command, cwd=to, input=block.text, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"a patch of {page.name} does not fit: {done.stderr}\n{block.text}"
    return to
