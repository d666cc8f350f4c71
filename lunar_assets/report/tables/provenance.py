"""Where all of it comes from: what was read, with which settings, by which versions."""

from collections.abc import Mapping

import pandas as pd

from lunar_assets.report.display import Shown


def facts(found: Mapping[str, object], release: str) -> Shown:
    """Release and settings of the run."""
    rows = {"release": release} | {name: value for name, value in found.items() if name != "versions"}
    written = [(name.replace("_", " "), "none" if value is None else str(value)) for name, value in rows.items()]
    return Shown("This run.", pd.DataFrame(written, columns=["fact", "value"]), prose=("value",))


def versions(found: Mapping[str, str]) -> Shown:
    """Versions of Python and of the packages that figures depend on."""
    return Shown("Versions.", pd.DataFrame(list(found.items()), columns=["package", "version"]), prose=("version",))


def files(rows: pd.DataFrame) -> Shown:
    """What was read; `raw.files`, which has the addresses too."""
    names = {"dataset": "belongs to", "file": "file", "release": "release", "bytes": "bytes", "license": "licence"}
    frame = rows[[*names, "sha256"]].rename(columns=names)
    prose = ("release", "licence", "sha256")
    return Shown(f"{len(frame)} files read, with their checksums.", frame, heads=2, prose=prose)
