"""What the site has beside docs/: pages from the root of the repository, and the links between them and docs/."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

FROM_ROOT = {
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security_policy.md",
    "CHANGELOG.md": "changelog.md",
    "CITATION.cff": "CITATION.cff",
    "LICENSE": "LICENSE.txt",
}
"""Files of the root, and what they are called in the site; the start page of the site stands for the README."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files of the root."""
    root = Path(config.config_file_path).parent
    for name, page in FROM_ROOT.items():
        files.append(File.generated(config, page, content=(root / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links across the border of docs/ into links within the site; the rest of a link, its anchor, stays."""
    names = FROM_ROOT | {"README.md": "index.md"}
    if page.file.src_uri in FROM_ROOT.values():
        markdown = re.sub(r"\]\(docs/", "](", markdown)
        above = ""
    else:
        above = "../" * (page.file.src_uri.count("/") + 1)
    below = "../" * page.file.src_uri.count("/")
    for name, in_site in names.items():
        markdown = re.sub(rf"\]\({re.escape(above + name)}(?=[)#])", f"]({below}{in_site}", markdown)
    return markdown
