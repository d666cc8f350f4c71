"""A table of another job is read only as far as it fits the tables and settings of now."""

import pandas as pd
import pytest

from lunar_assets.warehouse.resources import Warehouse

RUN, OTHER_RUN = "aaaaaaaa", "bbbbbbbb"


@pytest.fixture
def warehouse(tmp_path, monkeypatch):
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path))
    return Warehouse()


def cutoff(warehouse, days, run_id=OTHER_RUN):
    row = {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": days, "rule": "computed"}
    frame = pd.DataFrame([row])
    return warehouse.store.write("cohort.cutoff", "", frame, run_id=run_id, inputs=[], facts=warehouse.facts())


def stable_feature(warehouse, share, inputs):
    frame = pd.DataFrame([{"feature": "age", "modality": "clinical", "share_selected": share, "n": 5}])
    return warehouse.store.write(
        "evaluation.feature_stability", "", frame, run_id=OTHER_RUN, inputs=inputs, facts=warehouse.facts()
    )


def test_a_table_that_was_never_made_has_no_rows_but_its_columns(warehouse):
    found = warehouse.current("evaluation.feature_stability", RUN).frame()
    assert found.empty and list(found.columns) == ["feature", "modality", "share_selected", "n"]


def test_a_table_that_was_made_from_what_is_there_now_is_read(warehouse):
    stable_feature(warehouse, 1.0, [cutoff(warehouse, 390.0)])
    cutoff(warehouse, 390.0)  # made again, with the same content
    assert list(warehouse.current("evaluation.feature_stability", RUN).frame()["share_selected"]) == [1.0]


def test_a_table_that_was_made_from_other_contents_is_not(warehouse):
    stable_feature(warehouse, 1.0, [cutoff(warehouse, 390.0)])
    cutoff(warehouse, 400.0, RUN)
    assert warehouse.current("evaluation.feature_stability", RUN).frame().empty


class Guarded(Warehouse):
    """A warehouse in which the cutoff has to pass its contract."""

    @property
    def required_checks(self):
        return {"cohort.cutoff": ["contract"]}


def test_another_run_does_not_see_what_is_not_audited_yet(monkeypatch, tmp_path):
    monkeypatch.setenv("LUNAR_WAREHOUSE", str(tmp_path))
    warehouse = Guarded()
    first = cutoff(warehouse, 390.0)
    warehouse.store.record(first, "contract", {"passed": True})
    stable_feature(warehouse, 1.0, [first])
    cutoff(warehouse, 400.0, RUN)
    assert warehouse.current("evaluation.feature_stability", RUN).frame().empty
    assert len(warehouse.current("evaluation.feature_stability", "cccccccc").frame()) == 1


def test_a_table_that_was_made_under_another_seed_is_not(warehouse, monkeypatch):
    stable_feature(warehouse, 1.0, [cutoff(warehouse, 390.0)])
    monkeypatch.setenv("LUNAR_SEED", "7")
    assert warehouse.current("evaluation.feature_stability", RUN).frame().empty
