"""Which release of GLASS upstream has now, and the pins by which a run reads exactly that release."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import requests

from lunar_assets.raw.catalogue import CATALOGUE, UpstreamFile
from lunar_assets.raw.datahub import Pin, master_commit, pin_at, pinned, text_at
from lunar_assets.raw.release_id import META_STUDY, RELEASE_FILES, glass_release

LOOK_SECONDS, SMALL_FILES_SECONDS = 30, 10
"""Time for all answers of a look, and for those before a run: Dagster gives up on a tick of a sensor after 60 s."""
GLASS_FILES = {file.path: file for file in CATALOGUE if file.dataset == "glass"}


@dataclass(frozen=True)
class GlassRelease:
    """A release of GLASS as upstream has it.

    Attributes:
        id: Release id: date in `meta_study.txt`, and a hash over the five data files.
        commit: Commit of the datahub at which it was seen.
        pins: Path in the mirror layout -> what the file must be.
    """

    id: str
    commit: str
    pins: Mapping[str, Pin]


def upstream_release(seconds: float = LOOK_SECONDS) -> GlassRelease:
    """The release of GLASS at the present commit of upstream: its five data files are pinned, for about 2 KB.

    Args:
        seconds: Time for all answers.

    Raises:
        LunarError: A host cannot be asked or answers something else, or `meta_study.txt` names no date.
    """
    until = time.monotonic() + seconds
    with requests.Session() as session:
        commit = master_commit(session, until)
        pins = {path: pin_at(session, GLASS_FILES[path], commit, until) for path in RELEASE_FILES}
        meta_study = text_at(session, GLASS_FILES[META_STUDY], commit, until).decode("utf-8", "replace")
    return GlassRelease(glass_release(meta_study, {path: pin.sha256 for path, pin in pins.items()}), commit, pins)


def with_small_files(release: GlassRelease) -> GlassRelease:
    """The release with its small files pinned too: what a run needs to read all of it from one commit.

    Raises:
        SourceError: A host cannot be asked.
    """
    until = time.monotonic() + SMALL_FILES_SECONDS
    small = [file for path, file in GLASS_FILES.items() if path not in release.pins]
    with requests.Session() as session:
        pins = {file.path: pin_at(session, file, release.commit, until) for file in small}
    return GlassRelease(release.id, release.commit, {**release.pins, **pins})


def pinned_to(files: Iterable[UpstreamFile], commit: str, pins: Mapping[str, Pin]) -> list[UpstreamFile]:
    """Entries of the catalogue with those that are pinned here at this commit instead of the catalogue's."""
    return [pinned(file, commit, pins[file.path]) if file.path in pins else file for file in files]
