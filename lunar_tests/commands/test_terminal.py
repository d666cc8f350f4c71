"""How commands speak: JSON for scripts, whole lines where there is no terminal, texts of the data as they are."""

import json
import subprocess
import sys

import pandas as pd

from lunar_assets.commands.terminal import print_frame, print_json

LONG = "a reason that is longer than any line of a terminal " * 10
FRAME = pd.DataFrame(
    {
        "sample_id": ["TCGA-06-0001-01", "GLSS-19-0266-TP"],
        "ttr_days": [390.125, None],
        "reason": [None, "[red]no events[/]"],
        "at": pd.to_datetime(["2026-11-23 12:00", None], utc=True),
    }
)


def test_json_of_a_frame_is_an_object_a_row_with_null_for_what_is_missing(capsys):
    print_json(FRAME)
    assert json.loads(capsys.readouterr().out) == [
        {"sample_id": "TCGA-06-0001-01", "ttr_days": 390.125, "reason": None, "at": "2026-11-23T12:00:00.000Z"},
        {"sample_id": "GLSS-19-0266-TP", "ttr_days": None, "reason": "[red]no events[/]", "at": None},
    ]


def test_json_of_several_tables_is_one_object(capsys):
    print_json({"files": FRAME[["sample_id"]], "notes": {"a": "b"}})
    found = json.loads(capsys.readouterr().out)
    assert found == {"files": FRAME[["sample_id"]].to_dict("records"), "notes": {"a": "b"}}


def test_numbers_keep_their_digits_in_json(capsys):
    print_json(pd.DataFrame({"auroc": [2 / 3]}))
    assert abs(json.loads(capsys.readouterr().out)[0]["auroc"] - 2 / 3) < 1e-15


def test_markup_in_the_data_is_shown_as_it_is(capsys):
    print_frame(FRAME)
    assert "[red]no events[/]" in capsys.readouterr().out


def test_where_there_is_no_terminal_a_row_is_a_line():
    table = f"pd.DataFrame({{'a': [{LONG!r}]}})"
    code = f"import pandas as pd; from lunar_assets.commands.terminal import print_frame; print_frame({table})"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert LONG.strip() in shown
