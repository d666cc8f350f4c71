"""The release id: which release of the GLASS data, or which demo cohort, a warehouse was made from."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from lunar_assets.errors import FormatError

GLASS_FOLDER = "datahub/difg_glass/"
RELEASE_FILES = tuple(
    GLASS_FOLDER + name
    for name in (
        "data_clinical_patient.txt",
        "data_clinical_sample.txt",
        "data_timeline_surgery.txt",
        "data_mutations.txt",
        "data_mrna_seq_tpm_zscores_ref_all_samples.txt",
    )
)
META_STUDY = GLASS_FOLDER + "meta_study.txt"
_DATE = re.compile(r"based on the (\w+ \d{1,2}, \d{4}) version")


def glass_release(meta_study: str, sha256: Mapping[str, str]) -> str:
    """Release id of GLASS data: date of the release, and the first 8 digits of a hash over its five data files.

    Args:
        meta_study: Text of `meta_study.txt`.
        sha256: SHA-256 of every file of `RELEASE_FILES`, by path.

    Raises:
        FormatError: The text names no date of the form `based on the May 31, 2022 version`.
    """
    return f"{release_date(meta_study)}-{_hash_over([sha256[path] for path in RELEASE_FILES])}"


def release_date(meta_study: str) -> str:
    """Date of the GLASS release as year-month-day.

    Raises:
        FormatError: The text names no date of the form `based on the May 31, 2022 version`.
    """
    if match := _DATE.search(meta_study):
        try:
            return f"{datetime.strptime(match[1], '%B %d, %Y'):%Y-%m-%d}"
        except ValueError:
            pass  # falls through to the error below, which names the text
    raise FormatError(
        f"{META_STUDY} names no release date; expected 'based on the <month> <day>, <year> version' in its text, "
        f"found {meta_study[:200]!r}. Compare with upstream; if its wording has changed, adapt release_id.py."
    )


def demo_release(seed: int, sha256: Mapping[str, str]) -> str:
    """Release id of a demo cohort: its seed, and the first 8 digits of a hash over all its files."""
    return f"demo-{seed}-{_hash_over(list(sha256.values()))}"


def meta_study_text(path: Path) -> str:
    """Text of `meta_study.txt`.

    Raises:
        FormatError: It is not in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"{path} is {META_STUDY} and must be UTF-8; byte {error.start} is not. Remove the file and fetch it again."
        ) from error


def _hash_over(checksums: list[str]) -> str:
    return hashlib.sha256("".join(sorted(checksums)).encode()).hexdigest()[:8]
