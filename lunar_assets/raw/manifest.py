"""The table of upstream files: which bytes a run reads, with the proof of what they are."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from lunar_assets.raw.fetched import Fetched
from lunar_assets.raw.release_id import META_STUDY, demo_release, glass_release, meta_study_text
from lunar_assets.settings import Settings

COLUMNS = (
    "dataset",
    "kind",
    "source",
    "file",
    "url",
    "sha256",
    "bytes",
    "pinned_by",
    "retrieved_at",
    "license",
    "path",
)


def manifest(fetched: Iterable[Fetched], source: str) -> pd.DataFrame:
    """One row a fetched file, with the columns of `COLUMNS`."""
    rows = [
        (
            one.file.dataset,
            one.file.kind,
            source,
            one.file.path,
            one.file.url,
            one.sha256,
            one.bytes,
            one.pinned_by,
            one.retrieved_at,
            one.file.license,
            str(one.path),
        )
        for one in fetched
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"retrieved_at": "datetime64[us, UTC]", "bytes": "int64"})


def all_files(parts: Sequence[pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """All manifests together, with the release that the files belong to.

    The GLASS files carry the release of GLASS; the files of a demo cohort all carry the demo's.

    Args:
        parts: Manifests of all nodes.
        settings: Source and seed of the run.

    Raises:
        FormatError: `meta_study.txt` names no release date.
    """
    files = pd.concat([part for part in parts if len(part)], ignore_index=True)
    sha256 = dict(zip(files["file"], files["sha256"], strict=True))
    if settings.synthetic:
        return files.assign(release=demo_release(settings.seed, sha256))
    release = glass_release(meta_study_text(Path(paths_of(files)[META_STUDY])), sha256)
    return files.assign(release=files["dataset"].map({"glass": release}))


def paths_of(files: pd.DataFrame) -> dict[str, Path]:
    """Path in the mirror layout -> where the file lies."""
    return {file: Path(path) for file, path in zip(files["file"], files["path"], strict=True)}


def release_of(files: pd.DataFrame) -> str:
    """The release of the GLASS data, or of the demo cohort, that `raw.files` names."""
    return str(files["release"].dropna().iloc[0])
