"""A headless browser over `dg dev` in a copy of the demo's warehouse, and the folder that screenshots go to."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from lunar_tests.browser import chromium
from lunar_tests.upheaval.ui import UI

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZE = {"width": 1400, "height": 900}
PATIENCE = 120_000
"""Milliseconds until a page must show something: loading takes seconds, on a machine that is busy many."""


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """The browser; closed before the tests of another file begin, since its event loop runs as long as it is open."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.PATH, args=chromium.FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def ui(browser: "Browser", demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UI]:
    """`dg dev`, as `make ui` starts it, over a warehouse in which the demo has run."""
    warehouse = tmp_path_factory.mktemp("browser") / "warehouse"
    shutil.copytree(demo.as_it_was, warehouse)
    with UI(warehouse) as ui:
        yield ui


@pytest.fixture
def page(browser: "Browser", ui: UI) -> "Iterator[Page]":
    """An empty page of a new visitor."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{ui.port}", viewport=SIZE, locale="en-US", timezone_id="UTC"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def shot(page: "Page", tmp_path: Path) -> Callable[[str], None]:
    """Take a screenshot under a name: into the folder LUNAR_SCREENSHOTS (`make screenshots`), else a temporary one."""
    folder = Path(os.environ.get("LUNAR_SCREENSHOTS", tmp_path))

    def take(name: str) -> None:
        file = folder / f"{name}.png"
        page.wait_for_timeout(500)  # what moves comes to rest
        page.screenshot(path=file, animations="disabled")
        with Image.open(file) as image:
            image.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(file, optimize=True)
        assert file.stat().st_size < 250_000, f"{file} is too large for the documentation"

    return take
