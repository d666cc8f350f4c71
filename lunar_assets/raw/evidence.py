"""Whether the files that a run reads are those that its record tells of: place, bytes, format, pin and release."""

import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lunar_assets.errors import FormatError, SourceError
from lunar_assets.raw.catalogue import UpstreamFile
from lunar_assets.raw.digest import Digest
from lunar_assets.raw.manifest import all_files
from lunar_assets.raw.release_id import META_STUDY, RELEASE_FILES
from lunar_assets.raw.sniff import HEAD_BYTES, ZIP_SIGN, is_gzip, sniff
from lunar_assets.settings import Settings

WORKBOOK_MEMBER = "xl/workbook.xml"
"""What tells an Excel workbook from any other zip archive."""


def differences(files: pd.DataFrame, pins: Mapping[str, UpstreamFile], unread: Collection[str] = ()) -> pd.DataFrame:
    """In what the files differ from their record, every byte read again.

    Args:
        files: Table `raw.files`.
        pins: Entries of the catalogue by path in the mirror layout; a file that has none is compared with its record
            alone.
        unread: Paths in the mirror layout of files that are not opened: only their size is compared.

    Returns:
        One row a difference, text: dataset, file, what (file, bytes, sha256, format, pinned bytes, pinned checksum),
        expected, found.
    """
    found = [
        (record["dataset"], record["file"], what, str(expected), str(there))
        for record in files.to_dict("records")
        for what, expected, there in (
            _sized(record) if record["file"] in unread else _compared(record, pins.get(record["file"]))
        )
        if expected != there
    ]
    return pd.DataFrame(found, columns=["dataset", "file", "what", "expected", "found"], dtype="str")


def recorded_before(files: pd.DataFrame, former: pd.DataFrame, fetched: Collection[tuple[str, str]]) -> frozenset[str]:
    """Files whose record is that of a former `raw.files`, but for those that have been fetched since.

    Args:
        files: Table `raw.files`.
        former: The same of an earlier run.
        fetched: Kind and dataset of the files that have been fetched since.

    Returns:
        Paths in the mirror layout.
    """
    record = ["file", "path", "sha256", "bytes"]
    known = set(former[record].itertuples(index=False, name=None))
    same = [row in known for row in files[record].itertuples(index=False, name=None)]
    again = [node in fetched for node in zip(files["kind"], files["dataset"], strict=True)]
    return frozenset(files.loc[np.array(same, dtype=bool) & ~np.array(again, dtype=bool), "file"])


def format_of(path: Path) -> str:
    """What a file is by its content: gzip, workbook, zip, text, or binary where its beginning is none of these.

    Raises:
        zipfile.BadZipFile: It begins like a zip archive and is none.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_gzip(path):
        return "gzip"
    if head.startswith(ZIP_SIGN):
        with zipfile.ZipFile(path) as archive:
            return "workbook" if WORKBOOK_MEMBER in archive.namelist() else "zip"
    return "binary" if b"\0" in head else "text"


def release_faults(files: pd.DataFrame, settings: Settings) -> list[str]:
    """Why the recorded release is not that of the files; empty if it is.

    The id is made again from the recorded checksums, which `differences` compares with the bytes, and from the text of
    `meta_study.txt`.

    Args:
        files: Table `raw.files`.
        settings: Source and seed of the run.
    """
    others = files.loc[files["source"] != settings.source, "source"].value_counts()
    faults = [f"{n} files are of source {source}; the run's is {settings.source}" for source, n in others.items()]
    if missing := sorted({META_STUDY, *RELEASE_FILES} - set(files["file"])):
        return [*faults, f"the release cannot be told without {', '.join(missing)}"]
    try:
        again = all_files([files.drop(columns="release")], settings)["release"]
    except (FormatError, OSError) as error:
        return [*faults, str(error)]
    pairs = pd.DataFrame({"recorded": files["release"].to_numpy(), "again": again.to_numpy()}).fillna("none")
    wrong = pairs[pairs["recorded"] != pairs["again"]].value_counts(sort=False).reset_index(name="files")
    return faults + [
        f"{row.files} files are recorded with release {row.recorded}; the files themselves give {row.again}"
        for row in wrong.itertuples()
    ]


def _sized(record: Mapping[Any, Any]) -> Iterator[tuple[str, object, object]]:
    """What is compared of a file that is not opened."""
    path = Path(record["path"])
    try:
        yield "bytes", record["bytes"], path.stat().st_size
    except OSError as error:
        yield "file", f"the whole file at {path}", error


def _compared(record: Mapping[Any, Any], pin: UpstreamFile | None) -> Iterator[tuple[str, object, object]]:
    """What is compared of one file: name, expected and found."""
    path = Path(record["path"])
    pinned = pin if record["pinned_by"] == "catalogue" else None
    try:
        sniff(path, record["file"])
        digest = Digest.of_file(path, pinned.checksum if pinned else None)
        format = format_of(path)
    except (SourceError, OSError) as error:
        yield "file", f"the whole file at {path}", error
        return
    yield "bytes", record["bytes"], digest.bytes
    yield "sha256", record["sha256"], digest.sha256
    if pin:
        yield "format", pin.format, format
    if pinned:
        yield "pinned bytes", pinned.bytes, digest.bytes
        yield "pinned checksum", pinned.checksum, digest.found
