"""Thousands of generated bad files of every format, and what the readers made of them."""

import faulthandler
from collections import Counter

import pandas as pd
import pytest

from lunar_tests.fuzz.judge import OUTCOMES, examine
from lunar_tests.fuzz.kinds import CLINICAL, KINDS
from lunar_tests.fuzz.study import small_study

pytestmark = pytest.mark.soak

EXAMPLES, EXAMPLES_OF_CLINICAL = 400, 150
LEAST_CASES = 2_000


def test_thousands_of_bad_files_are_refused_or_read_as_they_are_written(tmp_path):
    study, tally = small_study(tmp_path), Counter()
    for kind, formats in KINDS.items():
        faulthandler.dump_traceback_later(600, exit=True)  # a reader that hangs
        examples = EXAMPLES_OF_CLINICAL if kind in CLINICAL else EXAMPLES
        examine(kind, formats(study), tmp_path, examples, tally)
    faulthandler.cancel_dump_traceback_later()
    cases = pd.DataFrame({outcome: {kind: tally[kind, outcome] for kind in KINDS} for outcome in OUTCOMES})
    cases["cases"] = cases.sum(axis="columns")
    cases.loc["all"] = cases.sum()
    print(cases.to_markdown())
    assert (cases["cases"] > 0).all()
    assert cases.loc["all", "cases"] >= LEAST_CASES
