"""The study's real cohort and published split, from the mirror."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from lunar_assets.cohort.cutoff import cutoff
from lunar_assets.cohort.patients import patients
from lunar_assets.cohort.selection import candidates
from lunar_assets.harmonized import clinical_glass, clinical_tcga, recurrence_glass, recurrence_tcga
from lunar_assets.splits.published import read_published
from lunar_assets.words import GLASS, TCGA

EXPRESSION = {
    TCGA: "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz",
    GLASS: "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt",
}
MUTATIONS = {
    TCGA: ("datahub/lgggbm_tcga_pub/data_mutations.txt", "-01"),
    GLASS: ("datahub/difg_glass/data_mutations.txt", ""),
}


@pytest.fixture(scope="session")
def study_patients(mirror: Path) -> pd.DataFrame:
    """`cohort.patients` of the study: 191 of TCGA and 101 of GLASS."""
    files = {str(path.relative_to(mirror)): path for path in mirror.rglob("*") if path.is_file()}
    clinical = {TCGA: clinical_tcga.build(files), GLASS: clinical_glass.build(files)}
    events = {
        TCGA: recurrence_tcga.build(files, clinical[TCGA]),
        GLASS: recurrence_glass.build(files, clinical[GLASS]),
    }
    chosen = pd.concat(
        [
            candidates(clinical[name], events[name], _expressed(mirror, name), _mutated(mirror, name), name)
            for name in (TCGA, GLASS)
        ],
        ignore_index=True,
    )
    return patients(chosen, pd.concat(clinical.values(), ignore_index=True), cutoff(chosen))


@pytest.fixture(scope="session")
def study_splits(mirror: Path) -> dict[str, dict[str, list[str]]]:
    """The published parts of both data sets."""
    return read_published(mirror / "lunar" / "other.zip", "lunar/other.zip")


def _expressed(mirror: Path, dataset: str) -> set[str]:
    path = mirror / EXPRESSION[dataset]
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return set(next(iter(lines)).rstrip("\n").split("\t"))


def _mutated(mirror: Path, dataset: str) -> set[str]:
    name, suffix = MUTATIONS[dataset]
    columns = ["Tumor_Sample_Barcode", "Variant_Classification"]
    calls = pd.read_csv(mirror / name, sep="\t", comment="#", usecols=columns, dtype="str")
    counted = calls[~calls["Variant_Classification"].isin(["Silent", "RNA"])]
    return {barcode + suffix for barcode in counted["Tumor_Sample_Barcode"].unique()}
