"""What is measured without a reference: how long the definitions load, and how large and fast the report page is."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

LOADS = 3
PAGE_SECONDS = """() => {
    const [page] = performance.getEntriesByType('navigation')
    return [page.domInteractive, page.loadEventEnd].map(milliseconds => milliseconds / 1000)
}"""
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic")


class Figure(NamedTuple):
    """A single figure: what, the value, its unit, and the most that is wanted."""

    what: str
    value: float
    unit: str
    most: float | None = None


def loading() -> list[Figure]:
    """Wall and processor time of a fresh process that imports the definitions, the shortest of some."""
    loaded, alone = (_shortest(f"import {module}") for module in ("lunar_assets.definitions", "dagster"))
    return [
        Figure("loading the definitions in a fresh process, wall", loaded[0], "s", 4),
        Figure("loading the definitions, processor", loaded[1], "s"),
        Figure("of which `import dagster`, processor", alone[1], "s"),
    ]


def page(warehouse: Path, browser: str) -> list[Figure]:
    """Size of a warehouse's report page, and the time until a browser has made it interactive and has loaded it."""
    from playwright.sync_api import sync_playwright

    path = warehouse / "report" / "index.html"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(CHROMIUM))
        times = []
        for _ in range(LOADS):
            tab = chromium.new_page()
            tab.goto(path.resolve().as_uri(), wait_until="load")
            times.append(tab.evaluate(PAGE_SECONDS))
            tab.close()
        chromium.close()
    interactive, loaded = (min(each) for each in zip(*times, strict=True))
    return [
        Figure("the report page", path.stat().st_size / 1e6, "MB", 5),
        Figure("the report page interactive in Chromium", interactive, "s", 2),
        Figure("the report page loaded with all figures", loaded, "s"),
    ]


def _shortest(statement: str) -> tuple[float, float]:
    times = []
    for _ in range(LOADS):
        start, before = time.perf_counter(), _children()
        subprocess.run([sys.executable, "-c", statement], check=True, env=os.environ)
        times.append((time.perf_counter() - start, _children() - before))
    wall, cpu = (min(each) for each in zip(*times, strict=True))
    return wall, cpu


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
