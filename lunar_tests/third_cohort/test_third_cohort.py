"""The guide `docs/how_to/add_a_dataset.md`, applied to a copy of the package and run on files like those of CGGA."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.raw.demo.plan import expected_flow
from lunar_assets.raw.demo.write import write_demo
from lunar_assets.words import METRICS
from lunar_tests.docs.pages import ROOT, changed_copy
from lunar_tests.third_cohort.cgga_like import PASSING, SITES, Planned, write_cgga_like

pytestmark = pytest.mark.pipeline

GUIDE = ROOT / "docs" / "how_to" / "add_a_dataset.md"
TOUCHED = {"words.py", "raw/catalogue.py", "harmonized/cgga.py", "harmonized/registry.py"}


@dataclass
class Added:
    """What came of a run with the third cohort."""

    package: Path
    planned: Planned
    outcome: dict
    warehouse: Path

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.warehouse / "work.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def frame(self, sql: str) -> pd.DataFrame:
        with duckdb.connect(str(self.warehouse / "work.duckdb"), read_only=True) as connection:
            return connection.execute(sql).df()


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Added:
    folder = tmp_path_factory.mktemp("third_cohort")
    mirror, warehouse, outcome = folder / "mirror", folder / "warehouse", folder / "outcome.json"
    write_demo(mirror, seed=42, scale="small")
    planned = write_cgga_like(mirror)
    (folder / "checkout").mkdir()
    copy = changed_copy(GUIDE, folder / "checkout")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}
    given = {"LUNAR_SOURCE": "mirror", "LUNAR_MIRROR": str(mirror), "LUNAR_WAREHOUSE": str(warehouse)}
    done = subprocess.run(
        [sys.executable, "-m", "lunar_tests.third_cohort.run", outcome],
        cwd=copy,
        env={**kept, **given, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.exists(), done.stdout + done.stderr
    return Added(copy / "lunar_assets", planned, json.loads(outcome.read_text()), warehouse)


def test_the_run_goes_through_with_every_blocking_check_green(added):
    found = {name: added.outcome[name] for name in ("package", "success", "red", "errors")}
    assert found == {"package": str(added.package), "success": True, "red": [], "errors": ""}


def test_only_files_that_the_guide_names_differ_from_the_package(added):
    ours, theirs = ({p.relative_to(root): p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
                    for root in (ROOT / "lunar_assets", added.package))  # fmt: skip
    other = {
        str(name) for name, path in theirs.items() if name not in ours or ours[name].read_bytes() != path.read_bytes()
    }
    assert ours.keys() <= theirs.keys()
    assert other == TOUCHED
    assert all(f"lunar_assets/{name}" in GUIDE.read_text() for name in TOUCHED)


def test_every_primary_sample_has_a_clinical_row_and_recurrent_ones_have_none(added):
    ids = {sample for (sample,) in added.rows("select sample_id from harmonized.clinical where dataset = 'cgga'")}
    assert ids == added.planned.patients | set(added.planned.excluded)


def test_upstream_words_have_become_ours(added):
    found = added.rows(
        "select distinct histology, grade, idh_codel_subtype, histology_cns5 from cohort.patients "
        "where dataset = 'cgga' order by all"
    )
    assert found == [
        ("Astrocytoma", 2, "IDHmut-noncodel", "Astrocytoma"),
        ("Astrocytoma", 3, "IDHmut-noncodel", "Astrocytoma"),
        ("Astrocytoma", 3, "IDHwt", "Astrocytoma WT"),
        ("Glioblastoma", 4, "IDHmut-noncodel", "Astrocytoma"),
        ("Glioblastoma", 4, "IDHwt", "Glioblastoma"),
        ("Oligoastrocytoma", 2, "IDHwt", "Astrocytoma WT"),
        ("Oligodendroglioma", 2, "IDHmut-codel", "Oligodendroglioma"),
        ("Oligodendroglioma", 3, "IDHmut-codel", "Oligodendroglioma"),
    ]
    sites = added.rows("select distinct tissue_source_site from cohort.patients where dataset = 'cgga' order by all")
    assert [site for (site,) in sites] == list(SITES)


def test_months_have_become_days(added):
    assert dict(added.rows("select sample_id, ttr_days from cohort.patients where dataset = 'cgga'")) == {
        sample: float(days) for sample, days in added.planned.days.items()
    }


def test_old_names_of_genes_have_become_approved_ones(added):
    mapped = added.rows(
        "select symbol, input_symbol from harmonized.gene_mapping "
        "where dataset = 'cgga' and modality = 'expression' and matched_by = 'alias'"
    )
    assert dict(mapped) == added.planned.aliases
    assert added.planned.aliases


def test_the_expression_is_centred_over_all_samples_of_the_file(added):
    n, furthest = added.rows(
        "select max(n), max(abs(mean)) from (select count(*) as n, avg(value) as mean from harmonized.expression "
        "where dataset = 'cgga' group by symbol)"
    )[0]
    assert n > PASSING and furthest < 1e-9


def test_nobody_is_lost_and_everybody_who_left_has_the_reason(added):
    excluded = added.rows("select sample_id, step, reason from cohort.exclusions where dataset = 'cgga'")
    assert {sample: (step, reason) for sample, step, reason in excluded} == added.planned.excluded
    patients = {sample for (sample,) in added.rows("select sample_id from cohort.patients where dataset = 'cgga'")}
    assert patients == added.planned.patients
    flow = added.rows("select step, excluded, remaining from cohort.flow where dataset = 'cgga' order by step_order")
    assert flow == [
        ("clinical", 0, 70),
        ("expression_and_mutations", 3, 67),
        ("not_tcga", 0, 67),
        ("time_to_recurrence", 2, 65),
        ("cns5", 3, 62),
        ("tissue_source_site", 2, 60),
    ]


def test_the_cutoff_is_that_of_tcga_and_glass_and_labels_the_third_cohort(added):
    medians = dict(added.rows("select dataset, median(ttr_days) from cohort.patients group by all"))
    (cutoff,) = added.rows("select tcga_median_days, glass_median_days, cutoff_days, rule from cohort.cutoff")
    assert cutoff == (medians["tcga"], medians["glass"], (medians["tcga"] + medians["glass"]) / 2, "computed")
    assert medians["cgga"] != cutoff[2]
    labels = added.rows("select label, ttr_days from cohort.patients where dataset = 'cgga'")
    assert {label for label, _ in labels} == {0, 1}
    assert all(label == int(days < cutoff[2]) for label, days in labels)


def test_the_flow_of_the_other_cohorts_is_as_it_was(added):
    found = added.rows("select dataset, step_order, step, excluded, remaining from cohort.flow where dataset != 'cgga'")
    assert sorted(found) == sorted(expected_flow(42, "small").itertuples(index=False, name=None))


def test_it_has_a_split_of_its_own_while_the_others_keep_the_published_one(added):
    schemes = added.rows("select distinct dataset, scheme from splits.assignments")
    assert set(schemes) == {("tcga", "published"), ("glass", "published"), ("cgga", "generated")}
    sizes = dict(added.rows("select split, count(*) from splits.assignments where dataset = 'cgga' group by all"))
    assert sum(sizes.values()) == PASSING
    assert abs(sizes["train"] - 0.7 * PASSING) <= 2 and min(sizes["validation"], sizes["test"]) >= 7
    assert added.rows("select distinct scheme from models.runs") == [("published / published",)]


def test_nothing_but_its_site_means_is_fitted_on_it_and_these_on_its_train_part(added):
    fitted = added.frame("select step, sample_id from features.fitted_on where dataset = 'cgga'")
    train = added.rows("select sample_id from splits.assignments where dataset = 'cgga' and split = 'train'")
    assert set(fitted["step"]) == {"batch"}
    assert sorted(fitted["sample_id"]) == sorted(sample for (sample,) in train)


def test_a_gene_that_it_does_not_measure_stays_a_feature_and_tells_nobody_apart(added):
    lacking = {
        symbol
        for (symbol,) in added.rows(
            "select symbol from features.shared_genes where shared and not in_cgga and modality = 'expression'"
        )
    }
    assert lacking and lacking <= added.planned.not_measured
    matrix = added.frame("select * exclude (split, label) from features.matrix where dataset = 'cgga'")
    assert set(matrix["sample_id"]) == added.planned.patients
    expression = matrix.set_index("sample_id").filter(like="_expr")
    filled = [name for name in expression if name.removesuffix("_expr") in lacking]
    assert 0 < len(filled) < 0.2 * expression.shape[1]
    assert expression[filled].abs().to_numpy().max() < 1e-9
    assert expression.drop(columns=filled).std().min() > 0.01
    assert not matrix.isna().any(axis=None)


def test_every_model_scores_every_patient_of_it(added):
    scored = added.frame("select model, sample_id, score from evaluation.predictions where dataset = 'cgga'")
    assert {model: set(rows["sample_id"]) for model, rows in scored.groupby("model")} == dict.fromkeys(
        MODEL_NAMES, added.planned.patients
    )
    assert scored.groupby("model")["score"].nunique().min() > 1


def test_every_model_has_every_metric_on_its_test_part_and_on_all_of_it(added):
    found = added.frame("select model, part, metric, value, n from evaluation.metrics where dataset = 'cgga'")
    assert {part: set(rows["n"]) for part, rows in found.groupby("part")} == {
        "all": {PASSING},
        "test": set(
            added.frame("select count(*) as n from splits.assignments where dataset = 'cgga' and split = 'test'")["n"]
        ),
    }
    assert len(found) == len(MODEL_NAMES) * 2 * len(METRICS)
    auroc = found[(found["metric"] == "auroc") & (found["part"] == "all")].set_index("model")["value"]
    assert auroc["clinical_only"] > 0.7  # age and grade tell early from late in the files, as in TCGA


def test_the_tables_of_the_report_show_it(added):
    test = added.rows("select count(*) from splits.assignments where dataset = 'cgga' and split = 'test'")[0][0]
    for part, beginning in (("test", f"CGGA test, {test} patients"), ("all", f"All of CGGA, {PASSING} patients")):
        caption, n_models = added.outcome["shown"][part]
        assert caption.startswith(beginning)
        assert n_models == len(MODEL_NAMES)


def test_the_demo_says_that_it_has_no_files_of_it(added):
    assert "cgga/CGGA.mRNAseq_693_clinical.txt is missing" in added.outcome["demo"]
    assert "docs/how_to/add_a_dataset.md" in added.outcome["demo"]
