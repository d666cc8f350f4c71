"""The whole pipeline on real clinical data, by the command that users run: the published study comes out.

Expression and GLASS mutations of the mirror are mostly simulated, so nothing is expected of the model's figures.
"""

import os
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.attacks.harness import run as materialise
from lunar_tests.conftest import LUNAR
from lunar_tests.models.published import published

pytestmark = [pytest.mark.mirror, pytest.mark.pipeline]

TO_SHARED_GENES = [name for name, table in TABLES.items() if table.stage in ("harmonized", "cohort")]
TO_SHARED_GENES += ["splits.assignments", "features.shared_genes"]
SINGLE_PATIENT_SITES = {f"TCGA-{id}-01" for id in ("28-5208", "27-1830", "32-4213", "DH-A669", "12-3650")}
FLOW = {
    "tcga": [1122, 654, 653, 540, 497, 200, 200, 197, 191],
    "glass": [309, 130, 110, 102, 101, 101],
}
OF_OTHER_JOBS = {name for name, table in TABLES.items() if table.optional}
CLINICAL = ["age", "grade", "sex", "IDHwt", "astrocytoma", "astrocytoma_wt", "oligodendroglioma", "glioblastoma"]


@pytest.fixture(scope="module")
def warehouse(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mirror_run") / "warehouse"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
    given = {"LUNAR_SOURCE": "mirror", "LUNAR_MIRROR": str(mirror), "LUNAR_WAREHOUSE": str(folder)}
    command = [*LUNAR, "run", "--replicates", "0"]  # `make soak` has them on these data
    done = subprocess.run(command, env=kept | given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def rows(warehouse: Path, sql: str, catalogue: str = "lunar.duckdb") -> list[tuple]:
    with duckdb.connect(str(warehouse / catalogue), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_the_cohort_flow_is_the_published_one(warehouse, dataset):
    found = rows(warehouse, f"select remaining from cohort.flow where dataset = '{dataset}' order by step_order")
    assert [n for (n,) in found] == FLOW[dataset]


def test_the_cutoff_and_the_labels_are_the_published_ones(warehouse):
    assert rows(warehouse, "select tcga_median_days, glass_median_days, cutoff_days from cohort.cutoff") == [
        (445, 335, 390)
    ]
    labels = rows(warehouse, "select dataset, label, count(*) from cohort.patients group by all order by all")
    assert labels == [("glass", 0, 43), ("glass", 1, 58), ("tcga", 0, 109), ("tcga", 1, 82)]


def test_the_split_is_the_published_one(warehouse):
    found = rows(warehouse, "select dataset, split, scheme, count(*) from splits.assignments group by all")
    assert set(found) == {
        ("tcga", "train", "published", 133),
        ("tcga", "validation", "published", 29),
        ("tcga", "test", "published", 29),
        ("glass", "train", "published", 70),
        ("glass", "validation", "published", 15),
        ("glass", "test", "published", 16),
    }


def test_the_clinical_features_are_the_published_eight(warehouse):
    kept = rows(warehouse, "select feature from features.columns where modality = 'clinical' and kept")
    assert [feature for (feature,) in kept] == CLINICAL


def test_the_five_train_patients_alone_at_their_site_are_listed(warehouse):
    found = rows(warehouse, "select sample_id from features.unusual_sites where dataset = 'tcga'")
    assert {sample for (sample,) in found} == SINGLE_PATIENT_SITES
    assert rows(warehouse, "select count(*) from features.unusual_sites where problem = 'unseen'") == [(0,)]


def test_the_release_is_that_of_the_date_in_the_study(warehouse):
    ((release,),) = rows(warehouse, "select distinct release from release.publications")
    assert release.startswith("2022-05-31-")


def test_nothing_says_synthetic_on_data_that_are_not_the_demo(warehouse):
    assert "SYNTHETIC" not in (warehouse / "report" / "index.html").read_text()


def test_every_figure_of_the_cohort_is_as_printed_but_two_cells(warehouse):
    """Two cells of Table 3 (race) are printed the other way round; the upstream file and Table 1 agree with us."""
    cohort = (
        "place in ('Text, cohort selection', 'Text, final patient cohort', 'Table 1', 'Table 2', 'Table 3', 'Table 4')"
    )
    off = rows(
        warehouse,
        f"select place, quantity from report.published_comparison where {cohort} and unit = 'patients' "
        "and difference != 0",
    )
    assert {place for place, _ in off} == {"Table 3"} and len(off) == 2
    assert all("race" in quantity for _, quantity in off)
    assert rows(warehouse, f"select count(*) > 400 from report.published_comparison where {cohort}") == [(True,)]


def test_the_clinical_features_alone_reach_what_they_are_known_to_reach(warehouse):
    found = rows(
        warehouse,
        "select dataset, value from evaluation.metrics where model = 'clinical_only' and metric = 'auroc' "
        "and part = 'test'",
    )
    assert {dataset: round(value, 2) for dataset, value in found} == {"tcga": 0.62, "glass": 0.87}


def test_mutation_frequencies_are_near_the_published_ones(warehouse):
    """The study's calls are another set than the mirror's: most genes agree exactly, none is far off."""
    theirs = pd.read_csv(published("mutation_freqs.csv"), index_col=0)["mutation_freq"]
    ours = pd.Series(dict(rows(warehouse, "select feature, share_mutated from features.columns"))).dropna()
    patients_off = ((ours - theirs).dropna() * 133).abs()
    assert len(patients_off) > 800
    assert (patients_off < 0.5).mean() > 0.8
    assert patients_off.max() < 7


def test_every_table_has_rows_but_those_of_other_jobs_and_of_a_second_release_and_that_of_twins(warehouse):
    tables = rows(warehouse, "select schema_name || '.' || view_name from duckdb_views() where not internal")
    empty = {name for (name,) in tables if rows(warehouse, f"select count(*) from {name}") == [(0,)]}
    of_a_second_release = {"report.changes", "report.release_comparison"}
    assert empty == {"splits.near_duplicates"} | OF_OTHER_JOBS | of_a_second_release


def test_the_rules_of_the_study_can_be_chosen(warehouse, mirror, monkeypatch):
    """Under the study's symbols genes are lost that the platform keeps; the split stays. `make soak` goes further."""
    chosen = {"SOURCE": "mirror", "MIRROR": mirror, "WAREHOUSE": warehouse}
    for name, value in {**chosen, "SYMBOLS": "study_code", "SHARED_GENES": "study_code"}.items():
        monkeypatch.setenv(f"LUNAR_{name}", str(value))
    done = materialise(*(name.replace(".", "/") for name in TO_SHARED_GENES))
    assert done.success
    lost = "select count(distinct symbol) from harmonized.expression where symbol in ('CDKN1A', 'SMO')"
    assert (rows(warehouse, lost), rows(warehouse, lost, "work.duckdb")) == ([(2,)], [(0,)])
    assert rows(warehouse, "select distinct rule from features.shared_genes", "work.duckdb") == [("study_code",)]
    split = "select * from splits.assignments"
    assert rows(warehouse, split) == rows(warehouse, split, "work.duckdb")
