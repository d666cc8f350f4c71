"""Real clinical data under all rules of the study at once, with replicates and report; `make test` has parts of it."""

import duckdb
import pytest

from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.upheaval.runs import Process

pytestmark = [pytest.mark.soak, pytest.mark.mirror]

RULES = {"SYMBOLS": "study_code", "SHARED_GENES": "study_code", "BASELINES": "train_validation"}
REPLICATES = 2


def test_the_whole_pipeline_goes_under_the_rules_of_the_study(mirror, tmp_path):
    warehouse = tmp_path / "warehouse"
    settings = {"SOURCE": "mirror", "MIRROR": str(mirror), **RULES}
    run = Process(
        warehouse,
        ["-m", "lunar_assets.cli", "run", "--replicates", str(REPLICATES)],
        **{f"LUNAR_{name}": value for name, value in settings.items()},
    ).end()
    with duckdb.connect(str(warehouse / "lunar.duckdb"), read_only=True) as connection:

        def rows(sql: str) -> list[tuple]:
            return connection.execute(sql).fetchall()

        lost = "select count(*) from harmonized.expression where symbol in ('CDKN1A', 'SMO')"
        assert rows(lost) == [(0,)]
        assert rows("select distinct rule from features.shared_genes") == [("study_code",)]
        assert rows("select distinct scheme from splits.assignments") == [("published",)]
        assert rows("select min(n), max(n) from evaluation.feature_stability") == [(REPLICATES, REPLICATES)]
        assert rows("select distinct n_train from evaluation.replicates where model = 'xgboost'") == [(162,)]
        empty = {name for name in TABLES if rows(f"select count(*) from {name}") == [(0,)]}
    of_other_jobs = {"models.trials", "evaluation.shuffled_labels"}
    assert empty == of_other_jobs | {"splits.near_duplicates", "report.changes", "report.release_comparison"}
    print(f"\nreal clinical data, rules of the study, {REPLICATES} replicates: {run.seconds:.0f} s")
