"""`other.zip` of the demo cohort: its published splits, and the nomenclature in the study's layout."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from lunar_assets.raw.demo.gdc_files import STAMP
from lunar_assets.raw.demo.nomenclature_files import study_nomenclature
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.words import GLASS, TCGA

TEST_SHARE = 0.15
VALIDATION_SHARE_OF_REST = 0.176


def published_split(plan: Plan, dataset: str) -> dict[str, list[str]]:
    """The split of a final cohort, stratified by label and grade; the patients of the unseen site are outside of train.

    Returns:
        Sample ids by part: train, val, test.
    """
    final = plan.final(dataset).reset_index(drop=True)
    stratum = final.label.astype(str) + "_" + final.grade.astype(str)
    rest, test = train_test_split(
        final.index.to_numpy(), test_size=TEST_SHARE, stratify=stratum, random_state=plan.seed
    )
    train, val = train_test_split(
        rest, test_size=VALIDATION_SHARE_OF_REST, stratify=stratum[rest], random_state=plan.seed
    )
    train, val, test = (np.asarray(rows) for rows in (train, val, test))
    _move_out(train, test, final, stratum)
    return {part: final.sample_id[rows].tolist() for part, rows in (("train", train), ("val", val), ("test", test))}


def _move_out(train: np.ndarray, test: np.ndarray, final: pd.DataFrame, stratum: pd.Series) -> None:
    """Exchange train patients of the unseen site with test patients of the same stratum, in place."""
    unseen = final.unseen_site.to_numpy()
    for position in np.flatnonzero(unseen[train]):
        partners = np.flatnonzero(~unseen[test] & (stratum[test] == stratum[train[position]]).to_numpy())
        train[position], test[partners[0]] = test[partners[0]], train[position]


def write_other_zip(path: Path, genes: pd.DataFrame, seed: int, splits: dict[str, dict[str, list[str]]]) -> None:
    """Write the archive: a folder entry, the two splits, the nomenclature, and a sidecar as a Mac leaves it."""
    members = {
        "other/": "",
        "other/glass_splits.json": json.dumps(splits[GLASS]),
        "__MACOSX/other/._glass_splits.json": "Mac OS X (synthetic sidecar, no JSON)",
        "other/HGNC_all.txt": study_nomenclature(genes, seed),
        "other/tcga_splits.json": json.dumps(splits[TCGA]),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), text, zipfile.ZIP_DEFLATED)
