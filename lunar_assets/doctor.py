"""Whether this machine and this warehouse are fit for a run: what `lunar doctor` shows."""

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import duckdb
import requests
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from lunar_assets.disk import refuse_unwritable
from lunar_assets.errors import LunarError
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.checksums import read_sha256sums
from lunar_assets.raw.http import Limits, opened
from lunar_assets.settings import Settings
from lunar_assets.warehouse.locked import locked
from lunar_assets.warehouse.published import catalogue_path, published_versions
from lunar_assets.warehouse.store import Store

Verdict = Literal["fine", "look", "wrong"]

DISTRIBUTION = "lunar-assets"
ROOM_BYTES = {"demo": 1e9, "mirror": 2e9, "public": 3e9}
"""Room for some full refreshes: tables, models and snapshots are 0.1 GB each time, downloads 0.7 GB once."""
MEMORY_BYTES = {"demo": 2e9, "mirror": 4e9, "public": 4e9}
"""What a full refresh with its replicates is known to run in."""
LIMITS = Limits(connect_seconds=5, silence_seconds=10)


class Finding(NamedTuple):
    """What was looked at: fine, worth a look, or wrong; what was found, and what to do."""

    what: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed but for a file in the warehouse that has no name and is gone at once.

    With the source `public` every upstream host is asked once.
    """
    return [finding for probe in PROBES for finding in probe(settings)]


def _python(settings: Settings) -> Iterator[Finding]:
    wanted = SpecifierSet(importlib.metadata.metadata(DISTRIBUTION)["Requires-Python"])
    version = ".".join(map(str, sys.version_info[:3]))
    remedy = "" if wanted.contains(version) else f"Install Python {wanted} and make the environment anew."
    yield Finding("python", "wrong" if remedy else "fine", version, remedy)


def _packages(settings: Settings) -> Iterator[Finding]:
    needed = [Requirement(text) for text in importlib.metadata.requires(DISTRIBUTION) or []]
    needed = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    off = [f"{one.name} {_version(one)}, wanted {one.specifier}" for one in needed if not _fits(one)]
    found = "; ".join(off) or f"all {len(needed)} in their ranges"
    yield Finding("packages", "wrong" if off else "fine", found, "Run `pip install -e .` again." if off else "")


def _version(wanted: Requirement) -> str:
    try:
        return importlib.metadata.version(wanted.name)
    except importlib.metadata.PackageNotFoundError:
        return "is missing"


def _fits(wanted: Requirement) -> bool:
    version = _version(wanted)
    return version != "is missing" and wanted.specifier.contains(version, prereleases=True)


def _memory(settings: Settings) -> Iterator[Finding]:
    there, wanted = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), MEMORY_BYTES[settings.source]
    found = f"{os.cpu_count()} cores, {there / 1e9:.1f} GB"
    remedy = f"A full refresh wants {wanted / 1e9:.0f} GB." if there < wanted else ""
    yield Finding("cores and memory", "look" if remedy else "fine", found, remedy)


def _room(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.warehouse, *settings.warehouse.parents) if path.is_dir())
    free, wanted = shutil.disk_usage(folder).free, ROOM_BYTES[settings.source]
    remedy = f"A full refresh wants {wanted / 1e9:.0f} GB: make room, or set LUNAR_WAREHOUSE." if free < wanted else ""
    yield Finding("disk", "look" if remedy else "fine", f"{free / 1e9:.1f} GB free at {folder}", remedy)


def _writable(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.warehouse, *settings.warehouse.parents) if path.exists())
    if folder != settings.warehouse and os.access(folder, os.W_OK) and folder.is_dir():
        remedy = "The first run makes it: `lunar run`."
        yield Finding("warehouse", "look", f"{settings.warehouse} does not exist", remedy)
        return
    if folder != settings.warehouse:
        found = f"{settings.warehouse} does not exist and cannot be made: {folder} may not be written"
        yield Finding("warehouse", "wrong", found, "Set LUNAR_WAREHOUSE to a folder that you may write to.")
        return
    try:
        refuse_unwritable(settings.warehouse)
    except LunarError as error:
        yield Finding("warehouse", "wrong", str(error))
    else:
        yield Finding("warehouse", "fine", str(settings.warehouse))


def _published(settings: Settings) -> Iterator[Finding]:
    """The catalogue opens, and everything that it shows is there."""
    path = catalogue_path(settings.warehouse)
    if not path.exists():
        yield Finding("publication", "look", "nothing has been published", "Run `lunar run`.")
        return
    try:
        with locked(path) as catalogue:
            views = catalogue.execute("select count(*) from duckdb_views() where not internal").fetchall()[0][0]
        versions = published_versions(Store(settings.warehouse))
    except duckdb.Error as error:
        yield Finding("publication", "wrong", f"{path}: {error}", "Remove it and run `lunar run --job retrain`.")
        return
    gone = [version.name for version in versions if not version.path.exists()]
    found = f"{views} tables" if not gone else f"{len(gone)} files of {views} tables are gone, first {gone[0]}"
    remedy = "`lunar run` makes them again; snapshots of releases stand alone." if gone else ""
    yield Finding("publication", "wrong" if gone else "fine", found, remedy)


def _source(settings: Settings) -> Iterator[Finding]:
    yield from {"demo": _demo, "mirror": _mirror, "public": _public}[settings.source](settings)


def _demo(settings: Settings) -> Iterator[Finding]:
    yield Finding("source demo", "fine", f"made here, scale {settings.scale}, seed {settings.seed}: SYNTHETIC")


def _mirror(settings: Settings) -> Iterator[Finding]:
    folder, remedy = settings.mirror or Path(), "Build it anew, or point LUNAR_MIRROR to a complete one."
    try:
        listed = read_sha256sums(folder, remedy)
    except LunarError as error:
        yield Finding("source mirror", "wrong", str(error))
        return
    lacking = [
        file.path
        for file in CATALOGUE
        if file.required and not (file.path in listed and (folder / file.path).is_file())
    ]
    found = f"{len(lacking)} required files are missing, first {lacking[0]}" if lacking else f"complete: {folder}"
    yield Finding("source mirror", "wrong" if lacking else "fine", found, remedy if lacking else "")


def _public(settings: Settings) -> Iterator[Finding]:
    first_of_host = {urlsplit(file.url).netloc: file.url for file in reversed(CATALOGUE)}
    with requests.Session() as session:
        for host, url in sorted(first_of_host.items()):
            try:
                with opened(session, url, limits=LIMITS, method="HEAD"):
                    yield Finding(f"source {host}", "fine", "answers")
            except LunarError as error:
                yield Finding(f"source {host}", "wrong", str(error), "Or use a mirror: `lunar fetch --to` makes one.")


PROBES: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _memory,
    _room,
    _writable,
    _published,
    _source,
)
