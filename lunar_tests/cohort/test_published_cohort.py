"""The whole published cohort out of the real files: every step, every id, every cell of Tables 1 and 2."""

import gzip
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from lunar_assets.cohort.cutoff import cutoff
from lunar_assets.cohort.descriptives import describe, half_up
from lunar_assets.cohort.flow import exclusions, flow
from lunar_assets.cohort.patients import patients
from lunar_assets.cohort.selection import candidates
from lunar_assets.harmonized import clinical_glass, clinical_tcga, recurrence_glass, recurrence_tcga
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import GeneNames
from lunar_assets.harmonized.large_tables import read_maf
from lunar_assets.harmonized.lookup import HGNC, gene_names
from lunar_assets.harmonized.mutations import harmonize_mutations, mutation_names, samples_with_mutations
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.cohort import TABLES as CONTRACTS
from lunar_tests.cohort.published_tables import CELLS, COUNTS, GROUPS, SIZES, STATISTICS

pytestmark = pytest.mark.mirror

BUILDERS = {"tcga": (clinical_tcga, recurrence_tcga), "glass": (clinical_glass, recurrence_glass)}
EXPRESSION = {
    "tcga": "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz",
    "glass": "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt",
}
MUTATIONS = {
    "tcga": "datahub/lgggbm_tcga_pub/data_mutations.txt",
    "glass": "datahub/difg_glass/data_mutations.txt",
}


def expression_samples(mirror: Path, dataset: str) -> set[str]:
    path = mirror / EXPRESSION[dataset]
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return set(next(lines).rstrip("\n").split("\t")[1:])


def mutation_samples(mirror: Path, dataset: str, names: GeneNames) -> set[str]:
    maf = read_maf(mirror / MUTATIONS[dataset], MUTATIONS[dataset])
    mapping = map_names(mutation_names(maf), names, dataset, "mutation")
    return samples_with_mutations(harmonize_mutations(maf, mapping, dataset, MUTATIONS[dataset]))


@pytest.fixture(scope="module")
def study(mirror):
    files = {str(path.relative_to(mirror).as_posix()): path for path in mirror.rglob("*") if path.is_file()}
    names = gene_names("hgnc", mirror / HGNC, {})
    clinical, chosen = [], []
    for dataset, (clinical_of, recurrence_of) in BUILDERS.items():
        rows = clinical_of.build(files)
        events = recurrence_of.build(files, rows)
        measured = expression_samples(mirror, dataset), mutation_samples(mirror, dataset, names)
        clinical.append(rows)
        chosen.append(candidates(rows, events, *measured, dataset))
    both = pd.concat(chosen, ignore_index=True)
    days = cutoff(both)
    study = SimpleNamespace(
        candidates=both,
        cutoff=days,
        patients=patients(both, pd.concat(clinical), days),
        exclusions=exclusions(both),
        flow=flow(both),
    )
    for contract in CONTRACTS:
        conform(getattr(study, contract.name), contract)
    return study


@pytest.mark.parametrize(
    ("dataset", "remaining"),
    [
        (
            "tcga",
            {
                "clinical": 1122,
                "expression_and_mutations": 654,
                "idh_codel_subtype": 653,
                "dfi_zero": 540,
                "progression_only": 497,
                "time_to_recurrence": 200,
                "cns5": 200,
                "prior_glioma": 197,
                "tissue_source_site": 191,
            },
        ),
        (
            "glass",
            {
                "clinical": 309,
                "expression_and_mutations": 130,
                "not_tcga": 110,
                "time_to_recurrence": 102,
                "cns5": 101,
                "tissue_source_site": 101,
            },
        ),
    ],
)
def test_every_step_leaves_the_published_number(study, dataset, remaining):
    steps = study.flow[study.flow["dataset"] == dataset]
    assert dict(zip(steps["step"], steps["remaining"], strict=True)) == remaining


def test_medians_and_cutoff_are_the_published_ones(study):
    assert study.cutoff.to_dict("records") == [
        {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": 390.0, "rule": "computed"}
    ]


def test_early_and_late_are_as_many_as_published(study):
    counts = study.patients.groupby(["dataset", "label"]).size().to_dict()
    assert counts == {("tcga", 1): 82, ("tcga", 0): 109, ("glass", 1): 58, ("glass", 0): 43}


def test_the_times_come_from_the_tiers_that_the_study_used(study):
    tcga = study.patients[study.patients["dataset"] == "tcga"]
    assert tcga["ttr_tier"].value_counts().to_dict() == {1: 47, 2: 16, 3: 127, 4: 1}
    assert not study.patients["ttr_is_censoring_time"].any()


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_the_patients_are_those_of_the_published_splits(study, mirror, dataset):
    with zipfile.ZipFile(mirror / "lunar/other.zip") as archive:
        splits = json.loads(archive.read(f"other/{dataset}_splits.json"))
    published = sorted(sample for part in splits.values() for sample in part)
    assert sorted(study.patients.loc[study.patients["dataset"] == dataset, "sample_id"]) == published


@pytest.mark.parametrize(
    ("step", "samples"),
    [
        ("idh_codel_subtype", {"TCGA-06-5417-01"}),
        ("prior_glioma", {"TCGA-06-0744-01", "TCGA-14-1823-01", "TCGA-16-1045-01"}),
        (
            "tissue_source_site",
            {
                "TCGA-08-0386-01",
                "TCGA-15-1444-01",
                "TCGA-19-5960-01",
                "TCGA-76-4931-01",
                "TCGA-IK-7675-01",
                "TCGA-KT-A7W1-01",
            },
        ),
    ],
)
def test_the_last_steps_take_the_known_patients(study, step, samples):
    tcga = study.exclusions[study.exclusions["dataset"] == "tcga"]
    assert set(tcga.loc[tcga["step"] == step, "sample_id"]) == samples


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_every_cell_of_the_papers_table_is_reproduced(study, dataset):
    table = describe(study.patients, dataset)
    numeric = table["category"].isna()
    found = {
        (row.variable, row.category, row.label, row.grade): row.n for row in table[~numeric].itertuples(index=False)
    } | {
        (row.variable, statistic, row.label, row.grade): half_up(getattr(row, statistic))
        for row in table[numeric].itertuples(index=False)
        for statistic in ("median", "iqr")
    }
    expected = {
        (*row, *group): cell
        for rows in (COUNTS[dataset], STATISTICS[dataset])
        for row, cells in rows.items()
        for group, cell in zip(GROUPS, cells, strict=True)
    }
    assert len(expected) == CELLS[dataset]
    assert {key: found[key] for key in expected} == expected
    # No category that the paper does not print has anybody in it, but for the groups themselves.
    beyond = {key for key, n in found.items() if key not in expected and key[0] not in ("label", "grade") and n}
    assert beyond == set()


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_the_groups_are_as_large_as_published(study, dataset):
    table = describe(study.patients, dataset)
    sizes = table[table["category"].isna() & (table["variable"] == "ttr_days")]["n"]
    assert sizes.tolist() == SIZES[dataset]


def test_race_and_ethnicity_are_missing_for_as_many_as_published(study):
    tcga = study.patients[study.patients["dataset"] == "tcga"]
    assert tcga[["race", "ethnicity"]].isna().sum().to_dict() == {"race": 2, "ethnicity": 14}
