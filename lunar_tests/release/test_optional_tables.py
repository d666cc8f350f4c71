"""Tables of other jobs are published beside the rest as long as they were made from the same contents and settings."""

import duckdb
import pandas as pd
import pytest

from lunar_assets.release.publication import optional_versions
from lunar_assets.warehouse.catalogue import build_tables, build_views
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.provenance import CODE_VERSION
from lunar_assets.warehouse.store import Store

FACTS = {"source": "demo", "synthetic": True, "seed": 42, "symbols": "hgnc", "shared_genes": "train"}
FACTS |= {
    "baselines": "train",
    "device": "cpu",
    "code_version": "0",
    "demo_cohort": "42, small",
    "cutoff_days": None,
    "splits": "auto",
}
FACTS |= {"code": CODE_VERSION}
PARTITIONS = {name: [str(n) for n in range(4)] if t.partition == "replicate" else [""] for name, t in TABLES.items()}
SUMMARY = {"model": "lunar", "dataset": "tcga", "part": "test", "metric": "auroc", "mean": 0.7, "sd": 0.1, "q05": 0.5}
SUMMARY |= {"q95": 0.9, "mean_rank": 2.0, "difference_to_clinical_only": 0.0, "ci_low": -0.1, "ci_high": 0.1, "n": 2}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path, {"evaluation.replicates": frozenset({"contract"})})


def cutoff(store, days):
    """A table of the full refresh that everything else is made from."""
    row = {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": days, "rule": "computed"}
    return write(store, "cohort.cutoff", row, [])


def replicate(store, number, inputs, facts=FACTS, passed=True):
    row = {"replicate": number, "model": "lunar", "dataset": "tcga", "part": "test", "metric": "auroc", "value": 0.7}
    row |= {"n": 29, "n_train": 133, "one_class": False}
    version = write(store, "evaluation.replicates", row, inputs, str(number), facts)
    store.record(version, "contract", {"passed": passed})
    return version


def write(store, table, row, inputs, partition="", facts=FACTS):
    return store.write(table, partition, pd.DataFrame([row]), run_id="aaaaaaaa", inputs=inputs, facts=facts)


def chosen(store, *versions, facts=FACTS):
    return {v.name for v in optional_versions(store, PARTITIONS, "bbbbbbbb", facts, versions)}


def test_without_any_there_is_nothing_to_publish(store):
    assert chosen(store, cutoff(store, 390.0)) == set()


def test_a_summary_comes_with_exactly_the_replicates_that_it_sums_up(store):
    base = cutoff(store, 390.0)
    summed_up = [replicate(store, number, [base]) for number in (0, 1)]
    replicate(store, 2, [base])
    write(store, "evaluation.replicate_summary", SUMMARY, summed_up)
    assert chosen(store, base) == {
        "evaluation.replicates[0]",
        "evaluation.replicates[1]",
        "evaluation.replicate_summary",
    }


def test_replicates_without_a_summary_stand_alone(store):
    base = cutoff(store, 390.0)
    replicate(store, 2, [base])
    assert chosen(store, base) == {"evaluation.replicates[2]"}


def test_what_was_made_from_other_data_is_left_out(store):
    made_from = [replicate(store, 0, [cutoff(store, 390.0)])]
    write(store, "evaluation.replicate_summary", SUMMARY, made_from)
    assert chosen(store, cutoff(store, 400.0)) == set()


@pytest.mark.parametrize("setting", ["seed", "symbols", "shared_genes", "baselines", "source"])
def test_what_was_made_under_another_setting_is_left_out(store, setting):
    base = cutoff(store, 390.0)
    replicate(store, 0, [base], FACTS | {setting: "other"})
    replicate(store, 1, [base])
    assert chosen(store, base) == {"evaluation.replicates[1]"}


def test_what_has_not_passed_its_checks_is_left_out(store):
    base = cutoff(store, 390.0)
    replicate(store, 0, [base], passed=False)
    assert chosen(store, base) == set()


def test_a_catalogue_has_them_without_rows_until_their_job_has_run(store):
    base = cutoff(store, 390.0)
    build_views(store.root / "lunar.duckdb", [base])
    build_tables(store.root, store.root / "snapshot.duckdb", [base])
    for catalogue in ("lunar.duckdb", "snapshot.duckdb"):
        with duckdb.connect(str(store.root / catalogue), read_only=True) as connection:
            found = connection.execute("describe evaluation.replicates").fetchall()
            assert [row[0] for row in found] == [column.name for column in TABLES["evaluation.replicates"].columns]
            assert connection.execute("select count(*) from evaluation.replicates").fetchone() == (0,)
            (comment,) = connection.execute(
                "select comment from (select comment, view_name as name from duckdb_views() union all "
                "select comment, table_name from duckdb_tables()) where name = 'replicates'"
            ).fetchone() or ("",)
            assert comment.endswith("No rows: its job has not run.")
