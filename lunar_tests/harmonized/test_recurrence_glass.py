"""The statements about recurrence in GLASS: the surgery of the first recurrence."""

import pandas as pd
import pytest

from lunar_assets.errors import FormatError
from lunar_assets.harmonized import recurrence_glass
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES as CONTRACTS
from lunar_tests.harmonized.upstream_files import write_tables

CONTRACT = next(table for table in CONTRACTS if table.name == "recurrence_events")
CLINICAL = pd.DataFrame({"dataset": "glass", "sample_id": ["GLSS-LU-0001-TP"], "patient_id": ["GLSS-LU-0001"]})


def build(folder, *surgeries):
    rows = [{"PATIENT_ID": patient, "SAMPLE_ID": sample, "START_DATE": day} for patient, sample, day in surgeries]
    files = write_tables(folder, recurrence_glass.TABLES, {"data_timeline_surgery.txt": rows})
    events = recurrence_glass.build(files, CLINICAL)
    conform(events, CONTRACT)
    return events


def test_only_the_first_recurrence_of_a_known_patient_counts(tmp_path):
    events = build(
        tmp_path,
        ("GLSS-LU-0001", "GLSS-LU-0001-TP", 17),
        ("GLSS-LU-0001", "GLSS-LU-0001-R1", 548),
        ("GLSS-LU-0001", "GLSS-LU-0001-R2", 900),
        ("GLSS-XX-0009", "GLSS-XX-0009-R1", 100),
        ("GLSS-LU-0001", "", 5),
    )
    assert events.to_dict("records") == [
        {
            "dataset": "glass",
            "sample_id": "GLSS-LU-0001-TP",
            "source": "datahub/difg_glass/data_timeline_surgery.txt",
            "field": "START_DATE",
            "value": "548",
            "tier": 1,
            "day": 548.0,
            "explicit": True,
        }
    ]


def test_a_surgery_without_a_day_is_explicit_and_undated(tmp_path):
    events = build(tmp_path, ("GLSS-LU-0001", "GLSS-LU-0001-R1", "NA"))
    assert events[["field", "value", "explicit"]].to_numpy().tolist() == [["SAMPLE_ID", "GLSS-LU-0001-R1", True]]
    assert events[["tier", "day"]].isna().all(axis=None)


def test_an_impossible_day_is_refused(tmp_path):
    with pytest.raises(FormatError, match="START_DATE: found '-1'"):
        build(tmp_path, ("GLSS-LU-0001", "GLSS-LU-0001-R1", -1))
