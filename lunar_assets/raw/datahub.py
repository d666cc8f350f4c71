"""cBioPortal's datahub on GitHub: its commits, and the Git LFS pointers that say what a file of a commit must be."""

import hashlib
import re
from dataclasses import dataclass, replace

import requests

from lunar_assets.errors import SourceError
from lunar_assets.raw.catalogue import LFS_HOST, RAW_HOST, UpstreamFile
from lunar_assets.raw.http import ask

MASTER_URL = "https://api.github.com/repos/cBioPortal/datahub/commits/master"
POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (\d{1,15})\n?")
_AT_COMMIT = re.compile("/cBioPortal/datahub/([0-9a-f]{40})/")


@dataclass(frozen=True)
class Pin:
    """What the content of a file must be: SHA-256 (hexadecimal) and size.

    Raises:
        SourceError: The SHA-256 is none. It names the folder of the file, and may come from the config of a run.
    """

    sha256: str
    bytes: int

    def __post_init__(self) -> None:
        """Refuse what is no SHA-256."""
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise SourceError(f"A file is pinned to {self.sha256!r}; expected a SHA-256 of 64 hexadecimal digits.")


def master_commit(session: requests.Session, until: float) -> str:
    """The commit that the branch `master` is at: 40 hexadecimal digits.

    Args:
        session: Session to ask with.
        until: Time by `time.monotonic` at which the answer must be there.

    Raises:
        SourceError: The host cannot be asked, or answers something else than a commit.
    """
    answer = ask(session, MASTER_URL, headers={"Accept": "application/vnd.github.sha"}, until=until)
    commit = answer.decode("ascii", "replace").strip()
    return checked_commit(commit, MASTER_URL)


def checked_commit(commit: str, where: str) -> str:
    """A commit that becomes a part of addresses.

    Raises:
        SourceError: It is something else; names where it was found.
    """
    if not re.fullmatch("[0-9a-f]{40}", commit):
        raise SourceError(f"{where}: found {commit[:60]!r}, expected a commit of 40 hexadecimal digits.")
    return commit


def commit_of(url: str) -> str | None:
    """The commit of the datahub that an address is about; None for an address elsewhere."""
    match = _AT_COMMIT.search(url)
    return match[1] if match else None


def at_commit(url: str, commit: str) -> str:
    """The address of the same file of the datahub at another commit."""
    return _AT_COMMIT.sub(f"/cBioPortal/datahub/{commit}/", url)


def in_lfs(file: UpstreamFile) -> bool:
    """Whether the datahub keeps a file in Git LFS: its address with the host for plain files gives a pointer."""
    return file.url.startswith(LFS_HOST)


def text_at(session: requests.Session, file: UpstreamFile, commit: str, until: float) -> bytes:
    """What the repository itself holds of a file at a commit: a pointer, or a small file as it is.

    Raises:
        SourceError: The host cannot be asked, or the answer is a web page or longer than 64 KB.
    """
    return ask(session, at_commit(file.url, commit).replace(LFS_HOST, RAW_HOST), until=until)


def pin_at(session: requests.Session, file: UpstreamFile, commit: str, until: float) -> Pin:
    """What a file is at a commit, for some hundred bytes of a file in Git LFS.

    Args:
        session: Session to ask with.
        file: A file of the datahub.
        commit: The commit.
        until: Time by `time.monotonic` at which the answer must be there.

    Raises:
        SourceError: The host cannot be asked, or a file in Git LFS has no pointer there.
    """
    text = text_at(session, file, commit, until)
    if not in_lfs(file):
        return Pin(hashlib.sha256(text).hexdigest(), len(text))
    if not (match := POINTER.fullmatch(text)):
        raise SourceError(f"{file.path} at commit {commit[:12]}: found {text[:60]!r}, expected a Git LFS pointer.")
    return Pin(match[1].decode(), int(match[2]))


def pinned(file: UpstreamFile, commit: str, pin: Pin) -> UpstreamFile:
    """The entry of a file at another commit than that of the catalogue."""
    return replace(
        file,
        url=at_commit(file.url, commit),
        checksum=f"sha256:{pin.sha256}",
        bytes=pin.bytes,
        pinned_by="release",
    )
