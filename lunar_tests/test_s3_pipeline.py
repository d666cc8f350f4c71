"""The whole demo with its tables on S3: the same tables, green checks, and everything that users do afterwards."""

from dataclasses import replace

import pandas as pd
import pytest

from lunar_assets.warehouse.store import Store
from lunar_tests.conftest import Demo, shared_folder

pytestmark = pytest.mark.pipeline


@pytest.fixture(scope="module")
def on_s3(tmp_path_factory, s3_environment, demo):
    """The demo's run again, with its Parquet files in a bucket; what else there is lies in a folder."""
    import s3fs

    client = {"key": s3_environment["AWS_ACCESS_KEY_ID"], "secret": s3_environment["AWS_SECRET_ACCESS_KEY"]}
    fs = s3fs.S3FileSystem(**client, endpoint_url=s3_environment["AWS_ENDPOINT_URL"], use_listings_cache=False)
    fs.mkdir("pipeline")
    root = shared_folder(tmp_path_factory) / "on_s3" / "local"
    root.parent.mkdir()
    settings = {"LUNAR_WAREHOUSE": "s3://pipeline/demo", "LUNAR_LOCAL": str(root)}
    site = Demo(root, demo.environment | s3_environment | settings, "")
    done = site.lunar("run")
    assert done.returncode == 0, done.stderr + done.stdout
    return replace(site, output=done.stdout), fs


def keys(fs, under: str = "") -> list[str]:
    return [path.removeprefix("pipeline/demo/") for path in fs.find(f"pipeline/demo/{under}")]


def contents(listed: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Content hash of every table of the last publication of a list."""
    last = listed[listed["published_at"] == listed["published_at"].max()]
    return {(row.table_name, row.partition): row.content_hash for row in last.itertuples()}


def test_the_tables_are_those_of_a_run_on_the_disk(demo, on_s3):
    _, fs = on_s3
    of_disk = pd.read_parquet(Store(demo.as_it_was).versions("release.publications", "")[-1].path)
    newest = max(key for key in fs.find("pipeline/demo/release/publications") if key.endswith(".parquet"))
    with fs.open(newest) as file:
        of_s3 = pd.read_parquet(file)
    assert len(contents(of_disk)) > 70
    assert contents(of_s3) == contents(of_disk)


def test_tables_are_in_the_bucket_and_all_else_in_the_folder(on_s3):
    site, fs = on_s3
    assert {key.rpartition(".")[2] for key in keys(fs)} == {"parquet", "json"}
    assert not list(site.warehouse.rglob("*.parquet")) and not list(site.warehouse.rglob("*.partial"))
    there = {path.name for path in site.warehouse.iterdir()}
    assert {"lunar.duckdb", "work.duckdb", "report", "snapshots", "models", "raw", "dagster"} <= there
    assert [path.name for path in site.warehouse.parent.iterdir()] == [site.warehouse.name]


def test_every_check_is_as_green_as_on_the_disk(on_s3):
    site, _ = on_s3
    done = site.lunar("status")
    assert done.returncode == 0 and "red: " not in done.stdout, done.stdout + done.stderr
    assert site.lunar("doctor").returncode == 0


def test_queries_are_answered_and_a_release_compares_with_itself(on_s3):
    site, _ = on_s3
    found = site.lunar("sql", "--json", "select count(*) as n from harmonized.expression")
    assert found.returncode == 0 and '"n":' in found.stdout, found.stderr
    (snapshot,) = (site.warehouse / "snapshots").glob("*.duckdb")
    same = site.lunar("diff", snapshot.stem, str(site.warehouse / "lunar.duckdb"))
    assert same.returncode == 0 and "No patient came, left or changed." in same.stdout, same.stderr


def test_later_publications_remove_what_is_no_longer_listed(on_s3):
    site, fs = on_s3
    first = keys(fs, "report/pages")
    for _ in range(2):  # with the two of `lunar run`, the first one drops out of the last three
        done = site.lunar("run", "--job", "repeated_evaluation", "--replicates", "1")
        assert done.returncode == 0, done.stderr + done.stdout
    left = [key for key in keys(fs, "report/pages") if key.endswith(".parquet")]
    assert len(left) == 3 and len(set(first) - set(keys(fs, "report/pages"))) >= 1
    assert site.lunar("sql", "from cohort.flow").returncode == 0 and site.lunar("doctor").returncode == 0
