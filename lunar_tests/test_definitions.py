"""The graph as Dagster loads it: ten stages, complete nodes, nothing heavy imported."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import dagster as dg
import pytest

import lunar_assets
from lunar_assets.definitions import defs
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.warehouse.contracts import STAGES, TABLES

GRAPH = defs.resolve_asset_graph()
KEYS = sorted(GRAPH.materializable_asset_keys)
EXPECTED = {dg.AssetKey(name.split(".")) for name, table in TABLES.items() if table.partition != "model"} | {
    dg.AssetKey(["models", name]) for name in MODEL_NAMES
}
OF_DAGSTER = ("assets.py", "checks.py", "resources.py", "schedules.py", "sensors.py")
OF_OTHER_JOBS = {dg.AssetKey(name.split(".")) for name, table in TABLES.items() if table.optional}
PUBLISHING = {key for key in EXPECTED if key.path[0] in ("report", "release")}


def test_every_table_and_model_is_a_node_and_no_other():
    assert set(KEYS) == EXPECTED


def test_groups_are_the_ten_stages():
    assert {GRAPH.get(key).group_name for key in KEYS} == set(STAGES)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.to_user_string())
def test_every_node_says_what_it_is(key):
    node = GRAPH.get(key)
    assert node.description and node.kinds and node.owners and node.code_version
    assert node.metadata["dagster/column_schema"].columns
    assert node.group_name == key.path[0]
    assert node.tags["lunar/stage"] == f"{STAGES.index(key.path[0]) + 1:02}_{key.path[0]}"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.to_user_string())
def test_every_node_leads_to_its_code(key):
    (reference,) = GRAPH.get(key).metadata["dagster/code_references"].code_references
    assert Path(reference.file_path).relative_to(Path(lunar_assets.__file__).parent).parts[0] == key.path[0]
    assert (
        Path(reference.file_path).read_text().splitlines()[reference.line_number - 1].strip().startswith(("@", "def"))
    )


def test_the_first_sentence_of_every_node_is_short_enough_for_the_graph():
    for key in KEYS:
        first = GRAPH.get(key).description.split("\n\n")[0]
        assert first.endswith(".") and len(first) < 260, key


def test_edges_go_from_left_to_right():
    for key in KEYS:
        for parent in GRAPH.get(key).parent_keys:
            assert STAGES.index(parent.path[0]) <= STAGES.index(key.path[0])


def test_what_belongs_to_one_cohort_or_replicate_is_partitioned_and_the_rest_is_not():
    keys = {"dataset": ["tcga", "glass"], "replicate": [str(number) for number in range(100)]}
    for key in KEYS:
        contract = TABLES.get(".".join(key.path))
        partitions = GRAPH.get(key).partitions_def
        expected = keys.get(str(contract.partition)) if contract else None
        assert (partitions.get_partition_keys() if partitions else None) == expected


def test_every_table_has_a_blocking_contract_check_and_every_check_a_description():
    specs = [spec for check in defs.asset_checks or [] for spec in check.check_specs]
    assert {spec.asset_key for spec in specs if spec.name.startswith("contract") and spec.blocking} == EXPECTED
    assert all(spec.description for spec in specs)


def test_the_full_refresh_covers_everything_in_one_run():
    job = defs.resolve_job_def("full_refresh")
    assert set(job.asset_layer.executable_asset_keys) == EXPECTED - OF_OTHER_JOBS
    assert job.tags["dagster/asset_partition_range_start"] == "tcga"
    assert job.tags["dagster/asset_partition_range_end"] == "glass"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("repeated_evaluation", ["replicates", "replicate_features", "replicate_summary", "feature_stability"]),
        ("shuffled_labels", ["shuffled_labels"]),
        ("tuning", ["trials"]),
    ],
)
def test_jobs_of_their_own_make_their_tables_and_publish_them(name, made):
    found = set(defs.resolve_job_def(name).asset_layer.executable_asset_keys)
    assert found == {key for key in OF_OTHER_JOBS if key.path[1] in made} | PUBLISHING


def test_the_repeated_evaluation_covers_fifty_replicates_in_one_run():
    tags = defs.resolve_job_def("repeated_evaluation").tags
    assert tags["dagster/asset_partition_range_start"] == "0"
    assert tags["dagster/asset_partition_range_end"] == "49"


def test_the_publication_waits_for_every_table():
    """Also for those of jobs of their own: a job that makes one and publishes must not publish first."""
    publications = dg.AssetKey(["release", "publications"])
    assert GRAPH.get(publications).parent_keys == EXPECTED - {publications}


def test_every_table_of_a_job_of_its_own_is_made_by_one():
    jobs = ("repeated_evaluation", "shuffled_labels", "tuning")
    made = set.union(*(set(defs.resolve_job_def(job).asset_layer.executable_asset_keys) for job in jobs))
    assert made >= OF_OTHER_JOBS
    retrained = set(defs.resolve_job_def("retrain").asset_layer.executable_asset_keys)
    assert not retrained & OF_OTHER_JOBS


def test_loading_definitions_imports_nothing_heavy():
    code = (
        "import sys, lunar_assets.definitions\n"
        "heavy = 'torch shap sklearn scipy xgboost matplotlib optuna captum openpyxl'.split()\n"
        "sys.exit(', '.join(sorted({*heavy} & set(sys.modules))) or None)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr


def test_loading_definitions_warns_of_nothing():
    """Every warning is an error here; the only ones kept quiet are those that `nodes` names, with the reason."""
    code = "from lunar_assets.definitions import defs; defs.get_repository_def().load_all_definitions()"
    of_others = "ignore::DeprecationWarning"  # Python shows them to nobody; a dependency may begin with one any day
    command = [sys.executable, "-W", "error", "-W", of_others, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0 and loaded.stderr == "", loaded.stderr


def test_workspace_and_project_file_name_the_same_module():
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["dg"]["project"]
    workspace = (root / "workspace.yaml").read_text()
    assert f"module_name: {project['root_module']}.definitions" in workspace
    assert f"location_name: {project['code_location_name']}" in workspace


@pytest.mark.parametrize("stage", STAGES)
def test_annotations_that_dagster_reads_are_not_postponed(stage):
    """Postponed annotations make typed contexts and configs fail when definitions load."""
    folder = Path(lunar_assets.__file__).parent
    for path in [*(folder / stage / name for name in OF_DAGSTER), folder / "graph" / "nodes.py"]:
        assert not path.exists() or "from __future__ import annotations" not in path.read_text()


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "release"])
def test_science_imports_neither_dagster_nor_the_warehouse(stage):
    """All modules of a stage but what Dagster sees; the release is about the warehouse itself."""
    for path in (Path(lunar_assets.__file__).parent / stage).rglob("*.py"):
        if path.name not in OF_DAGSTER:
            text = path.read_text()
            assert not re.search(r"^\s*(import|from) (dagster|lunar_assets\.warehouse)", text, re.MULTILINE), path


def test_a_refresh_of_glass_makes_all_that_depends_on_it_anew_and_nothing_else():
    refreshed = defs.resolve_job_def("glass_refresh").asset_layer.executable_asset_keys
    everything = defs.resolve_job_def("full_refresh").asset_layer.executable_asset_keys
    of_neither = {
        dg.AssetKey(["raw", "genes"]),
        dg.AssetKey(["raw", "published"]),
        dg.AssetKey(["harmonized", "genes"]),
    }
    assert everything - refreshed == of_neither and refreshed < everything
    tags = defs.resolve_job_def("glass_refresh").tags
    assert {tags["dagster/asset_partition_range_start"], tags["dagster/asset_partition_range_end"]} == {"glass"}
