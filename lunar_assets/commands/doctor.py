"""Whether this machine and this warehouse are fit for a run: what `lunar doctor` shows."""

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, cast
from urllib.parse import urlsplit

import requests
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from lunar_assets.disk import folder_of, refuse_unwritable
from lunar_assets.errors import LunarError
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.checksums import read_sha256sums
from lunar_assets.raw.http import Limits, opened
from lunar_assets.raw.mirror import Folder
from lunar_assets.settings import Settings
from lunar_assets.warehouse.published import published_versions
from lunar_assets.warehouse.store import Store

Verdict = Literal["fine", "look", "wrong"]

DISTRIBUTION = "lunar-assets"
ROOM_BYTES = {"demo": 1e9, "mirror": 2e9, "public": 3e9}
"""Room for some full refreshes: of the demo 0.1 GB each, of real data 0.3 GB each and 0.7 GB of downloads once."""
MEMORY_BYTES = {"demo": 2e9, "mirror": 4e9, "public": 4e9}
"""Of the demo measured (`make soak`); all processes of a full refresh of real data held 2.6 GB on two cores."""
LIMITS = Limits(connect_seconds=5, silence_seconds=10)


class Finding(NamedTuple):
    """What was looked at: fine, worth a look, or wrong; what was found, and what to do."""

    what: str
    verdict: Verdict
    found: str
    remedy: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing is changed but for a file in the warehouse that has no name and is gone at once.

    With the source `public` every upstream host is asked once, and object storage where tables are there.
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
    there = [(one, _installed(one.name)) for one in needed]
    off = [
        f"{one.name} {version or 'is missing'}, wanted {one.specifier}"
        for one, version in there
        if version is None or not one.specifier.contains(version, prereleases=True)
    ]
    found = "; ".join(off) or f"all {len(needed)} in their ranges"
    yield Finding("packages", "wrong" if off else "fine", found, "Run `pip install -e .` again." if off else "")


def _installed(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _memory(settings: Settings) -> Iterator[Finding]:
    there, wanted = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), MEMORY_BYTES[settings.source]
    remedy = f"A full refresh wants {wanted / 1e9:.0f} GB." if there < wanted else ""
    found = f"{os.cpu_count()} cores, {there / 1e9:.1f} GB"
    yield Finding("cores and memory", "look" if remedy else "fine", found, remedy)


def _room(settings: Settings) -> Iterator[Finding]:
    folder, wanted = folder_of(settings.root), ROOM_BYTES[settings.source]
    free = shutil.disk_usage(folder).free
    remedy = f"A full refresh wants {wanted / 1e9:.0f} GB: make room, or set LUNAR_WAREHOUSE." if free < wanted else ""
    yield Finding("disk", "look" if remedy else "fine", f"{free / 1e9:.1f} GB free at {folder}", remedy)


def _writable(settings: Settings) -> Iterator[Finding]:
    place, folder = settings.root, folder_of(settings.root)
    if place.exists():
        try:
            refuse_unwritable(place)
            yield Finding("warehouse", "fine", str(place))
        except LunarError as error:
            yield Finding("warehouse", "wrong", str(error))
    elif os.access(folder, os.W_OK):
        yield Finding("warehouse", "look", f"{place} does not exist", "The first run makes it: `lunar run`.")
    else:
        remedy = "Set LUNAR_WAREHOUSE to a folder that you may write to."
        yield Finding("warehouse", "wrong", f"{place} does not exist, and {folder} may not be written", remedy)


def _tables(settings: Settings) -> Iterator[Finding]:
    """Tables at an address: it answers, and is this warehouse's own or nobody's."""
    if not settings.address:
        return
    try:
        stored = Store.of(settings).everything()
        yield Finding("tables", "fine", f"{settings.address} answers, {sum(map(len, stored))} versions")
    except LunarError as error:
        yield Finding("tables", "wrong", str(error))


def _published(settings: Settings) -> Iterator[Finding]:
    """The catalogue can be read, and everything that it shows is there."""
    store = Store.of(settings)
    try:
        versions = published_versions(store)
    except LunarError as error:
        yield Finding("publication", "wrong", str(error))
        return
    there = {version.path for stored in store.everything() for version in stored} if versions else set()
    gone = [version.name for version in versions if version.path not in there]
    if gone:
        found = f"{len(gone)} of {len(versions)} tables and partitions have lost their file, first {gone[0]}"
        yield Finding("publication", "wrong", found, "`lunar run` makes them again; snapshots of releases stand alone.")
    elif versions:
        yield Finding("publication", "fine", f"{len(versions)} tables and partitions")
    else:
        yield Finding("publication", "look", "nothing has been published", "Run `lunar run`.")


def _source(settings: Settings) -> Iterator[Finding]:
    yield from {"demo": _demo, "mirror": _mirror, "public": _public}[settings.source](settings)


def _demo(settings: Settings) -> Iterator[Finding]:
    yield Finding("source demo", "fine", f"made here, scale {settings.scale}, seed {settings.seed}: SYNTHETIC")


def _mirror(settings: Settings) -> Iterator[Finding]:
    folder, remedy = cast(Path, settings.mirror), Folder.remedy  # settings with this source name a folder
    try:
        listed = read_sha256sums(folder, remedy)
    except LunarError as error:
        yield Finding("source mirror", "wrong", str(error))
        return
    needed = [file.path for file in CATALOGUE if file.required]
    lacking = [path for path in needed if path not in listed or not (folder / path).is_file()]
    if lacking:
        found = f"{len(lacking)} required files are missing, first {lacking[0]}"
        yield Finding("source mirror", "wrong", found, remedy)
    else:
        yield Finding("source mirror", "fine", f"complete: {folder}")


def _public(settings: Settings) -> Iterator[Finding]:
    url_of_host = {urlsplit(file.url).netloc: file.url for file in CATALOGUE}
    with requests.Session() as session:
        for host, url in sorted(url_of_host.items()):
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
    _tables,
    _published,
    _source,
)
