"""Tables that do not belong together, or not to the run, are refused with all that differs and what to do."""

import pandas as pd
import pytest

from lunar_assets.errors import InconsistentDataError
from lunar_assets.settings import Settings
from lunar_assets.warehouse.provenance import COUNTS_FROM, assert_together, mismatches, outdated, same_settings
from lunar_assets.warehouse.resources import Warehouse

FACTS = {
    "source": "demo",
    "demo_cohort": "42, small",
    "code": "1",
    "symbols": "hgnc",
    "cutoff_days": None,
    "seed": 42,
    "splits": "auto",
    "shared_genes": "train",
    "baselines": "train",
    "device": "cpu",
}


def write(store, table, frame, run_id="aaaaaaaa-1", partition="", inputs=(), **other):
    return store.write(table, partition, frame, run_id=run_id, inputs=inputs, facts=FACTS | other)


def cutoff(store, days=390.0, **other):
    row = {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": days, "rule": "computed"}
    return write(store, "cohort.cutoff", pd.DataFrame([row]), **other)


def test_tables_made_from_different_versions_of_one_input_are_refused(store, genes, mutations):
    old = write(store, "harmonized.genes", genes)
    new = write(store, "harmonized.genes", genes.iloc[:1], "bbbbbbbb-2")
    made = write(store, "harmonized.mutations", mutations.query("dataset == 'tcga'"), partition="tcga", inputs=[old])
    with pytest.raises(
        InconsistentDataError, match=r"(?s)harmonized.genes: content .* in harmonized.mutations\[tcga\] but"
    ) as refused:
        assert_together([made, new], FACTS)
    assert "Materialise harmonized.mutations[tcga] again" in str(refused.value)


def test_a_rewritten_input_with_the_same_content_is_consistent(store, genes, mutations):
    old = write(store, "harmonized.genes", genes)
    same = write(store, "harmonized.genes", genes, "bbbbbbbb-2")
    made = write(store, "harmonized.mutations", mutations.query("dataset == 'tcga'"), partition="tcga", inputs=[old])
    assert mismatches([made, same]) == []


def test_two_users_of_an_input_that_is_not_among_them_must_agree_and_the_later_one_counts(store, genes, mutations):
    """Both may be read without their common input, as a report reads metrics and predictions."""
    versions = []
    for number, content in enumerate((genes, genes.iloc[:1])):
        run = f"{number}aaaaaaa"
        source = write(store, "harmonized.genes", content, run)
        key = ("tcga", "glass")[number]
        rows = mutations[mutations["dataset"] == key]
        versions.append(write(store, "harmonized.mutations", rows, run, key, [source]))
    assert outdated(versions, FACTS) == ["harmonized.mutations[tcga]"]


def test_all_that_differs_is_listed_at_once(store, genes):
    made = [write(store, "harmonized.genes", genes), cutoff(store)]
    run = FACTS | {"source": "public", "demo_cohort": "none", "cutoff_days": 365.0}
    with pytest.raises(InconsistentDataError) as refused:
        assert_together(made, run)
    assert "LUNAR_SOURCE is public in this run, but another one made harmonized.genes (demo)" in str(refused.value)
    assert "LUNAR_CUTOFF_DAYS is 365.0 in this run, but another one made cohort.cutoff (None)" in str(refused.value)
    assert "Materialise cohort.cutoff, harmonized.genes again" in str(refused.value)


@pytest.mark.parametrize(
    ("setting", "value", "fits"),
    [
        ("source", "public", False),
        ("demo_cohort", "7, small", False),
        ("code", "2", False),
        ("symbols", "study_code", False),
        ("cutoff_days", 365.0, False),
        ("seed", 7, True),
        ("splits", "generated", True),
        ("shared_genes", "study_code", True),
        ("baselines", "train_validation", True),
    ],
)
def test_a_setting_counts_from_the_first_stage_that_hangs_on_it(store, setting, value, fits):
    """A cutoff is the same whatever seed splits its patients; so the split alone can be drawn again."""
    assert same_settings(cutoff(store), FACTS | {setting: value}) is fits


def test_a_table_from_a_time_when_a_setting_was_not_recorded_is_refused(store, genes):
    facts = {name: value for name, value in FACTS.items() if name != "code"}
    old = store.write("harmonized.genes", "", genes, run_id="aaaaaaaa", inputs=[], facts=facts)
    with pytest.raises(InconsistentDataError, match=r"version of the rules.*harmonized.genes \(not recorded\)"):
        assert_together([old], FACTS)


def test_every_setting_that_changes_a_table_is_recorded_and_counts(own_warehouse):
    # Where bytes lie, and what does the work: the same bytes give the same tables.
    of_other_things = {"mirror", "warehouse", "local", "executor"}
    part_of_the_demo = {"scale"}
    settings = set(vars(Settings())) - of_other_things - part_of_the_demo
    assert settings <= set(COUNTS_FROM) <= set(Warehouse().facts())
