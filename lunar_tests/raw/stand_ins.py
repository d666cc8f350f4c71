"""A small stand-in for every upstream file, in the format that its name promises, for tests that read none of them."""

import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from lunar_assets.raw.catalogue import CATALOGUE, UpstreamFile
from lunar_assets.raw.fetched import Fetched, PinnedBy, sha256_of
from lunar_assets.raw.manifest import all_files, manifest
from lunar_assets.raw.release_id import META_STUDY
from lunar_assets.settings import Settings


def stand_in(file: UpstreamFile) -> bytes:
    """Bytes that differ from file to file."""
    text = f"{file.path}\n"
    if file.path == META_STUDY:
        text = "description: based on the May 31, 2022 version of the GLASS data.\n"
    if file.format == "text":
        return text.encode()
    if file.format == "gzip":
        return gzip.compress(text.encode(), mtime=0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml" if file.format == "workbook" else "other/names.txt", text)
    return packed.getvalue()


def recorded_files(folder: Path, settings: Settings, pinned_by: PinnedBy) -> pd.DataFrame:
    """Table raw.files over stand-ins for the whole catalogue, which are put into a folder."""
    fetched = []
    for file in CATALOGUE:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stand_in(file))
        fetched.append(Fetched(file, path, sha256_of(path), path.stat().st_size, datetime.now(UTC), pinned_by))
    return all_files([manifest(fetched, settings.source)], settings)
