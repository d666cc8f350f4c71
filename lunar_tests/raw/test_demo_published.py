"""The published split of the demo cohort: whole, stratified, with a site that training never sees."""

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from lunar_assets.raw.demo.plan import Plan, make_plan
from lunar_tests.raw.conftest import DEMO_SEED

PARTS = ("train", "val", "test")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(DEMO_SEED, "small")


def assigned(folder: Path, plan: Plan, dataset: str) -> pd.DataFrame:
    """The final cohort with its part, as the archive has it."""
    with zipfile.ZipFile(folder / "lunar/other.zip") as archive:
        split = json.loads(archive.read(f"other/{dataset}_splits.json"))
    part = {sample: part for part in PARTS for sample in split[part]}
    assert sum(map(len, split.values())) == len(part), "nobody is in two parts"
    final = plan.final(dataset)
    assert set(part) == set(final["sample_id"])
    return final.assign(part=final["sample_id"].map(part))


@pytest.mark.parametrize(("dataset", "sizes"), [("tcga", [133, 29, 29]), ("glass", [70, 15, 16])])
def test_parts_have_the_sizes_of_the_study(demo_folder, plan, dataset, sizes):
    counts = assigned(demo_folder, plan, dataset)["part"].value_counts()
    assert [counts[part] for part in PARTS] == sizes


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_every_stratum_is_within_one_patient_of_its_share(demo_folder, plan, dataset):
    rows = assigned(demo_folder, plan, dataset)
    counts = pd.crosstab([rows["label"], rows["grade"]], rows["part"])
    shares = rows["part"].value_counts() / len(rows)
    expected = pd.DataFrame({part: counts.sum(axis=1) * shares[part] for part in PARTS})
    assert (counts[list(PARTS)] - expected).abs().to_numpy().max() <= 1


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_a_site_has_patients_outside_of_train_only(demo_folder, plan, dataset):
    rows = assigned(demo_folder, plan, dataset)
    trained = set(rows.loc[rows["part"] == "train", "site"])
    unseen = rows[~rows["site"].isin(trained)]
    assert len(unseen) == 2
    assert unseen["unseen_site"].all()


def test_the_sidecar_is_no_split(demo_folder):
    with zipfile.ZipFile(demo_folder / "lunar/other.zip") as archive, pytest.raises(json.JSONDecodeError):
        json.loads(archive.read("__MACOSX/other/._glass_splits.json"))


def test_the_study_nomenclature_holds_autosomes_only(demo_folder):
    with zipfile.ZipFile(demo_folder / "lunar/other.zip") as archive, archive.open("other/HGNC_all.txt") as file:
        table = pd.read_csv(file, sep="\t", dtype=str, keep_default_na=False)
    assert table["Chromosome"].str.match(r"\d").all()
    assert "ATRX" not in set(table["Approved_symbol"])
    assert table["Alias_symbols"].str.contains(", ").any()
    # the study's rule: an alias written later overwrites a gene's own symbol
    taken = set(table["Alias_symbols"].str.split(", ").explode()) & set(table["Approved_symbol"])
    assert len(taken) >= 5
