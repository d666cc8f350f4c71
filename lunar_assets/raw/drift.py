"""Upstream as it is now beside what the platform reads: what has changed, file by file, without taking it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import requests

from lunar_assets.errors import LunarError
from lunar_assets.raw.catalogue import LUNAR_COMMIT, UpstreamFile
from lunar_assets.raw.datahub import commit_of, master_commit, pin_at
from lunar_assets.raw.first_seen import FirstSeen
from lunar_assets.raw.http import Limits, opened

State = Literal["unchanged", "changed", "unknown"]
SECONDS_A_FILE = 20
LIMITS = Limits(SECONDS_A_FILE, SECONDS_A_FILE)
SAYS_NOTHING = "the host says neither how it names the state of the file nor its size"


@dataclass(frozen=True)
class Drift:
    """What upstream says of one file.

    Attributes:
        file: The file, with the pin that the platform goes by.
        state: Whether upstream has another content now; unknown where it cannot be asked or does not say.
        detail: What was found.
    """

    file: UpstreamFile
    state: State
    detail: str


def compare(files: Sequence[UpstreamFile], first_seen: FirstSeen) -> list[Drift]:
    """Ask upstream about every file, for one small request each.

    Files of the datahub are compared at its present commit, by SHA-256. Of the others the host says how it names their
    state and how large they are; where it says neither, the state is unknown.

    Args:
        files: Files with the pins that the platform goes by.
        first_seen: The record of files for which upstream promises no checksum.
    """
    with requests.Session() as session:
        try:
            commit = master_commit(session, time.monotonic() + SECONDS_A_FILE)
        except LunarError as error:
            commit = error
        return [_compare(session, file, commit, first_seen) for file in files]


def _compare(session: requests.Session, file: UpstreamFile, commit: str | LunarError, first_seen: FirstSeen) -> Drift:
    try:
        if commit_of(file.url) is None:
            return Drift(file, *_by_headers(session, file, first_seen))
        if isinstance(commit, LunarError):
            raise commit
        found = pin_at(session, file, commit, time.monotonic() + SECONDS_A_FILE)
        if file.checksum == f"sha256:{found.sha256}":
            return Drift(file, "unchanged", f"as pinned, at commit {commit[:12]}")
        detail = f"sha256 {found.sha256}, {found.bytes} bytes at commit {commit[:12]}; pinned is {file.checksum}"
        return Drift(file, "changed", detail)
    except LunarError as error:
        return Drift(file, "unknown", str(error))


def _by_headers(session: requests.Session, file: UpstreamFile, first_seen: FirstSeen) -> tuple[State, str]:
    seen = first_seen.of(file.path)
    if file.checksum is None and seen is None:
        return "unknown", "not fetched yet, so that there is nothing to compare with"
    url = file.url.replace(LUNAR_COMMIT, "HEAD")
    with opened(session, url, limits=LIMITS, method="HEAD") as response:
        headers = response.headers
    if seen and not file.checksum:
        changed = seen.differs_from(headers)
        if changed is None:
            return "unknown", SAYS_NOTHING
        return ("changed", "; ".join(changed)) if changed else ("unchanged", f"as first seen at {seen.seen_at}")
    size = headers.get("Content-Length")
    if size is None:
        return "unknown", SAYS_NOTHING
    if int(size) != file.bytes:
        return "changed", f"{size} bytes; pinned are {file.bytes}"
    return "unchanged", f"{size} bytes, as pinned (the host promises no checksum)"
