"""`SHA256SUMS`, the list of checksums that a mirror folder carries in the format of the coreutils."""

import re
from pathlib import Path

from lunar_assets.errors import SourceError

_LINE = re.compile(r"([0-9a-f]{64})[ ][ *](.+)")


def read_sha256sums(root: Path, remedy: str) -> dict[str, str]:
    """Path in the mirror layout -> SHA-256, from the list in a folder.

    Raises:
        SourceError: The folder or the list is missing, or a line is not `<64 hex digits>  <path>`.
    """
    path = root / "SHA256SUMS"
    if not path.is_file():
        raise SourceError(f"{path} is missing; expected a mirror folder with a list of checksums. {remedy}")
    sums: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if not match:
            raise SourceError(
                f"{path}, line {number}: found {line[:80]!r}, expected '<64 hex digits>  <path>'. {remedy}"
            )
        sums[match[2]] = match[1]
    return sums
