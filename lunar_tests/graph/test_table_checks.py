"""Every check of the platform: where it hangs, what it says of itself, and whether red stops a run."""

import pandas as pd
import pytest

from lunar_assets.definitions import defs, warehouse
from lunar_assets.graph.table_checks import CHECKS
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.judge import judge

OF_MODELS = {"models.runs", "models.history"}


def test_every_table_keeps_its_contract_or_stops_the_run():
    without = {table for table in TABLES if not any("contract" in name for name in warehouse.required_checks[table])}
    assert without == set()


def test_every_check_says_in_a_sentence_what_it_makes_sure_of():
    silent = [key for key, check in CHECKS.items() if not check.description.strip().endswith((".", ")"))]
    assert silent == []


def test_every_check_hangs_on_an_asset_of_its_table():
    models = {f"models/{name}" for name in MODEL_NAMES}
    for check in CHECKS.values():
        assert check.asset in (models if check.table in OF_MODELS else {check.table.replace(".", "/")})


def test_the_definitions_hold_exactly_the_checks_of_the_list():
    found = {(key.asset_key.to_user_string(), key.name) for key in defs.resolve_asset_graph().asset_check_keys}
    assert found == set(CHECKS)


def test_no_check_has_partitions_of_its_own():
    graph = defs.resolve_asset_graph()
    assert all(graph.get(key).partitions_def is None for key in graph.asset_check_keys)


@pytest.mark.parametrize(("day", "passes"), [(390.0, True), (389.0, False)])
def test_a_check_can_be_asked_without_a_run(own_warehouse, day, passes):
    cutoff = {"tcga_median_days": [445.0], "glass_median_days": [335.0], "cutoff_days": [390.0], "rule": ["computed"]}
    patient = {
        "dataset": "tcga",
        "sample_id": "TCGA-06-0125-01",
        "patient_id": "TCGA-06-0125",
        "age": 63.0,
        "sex": "Female",
        "grade": 4,
        "idh_codel_subtype": "IDHwt",
        "histology": "Glioblastoma",
        "histology_cns5": "Glioblastoma",
        "tissue_source_site": "06",
        "race": None,
        "ethnicity": None,
        "vital_status": "Deceased",
        "ttr_days": day,
        "ttr_tier": 1,
        "ttr_field": "days_to_recurrence",
        "ttr_is_censoring_time": False,
        "label": 0,
    }
    tables = {"cohort.patients": pd.DataFrame([patient]), "cohort.cutoff": pd.DataFrame(cutoff)}
    outcome = judge("cohort/patients", "label_follows_cutoff", tables)
    assert outcome.passed == passes
    assert outcome.measured["cutoff_days"] == 390
