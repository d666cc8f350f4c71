"""Which release of GLASS a run reads from the public hosts: that of its config, else the one that users see now."""

from typing import Annotated, Self

import dagster as dg
from pydantic import Field, StringConstraints, model_validator

from lunar_assets.raw.catalogue import CATALOGUE, UpstreamFile
from lunar_assets.raw.datahub import Pin, commit_of
from lunar_assets.raw.glass_release import GlassRelease, pinned_to
from lunar_assets.warehouse.resources import Warehouse

RESOURCE = "glass_pins"
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class GlassPins(dg.Config):
    """The release of GLASS that a run reads where LUNAR_SOURCE is public.

    Left empty, a run stays at the release that was published last, or begins with that of the catalogue.
    """

    commit: str = Field(
        default="",
        pattern="^([0-9a-f]{40})?$",
        description="Commit of cBioPortal's datahub, 40 hexadecimal digits. Empty: the release that was published "
        "last, or the catalogue's.",
    )
    sha256: dict[str, Sha256] = Field(
        default={}, description="With a commit: path of each GLASS file -> SHA-256 of its content."
    )
    bytes: dict[str, int] = Field(default={}, description="With a commit: path of each GLASS file -> its size.")

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """A commit comes with the checksum and the size of the same files."""
        if set(self.sha256) != set(self.bytes) or bool(self.commit) != bool(self.sha256):
            raise ValueError(
                "commit, sha256 and bytes belong together: leave all three empty, or give the commit, and the checksum "
                "and the size of each file"
            )
        return self

    def of_run(self, warehouse: Warehouse) -> tuple[str, dict[str, Pin]]:
        """Commit and pins of the files; empty where the catalogue's hold."""
        if self.commit:
            return self.commit, {path: Pin(sha256, self.bytes[path]) for path, sha256 in self.sha256.items()}
        return published_pins(warehouse)


PinsOfRun = dg.ResourceParam[GlassPins]


def published_pins(warehouse: Warehouse) -> tuple[str, dict[str, Pin]]:
    """Commit and pins of a release that a refresh has published since the catalogue was written; else empty."""
    table = warehouse.published("raw.files", source="public")
    listed = None if table is None else table.frame()
    if listed is None or "pinned_by" not in listed:  # nothing published, or before releases were pinned
        return "", {}
    files = listed[listed["pinned_by"] == "release"]
    if files.empty:
        return "", {}
    pins = {path: Pin(*pin) for path, *pin in files[["file", "sha256", "bytes"]].itertuples(index=False)}
    return str(commit_of(files["url"].iloc[0])), pins


def files_as_pinned(warehouse: Warehouse) -> list[UpstreamFile]:
    """All files of the public hosts, those of GLASS as the last refresh has pinned them."""
    return pinned_to(CATALOGUE, *published_pins(warehouse))


def run_config(release: GlassRelease) -> dict[str, object]:
    """The config of a run that reads exactly this release."""
    pins = release.pins.items()
    config = {
        "commit": release.commit,
        "sha256": {path: pin.sha256 for path, pin in pins},
        "bytes": {path: pin.bytes for path, pin in pins},
    }
    return {"resources": {RESOURCE: {"config": config}}}
