"""The figure of the replicates shows those of the summary beside it."""

import pandas as pd

from lunar_assets.report.assets import summed_up
from lunar_assets.warehouse.store import Store
from lunar_assets.warehouse.stored_table import StoredTable

ROW = {"model": "lunar", "dataset": "tcga", "part": "test", "metric": "auroc"}
SUMMARY = ROW | {"mean": 0.7, "sd": None, "q05": 0.7, "q95": 0.7, "mean_rank": 1.0, "n": 1}
SUMMARY |= dict.fromkeys(["difference_to_clinical_only", "ci_low", "ci_high"])


def test_a_replicate_that_was_run_after_the_summary_waits_for_the_next(tmp_path):
    store = Store(tmp_path)

    def write(table, row, partition, inputs):
        return store.write(table, partition, pd.DataFrame([row]), run_id="a" * 8, inputs=inputs, facts={})

    numbers = {"value": 0.7, "n": 29, "n_train": 133, "one_class": False}
    first, later = (
        write("evaluation.replicates", ROW | numbers | {"replicate": number}, str(number), []) for number in (0, 7)
    )
    summary = StoredTable((write("evaluation.replicate_summary", SUMMARY, "", [first]),))
    assert summed_up(StoredTable((first, later)), summary).versions == (first,)
    assert summed_up(StoredTable((), "evaluation.replicates"), StoredTable(())).frame().empty
