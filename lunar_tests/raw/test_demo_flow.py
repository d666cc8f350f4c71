"""The platform's own selection on the demo files comes out as the generator planned it."""

import pandas as pd
import pytest

from lunar_assets.cohort.flow import flow
from lunar_assets.cohort.selection import candidates
from lunar_assets.harmonized import clinical_glass, clinical_tcga, recurrence_glass, recurrence_tcga
from lunar_assets.harmonized.expression import expression_names, harmonize_expression
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.large_tables import read_expression, read_maf
from lunar_assets.harmonized.lookup import HGNC, gene_names
from lunar_assets.harmonized.mutations import UNCOUNTED_CLASSES, harmonize_mutations, mutation_names
from lunar_assets.raw.demo.plan import expected_candidates, expected_flow
from lunar_tests.harmonized.whole import whole
from lunar_tests.raw.conftest import DEMO_SEED

FILES = {
    "tcga": ("xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz", "sample", "datahub/lgggbm_tcga_pub/data_mutations.txt"),
    "glass": (
        "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt",
        "Hugo_Symbol",
        "datahub/difg_glass/data_mutations.txt",
    ),
}
BUILDERS = {"tcga": (clinical_tcga, recurrence_tcga), "glass": (clinical_glass, recurrence_glass)}


@pytest.fixture(scope="module")
def selected(demo_folder) -> pd.DataFrame:
    """Candidates of both cohorts, as the stages harmonized and cohort make them."""
    paths = {p.relative_to(demo_folder).as_posix(): p for p in demo_folder.rglob("*") if p.is_file()}
    lookup = gene_names("hgnc", paths[HGNC], {})
    parts = []
    for dataset, (matrix, key, calls) in FILES.items():
        read, maf = read_expression(paths[matrix], matrix, key), read_maf(paths[calls], calls)
        mapping = pd.concat(
            [
                map_names(expression_names(read.symbols), lookup, dataset, "expression"),
                map_names(mutation_names(maf), lookup, dataset, "mutation"),
            ]
        )
        expression = whole(harmonize_expression(*read, mapping, dataset))
        mutations = harmonize_mutations(maf, mapping, dataset, calls)
        counted = mutations[~mutations["variant_classification"].isin(UNCOUNTED_CLASSES)]
        clinical, recurrence = BUILDERS[dataset]
        patients = clinical.build(paths)
        events = recurrence.build(paths, patients)
        with_expression, with_mutations = set(expression["sample_id"].unique()), set(counted["sample_id"].unique())
        parts.append(candidates(patients, events, with_expression, with_mutations, dataset))
    return pd.concat(parts, ignore_index=True)


def test_the_flow_is_the_planned_one(selected):
    found = flow(selected).sort_values(["dataset", "step_order"], ignore_index=True)
    planned = expected_flow(DEMO_SEED, "small").sort_values(["dataset", "step_order"], ignore_index=True)
    pd.testing.assert_frame_equal(found[planned.columns.tolist()], planned, check_dtype=False)


def test_every_patient_leaves_at_the_planned_step(selected):
    planned = expected_candidates(DEMO_SEED, "small").set_index("sample_id")
    planned.index = planned["dataset"] + " " + planned.index
    found = selected.set_index(selected["dataset"] + " " + selected["sample_id"])["first_failed_step"]
    assert set(found.index) == set(planned.index)
    told = planned.assign(found=found.fillna("none")).fillna({"first_failed_step": "none"})
    assert told[told["found"] != told["first_failed_step"]][["case", "first_failed_step", "found"]].empty


def test_times_tiers_and_types_of_the_final_cohort_are_the_planned_ones(selected):
    columns = ["ttr_days", "ttr_tier", "ttr_is_censoring_time", "histology_cns5"]
    planned = expected_candidates(DEMO_SEED, "small")
    planned = planned[planned["first_failed_step"].isna()].sort_values(["dataset", "sample_id"])
    found = selected[selected["first_failed_step"].isna()].sort_values(["dataset", "sample_id"])
    for column in columns:
        assert found[column].astype(object).tolist() == planned[column].astype(object).tolist(), column
