"""cBioPortal's datahub as the hosts give it: commits, pointers and contents, out of small files of a demo cohort."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from lunar_assets.raw.catalogue import CATALOGUE, LFS_HOST, RAW_HOST
from lunar_assets.raw.datahub import MASTER_URL, in_lfs
from lunar_assets.raw.glass_release import GLASS_FILES
from lunar_tests.upstream.answers import Answer, content
from lunar_tests.upstream.hosts import Hosts

META_STUDY = "name: Diffuse Glioma (GLASS Consortium)\ndescription: based on the {} version of the GLASS data.\n"
SMALL = {path: f"{path} of the first release\n".encode() for path in GLASS_FILES} | {
    "datahub/difg_glass/meta_study.txt": META_STUDY.format("May 31, 2022").encode()
}
"""A stand-in for every GLASS file, for tests that look at releases and read nothing."""


def pointer(data: bytes) -> bytes:
    """What the repository holds in place of a file in Git LFS."""
    return (
        b"version https://git-lfs.github.com/spec/v1\n"
        + f"oid sha256:{hashlib.sha256(data).hexdigest()}\nsize {len(data)}\n".encode()
    )


@dataclass
class Datahub:
    """The repository; put before the hosts by `serve`.

    Attributes:
        commits: Commit -> path in the mirror layout -> content. A path that a commit lacks is as in `base`.
        master: Commit that the branch is at.
        base: Files of every commit, and of hosts other than the datahub.
    """

    base: Mapping[str, bytes]
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    master: str = ""

    def release(self, name: str, changed: Mapping[str, bytes]) -> str:
        """Commit changed files on top of what `master` has, and move `master` there."""
        before = self.commits.get(self.master, {})
        self.master = name if len(name) == 40 else hashlib.sha1(name.encode()).hexdigest()
        self.commits[self.master] = {**before, **changed}
        return self.master

    def serve(self, hosts: Hosts) -> None:
        """Answer for the hosts of the catalogue."""
        hosts.fallback = self.answer

    def answer(self, url: str) -> Answer | None:
        """What the hosts answer; None for an address that is none of theirs."""
        if url == MASTER_URL:
            return content(self.master.encode(), type="application/vnd.github.sha")
        for commit, files in self.commits.items():
            if f"/cBioPortal/datahub/{commit}/public/" in url:
                path = "datahub/" + url.partition("/public/")[2]
                data = files.get(path, self.base.get(path))
                if data is None:
                    return None
                is_pointer = url.startswith(RAW_HOST) and in_lfs(_BY_PATH[path])
                if url.startswith(LFS_HOST) and not in_lfs(_BY_PATH[path]):
                    return None
                return content(pointer(data) if is_pointer else data)
        for file in CATALOGUE:
            if file.url == url and file.path in self.base:
                return content(self.base[file.path], type="application/octet-stream")
        return None


_BY_PATH = {file.path: file for file in CATALOGUE}
