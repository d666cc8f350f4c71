"""The whole pipeline, once on the demo cohort, by the command that users run; then what users do with it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.raw.demo.plan import expected_candidates, expected_flow
from lunar_assets.settings import CHECKOUT
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_assets.warehouse.queries import select
from lunar_assets.warehouse.store import Store
from lunar_assets.words import METRICS
from lunar_tests.answers import answered, differences, queries
from lunar_tests.test_cards import CARDS

pytestmark = pytest.mark.pipeline

OF_OTHER_JOBS = {"models.trials", "evaluation.shuffled_labels"}


def test_the_run_says_that_the_data_are_synthetic_and_where_everything_is(demo):
    assert "SYNTHETIC" in demo.output
    assert str(demo.warehouse / "lunar.duckdb") in demo.output
    assert str(demo.warehouse / "report" / "index.html") in demo.output


def test_nothing_is_written_outside_the_warehouse(demo):
    assert [path.name for path in demo.warehouse.parent.iterdir()] == ["warehouse"]


def test_every_table_is_published_and_none_is_empty(demo):
    empty = {name for name in TABLES if demo.rows(f"select count(*) from {name}") == [(0,)]}
    assert empty <= {name for name, table in TABLES.items() if table.may_be_empty} | OF_OTHER_JOBS
    assert "report.published_comparison" in empty  # made-up data are compared with nothing


def test_every_table_and_column_is_explained(demo):
    tables = demo.rows("select schema_name || '.' || view_name, comment from duckdb_views() where not internal")
    assert {name for name, _ in tables} == set(TABLES)
    made = {name for name, comment in tables if comment.startswith("SYNTHETIC")}
    assert {name for name, _ in tables} - made == OF_OTHER_JOBS
    assert all(comment.endswith("No rows: its job has not run.") for name, comment in tables if name not in made)
    silent = demo.rows(
        "select table_name, column_name from duckdb_columns() "
        "where not internal and comment is null and table_name != 'matrix'"
    )
    assert silent == []


def test_the_cohort_flow_is_what_the_demo_was_planned_to_give(demo):
    planned = expected_flow(42, "small")
    found = demo.rows("select dataset, step_order, step, excluded, remaining from cohort.flow")
    assert sorted(found) == sorted(planned.itertuples(index=False, name=None))


def test_every_candidate_ends_where_the_demo_planned_it(demo):
    planned = expected_candidates(42, "small")
    expected = {row.sample_id: row.first_failed_step or None for row in planned.itertuples()}
    found = dict(demo.rows("select sample_id, first_failed_step from cohort.candidates"))
    assert {k: v if isinstance(v, str) else None for k, v in expected.items()} == found


def test_every_sample_is_in_the_cohort_or_has_one_reason(demo):
    counts = demo.rows(
        "select (select count(*) from cohort.candidates), "
        "(select count(*) from cohort.patients) + (select count(*) from cohort.exclusions)"
    )
    assert counts[0][0] == counts[0][1]


def test_a_working_model_is_clearly_better_than_chance(demo):
    found = demo.rows(
        "select dataset, value from evaluation.metrics where model = 'lunar' and metric = 'auroc' and part = 'test'"
    )
    assert {dataset for dataset, _ in found} == {"tcga", "glass"}
    assert all(value > 0.75 for _, value in found)


def test_every_model_is_scored_on_every_part_with_every_metric(demo):
    expected = len(MODEL_NAMES) * 3 * len(METRICS)
    assert demo.rows("select count(*) from evaluation.metrics") == [(expected,)]
    assert demo.rows("select count(distinct model) from evaluation.predictions") == [(len(MODEL_NAMES),)]


def test_the_default_attributions_add_up_and_the_errors_of_all_are_told(demo):
    errors = dict(demo.rows("select method, max(relative_error) from explanation.additivity group by all"))
    assert set(errors) == {"integrated_gradients", "deep", "permutation", "linear", "tree"}
    assert errors["integrated_gradients"] < 0.05 < errors["deep"]  # the method of the study does not add up


def test_the_replicates_that_are_published_are_those_of_the_summary(demo):
    replicates = demo.rows("select count(distinct replicate) from evaluation.replicates")
    assert replicates == demo.rows("select max(n) from evaluation.replicate_summary") == [(2,)]


def test_figures_show_at_their_assets(demo):
    import dagster as dg

    with dg.DagsterInstance.from_config(str(demo.warehouse / "dagster")) as instance:
        for stage, table, figure in (
            ("evaluation", "curves", "fig4_roc_pr"),
            ("cohort", "flow", "fig1_flow"),
            ("explanation", "importance", "fig5_attributions"),
            ("evaluation", "replicate_summary", "replicates"),
            ("features", "columns", "s3_mutation_frequency"),
            ("models", "lunar", "training_curves"),
        ):
            event = instance.get_latest_materialization_event(dg.AssetKey([stage, table]))
            assert event and event.asset_materialization
            shown = event.asset_materialization.metadata[figure].value
            assert str(shown).startswith("![") and "base64" in str(shown)


def test_intervals_contain_the_estimate(demo):
    assert demo.rows("select count(*) from evaluation.metrics where value not between ci_low and ci_high") == [(0,)]


def test_the_report_is_one_page_that_says_synthetic(demo):
    page = (demo.warehouse / "report" / "index.html").read_text()
    assert "SYNTHETIC DATA" in page
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    for figure in demo.rows("select figure from report.figures"):
        assert f'id="figure-{figure[0]}"' in page


def test_the_run_and_its_checks_are_in_the_instance_of_the_warehouse(demo):
    import dagster as dg

    with dg.DagsterInstance.from_config(str(demo.warehouse / "dagster")) as instance:
        runs = {run.job_name: run.status for run in instance.get_runs()}
        assert runs == dict.fromkeys(["full_refresh", "repeated_evaluation"], dg.DagsterRunStatus.SUCCESS)
        materialised = instance.all_asset_keys()
        partitions = instance.get_materialized_partitions(dg.AssetKey(["harmonized", "clinical"]))
    assert {key.path[0] for key in materialised} == set(STAGES)
    assert partitions == {"tcga", "glass"}


def test_one_gene_over_all_patients_is_a_query(demo):
    answer = demo.lunar("sql", "select dataset, count(*) from harmonized.expression where symbol = 'TP53' group by all")
    assert answer.returncode == 0 and "tcga" in answer.stdout and "glass" in answer.stdout


@pytest.mark.parametrize("name", ["queries", "tutorial", "stage_by_stage"])
def test_the_answers_in_the_docs_are_those_of_the_demo(demo, name):
    page = (CHECKOUT / "docs" / f"{name}.md").read_text()
    assert differences(page, answered(page, demo.warehouse / "lunar.duckdb")) == []


def test_the_queries_of_the_cards_have_answers(demo):
    of_cards = [query for page in CARDS for query in queries(page.read_text())]
    unanswered = [query for query in of_cards if select(demo.warehouse / "lunar.duckdb", query).empty]
    assert ["report.published_comparison" in query for query in unanswered] == [True]  # made-up data: no comparison


def test_pandas_and_polars_read_the_warehouse_as_the_guide_says(demo, monkeypatch):
    monkeypatch.chdir(demo.warehouse.parent)
    page = (CHECKOUT / "docs" / "how_to" / "ask_from_elsewhere.md").read_text()
    made: dict = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, made)
    ((patients,),) = demo.rows("select count(*) from cohort.patients")
    counted = [made["by_label"]["patients"].sum(), made["early"]["size"].sum(), len(made["patients_of_file"])]
    assert counted == [patients] * 3
    assert len(made["X"]) == len(made["y"]) == 133 and not {"label", "split"} & set(made["X"])
    assert set(made["by_type"]["dataset"]) == {"tcga", "glass"}


def test_the_notebook_goes_from_the_warehouse_to_a_figure(demo, monkeypatch):
    import jupytext
    import nbclient

    monkeypatch.setenv("LUNAR_WAREHOUSE", str(demo.warehouse))
    notebook = jupytext.read(CHECKOUT / "docs" / "notebooks" / "warehouse_to_figure.py")
    nbclient.NotebookClient(notebook, timeout=120).execute()
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output for output in shown) == 1
    assert any("SYNTHETIC" in output.get("text/plain", "") for output in shown)


def test_after_a_run_there_is_nothing_to_do(demo):
    done = demo.lunar("status", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0 and found["is_fine"]
    assert {one["stage"] for one in found["held"]} == set(STAGES)
    assert {one["check"] for one in found["red"]} >= {"times_are_events", "every_method_adds_up"}  # of the demo's plan
    assert demo.lunar("doctor").returncode == 0


def test_what_belongs_to_one_cohort_was_made_from_that_cohort_alone(demo):
    """Else a run over both would tie each to the other, and neither could be refreshed by itself."""
    store = Store(demo.warehouse)
    for table in ("harmonized.expression", "cohort.candidates"):
        for mine, other in (("tcga", "glass"), ("glass", "tcga")):
            lineage = store.versions(table, mine)[-1].footer["lineage"]
            assert f"raw.expression[{mine}]" in lineage
            assert not [name for name in lineage if name.endswith(f"[{other}]")]


def test_the_models_are_stored_without_pickle(demo):
    paths = demo.rows("select path from models.runs")
    assert len(paths) == len(MODEL_NAMES)
    files = {file.suffix for (path,) in paths for file in Path(path).iterdir()}
    assert files == {".safetensors", ".json", ".skops"}


def test_every_version_knows_that_it_is_synthetic_and_what_it_was_made_from(demo):
    import pyarrow.parquet as pq

    file = next((demo.warehouse / "evaluation" / "metrics").glob("*.parquet"))
    footer = json.loads(pq.read_metadata(file).metadata[b"lunar"])
    assert footer["facts"]["synthetic"] and footer["facts"]["seed"] == 42
    assert {"harmonized.clinical[glass]", "splits.assignments", "features.matrix"} <= set(footer["lineage"])


def test_the_snapshot_of_the_release_stands_alone(demo, tmp_path):
    (snapshot,) = (demo.warehouse / "snapshots").glob("demo-42-*.duckdb")
    copy = shutil.copy(snapshot, tmp_path)
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert (
            connection.execute("select count(*) from cohort.patients").fetchone()
            == demo.rows("select count(*) from cohort.patients")[0]
        )


def test_a_second_run_gives_the_same_tables_and_keeps_the_split(demo):
    before = demo.state()
    again = demo.lunar("run", "--verify", "--replicates", "1")  # the other replicate stays: nothing has changed
    assert again.returncode == 0, again.stderr
    assert "Verified: all" in again.stdout
    assert demo.state() == before
    assert demo.rows("select count(distinct run_id) from release.publications") == [(4,)]  # two runs, each of two jobs


def test_with_nothing_changed_a_run_makes_and_publishes_nothing(demo):
    before = demo.rows("select max(published_at) from release.publications")
    again = demo.lunar("run", "--replicates", "1")
    assert again.returncode == 0 and "Nothing has changed since the last publication" in again.stdout, again.stderr
    assert "Report:" in again.stdout
    assert demo.rows("select max(published_at) from release.publications") == before


def test_after_a_run_nothing_is_stale(demo):
    """Dagster compares the content hashes that it was told as data versions, and the versions of the rules."""
    import dagster as dg
    from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus  # has no public name
    from dagster._core.loader import LoadingContextForTest

    from lunar_assets.definitions import defs

    graph = defs.resolve_asset_graph()
    with dg.DagsterInstance.from_config(str(demo.warehouse / "dagster")) as instance:
        resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
        definitions = {key: graph.get(key).partitions_def for key in graph.get_all_asset_keys()}
        made = [
            (key, partition)
            for key, definition in definitions.items()
            for partition in (definition.get_partition_keys() if definition else [None])
            if resolver.get_status(key, partition) != StaleStatus.MISSING
        ]
        causes = [
            (*node, cause.reason, cause.dependency) for node in made for cause in resolver.get_stale_causes(*node)
        ]
    assert len(made) > 60
    assert causes == []


def test_both_cohorts_of_a_run_have_one_data_version(demo):
    import dagster as dg

    with dg.DagsterInstance.from_config(str(demo.warehouse / "dagster")) as instance:
        key = dg.AssetKey(["harmonized", "clinical"])
        events = [record.asset_materialization for record in instance.fetch_materializations(key, limit=2).records]
    assert {event.partition for event in events} == {"tcga", "glass"}
    assert len({event.tags["dagster/data_version"] for event in events}) == 1  # in whichever order Dagster names them


def test_a_blocked_run_publishes_nothing(demo):
    """A file of the source that was tampered with stops the run at its first stage."""
    before = demo.state()
    (clinical,) = (demo.warehouse / "raw" / "sources").glob("demo-*/datahub/difg_glass/data_clinical_patient.txt")
    content = clinical.read_bytes()
    clinical.write_bytes(content.replace(b"Female", b"Femole", 1))
    try:
        failed = demo.lunar("run")
    finally:
        clinical.write_bytes(content)
    assert failed.returncode == 1
    assert "data_clinical_patient.txt" in failed.stderr and "SHA256SUMS" in failed.stderr
    assert demo.state() == before


def test_half_of_the_data_is_refused_with_the_missing_partition(demo, tmp_path):
    """One cohort goes through its own stages and stops where the cohorts meet."""
    code = (
        "import dagster as dg\n"
        "from lunar_assets.definitions import defs\n"
        "job = defs.resolve_implicit_global_asset_job_def()\n"
        "keys = [k for k in job.asset_layer.executable_asset_keys if k.path[0] in ('raw', 'harmonized')]\n"
        "keys.remove(dg.AssetKey(['raw', 'files']))\n"
        "keys += [dg.AssetKey(['cohort', 'candidates']), dg.AssetKey(['cohort', 'cutoff'])]\n"
        "result = job.execute_in_process(asset_selection=keys, partition_key='tcga', raise_on_error=False)\n"
        "for event in result.get_step_failure_events():\n"
        "    print('FAILED', event.step_key, event.step_failure_data.error.cause.message)\n"
    )
    settings = demo.environment | {"LUNAR_WAREHOUSE": str(tmp_path / "half")}
    done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=False)
    failures = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert len(failures) == 1, done.stdout + done.stderr
    assert failures[0].startswith("FAILED cohort__cutoff")
    assert "cohort/candidates of dataset glass has not been materialised" in failures[0]
