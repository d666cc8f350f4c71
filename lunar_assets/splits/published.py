"""The split that the study published, read from its `other.zip` and fitted to a cohort."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pandas as pd

from lunar_assets.errors import FormatError, SplitError
from lunar_assets.raw.archives import ZIP_ERRORS
from lunar_assets.splits.frame import assignments_frame
from lunar_assets.words import GLASS, SPLITS, TCGA, TEST, TRAIN, VALIDATION

MEMBERS = {TCGA: "other/tcga_splits.json", GLASS: "other/glass_splits.json"}
KEYS = {"train": TRAIN, "val": VALIDATION, "test": TEST}
WAY_OUT = "Fetch the file again, or set LUNAR_SPLITS=generated to do without the published splits."

Parts = dict[str, list[str]]
"""Sample ids of train, validation and test, in the order of the split file."""


class Coverage(NamedTuple):
    """How the ids of a split file and of a cohort compare, each in the order of its file."""

    missing: list[str]
    """Patients of the cohort that the split file does not have."""
    extra: list[str]
    """Ids of the split file that are not in the cohort."""


def read_published(path: Path, name: str) -> dict[str, Parts]:
    """Read the published splits. The pickles in the same archive are not touched.

    Args:
        path: The study's `other.zip`.
        name: What the file is called in messages, such as `lunar/other.zip`.

    Returns:
        Parts of each data set.

    Raises:
        FormatError: It is no zip file, or a member is missing, is no JSON, or lacks a part.
        SplitError: An id is in a split file twice.
    """
    try:
        with ZipFile(path) as archive:
            texts = {dataset: _member(archive, member, name) for dataset, member in MEMBERS.items()}
    except ZIP_ERRORS as error:
        raise FormatError(f"{name} is not an intact zip file ({error}). {WAY_OUT}") from error
    return {dataset: _parts(text, f"{name}, member {MEMBERS[dataset]}") for dataset, text in texts.items()}


def compare(patients: pd.DataFrame, parts: Parts) -> Coverage:
    """Say which patients of a cohort the published split lacks, and which of its ids are not in the cohort."""
    cohort, published = patients["sample_id"].tolist(), [sample_id for split in SPLITS for sample_id in parts[split]]
    in_cohort, in_file = set(cohort), set(published)
    return Coverage([i for i in cohort if i not in in_file], [i for i in published if i not in in_cohort])


def from_published(patients: pd.DataFrame, parts: Parts) -> pd.DataFrame:
    """Assign the patients of one data set to their published parts, in the order of the split file.

    Ids of the split file that are not in the cohort have no row; `compare` names them.

    Args:
        patients: Patients of one data set with dataset, sample_id, label and grade.
        parts: The data set's published parts.

    Returns:
        `splits.assignments` rows; scheme published, seed empty.

    Raises:
        SplitError: A patient is in no published part, or the data set has fewer than two patients of a label.
    """
    if missing := compare(patients, parts).missing:
        raise SplitError(
            f"{MEMBERS[patients['dataset'].iloc[0]]} has no part for {len(missing)} of {len(patients)} patients of the "
            f"cohort: {shown(missing)}. "
            "The published split fits the published cohort only: set LUNAR_SPLITS to auto or generated for this one."
        )
    cohort = set(patients["sample_id"])
    kept = {split: [sample_id for sample_id in ids if sample_id in cohort] for split, ids in parts.items()}
    return assignments_frame(patients, kept, "published", None)


def shown(ids: list[str], most: int = 10) -> str:
    """The ids for a message: all of a few, the first of many."""
    return ", ".join(ids[:most]) + (f" and {len(ids) - most} more" if len(ids) > most else "")


def _member(archive: ZipFile, member: str, name: str) -> bytes:
    try:
        return archive.read(member)
    except KeyError:
        raise FormatError(f"{name} has no member {member}; it has {shown(archive.namelist())}. {WAY_OUT}") from None


def _parts(text: bytes, where: str) -> Parts:
    try:
        content = json.loads(text, object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{where} is not JSON with every part once ({error}). {WAY_OUT}") from error
    if not isinstance(content, Mapping) or set(content) != set(KEYS):
        found = ", ".join(content) if isinstance(content, Mapping) else type(content).__name__
        raise FormatError(f"{where} has {found or 'nothing'}; expected the lists {', '.join(KEYS)}. {WAY_OUT}")
    for key, ids in content.items():
        if not isinstance(ids, list) or not all(isinstance(sample_id, str) for sample_id in ids):
            raise FormatError(f"{where}, {key}: expected a list of sample ids as text. {WAY_OUT}")
    _require_once(content, where)
    return {split: list(content[key]) for key, split in KEYS.items()}


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; of two parts with one name Python would keep the last without a word."""
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError(f"a name is there twice among {shown([name for name, _ in pairs])}")
    return content


def _require_once(content: Mapping[str, list[str]], where: str) -> None:
    seen: dict[str, str] = {}
    for key, ids in content.items():
        for sample_id in ids:
            if sample_id in seen:
                raise SplitError(f"{where}: {sample_id} is in {seen[sample_id]} and again in {key}. {WAY_OUT}")
            seen[sample_id] = key
