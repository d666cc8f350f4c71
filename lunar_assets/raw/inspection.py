"""What is there of the public files and what upstream says of them, without fetching or changing anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.digest import Digest
from lunar_assets.raw.drift import State, compare
from lunar_assets.raw.public_source import PublicHosts

Copy = Literal["whole", "missing", "corrupt"]


@dataclass(frozen=True)
class Inspected:
    """One file: its copy here, and upstream.

    Attributes:
        file: The file.
        copy: Whether the copy here has the promised checksum.
        upstream: Whether upstream has another content now.
        detail: What upstream says.
    """

    file: UpstreamFile
    copy: Copy
    upstream: State
    detail: str

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to do: an optional file may be missing."""
        return (self.copy == "whole" or (self.copy == "missing" and not self.file.required)) and (
            self.upstream != "changed"
        )


def inspect(public: PublicHosts, files: Sequence[UpstreamFile]) -> list[Inspected]:
    """Every file with the state of its copy and of upstream.

    Args:
        public: The public hosts and the folder that keeps their files.
        files: Files with the pins that the platform goes by.
    """
    return [
        Inspected(drift.file, _copy(public, drift.file), drift.state, drift.detail)
        for drift in compare(files, public.first_seen)
    ]


def _copy(public: PublicHosts, file: UpstreamFile) -> Copy:
    path = public.there(file)
    if path is None:
        return "missing"
    return "whole" if Digest.of_file(path, public.promised(file)).is_the_expected else "corrupt"
