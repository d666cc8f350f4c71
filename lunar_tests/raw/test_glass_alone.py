"""A refresh of GLASS leaves the files of TCGA alone, and still compares what it can see without opening them."""

import os
import subprocess
import sys

import pytest

CODE = """
import dagster as dg
from lunar_assets.definitions import defs
from lunar_assets.words import DATASETS, GLASS
from lunar_assets.partitions import partition_range
job = defs.resolve_job_def({job!r})
keys = [k for k in job.asset_layer.executable_asset_keys if k.path[0] in ("raw", "harmonized")]
keys += [dg.AssetKey(["cohort", "candidates"]), dg.AssetKey(["cohort", "cutoff"])]
result = job.execute_in_process(asset_selection=keys, raise_on_error=False)
for event in result.get_step_failure_events():
    if event.step_failure_data.error.cause:  # no blocked check, whose figures follow
        print("FAILED", event.step_key)
for check in result.get_asset_check_evaluations():
    if check.check_name == "files_are_as_recorded":
        print(check.description, check.metadata["files_compared_by_size"].value)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    warehouse = tmp_path_factory.mktemp("warehouse")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LUNAR_", "DAGSTER_"))}

    def run(job):
        command = [sys.executable, "-c", CODE.format(job=job)]
        settings = environment | {"LUNAR_WAREHOUSE": str(warehouse)}
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()

    run.warehouse = warehouse
    return run


@pytest.fixture(scope="module")
def tcga_files(run):
    """After a first run of both cohorts, every file of TCGA is one of zeros, as long as before."""
    assert run("full_refresh") == ["0 of 26 files differ from their record. 0"]
    (source,) = (run.warehouse / "raw" / "sources").glob("demo-*-*/")
    found = [path for path in source.rglob("*") if path.is_file() and not in_use(path.relative_to(source).parts)]
    for path in found:
        path.write_bytes(bytes(path.stat().st_size))
    return found


def in_use(parts):
    """Whether a file of the source is one that GLASS needs, or the list of all of them."""
    return parts[-1] == "SHA256SUMS" or parts[0] in ("hgnc", "lunar") or "difg_glass" in parts


@pytest.mark.pipeline
def test_a_glass_refresh_opens_no_file_of_tcga(run, tcga_files):
    assert len(tcga_files) == 16
    assert run("glass_refresh") == ["0 of 26 files differ from their record. 18"]


@pytest.mark.pipeline
def test_a_file_of_tcga_that_has_shrunk_is_named_all_the_same(run, tcga_files):
    shrunk = tcga_files[0]
    shrunk.write_bytes(shrunk.read_bytes()[:-1])
    said = run("glass_refresh")
    assert said[-1].startswith("1 of 26 files differ") and f"{shrunk.name}: bytes is" in said[-1]


@pytest.mark.pipeline
def test_a_full_refresh_opens_them_all(run, tcga_files):
    said = run("full_refresh")
    assert "FAILED raw__clinical" in said
