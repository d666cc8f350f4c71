"""Every reader, given a bad file, raises an error of ours that names the file, or returns exactly what is written."""

import faulthandler
from collections import Counter

import pytest

from lunar_tests.fuzz.judge import examine
from lunar_tests.fuzz.kinds import KINDS

EXAMPLES = 15


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_file_is_refused_or_read_as_it_is_written(kind, study, tmp_path):
    faulthandler.dump_traceback_later(300, exit=True)  # a reader that hangs
    examine(kind, KINDS[kind](study), tmp_path, EXAMPLES, Counter())
    faulthandler.cancel_dump_traceback_later()
