"""Long tables become the wide frames of the models, in the order that is asked for."""

import numpy as np
import pandas as pd

from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.warehouse.wide import wide_expression, wide_mutations

FACTS = {"source": "demo", "synthetic": True}
IDS = ["TCGA-06-0125-01", "TCGA-02-0047-01"]


def stored(store, table, frame):
    return StoredTable((store.write(table, "tcga", frame, run_id="aaaaaaaa", inputs=[], facts=FACTS),))


def test_expression_has_a_row_a_sample_and_a_column_a_gene(store):
    long = pd.DataFrame(
        {
            "dataset": "tcga",
            "sample_id": [IDS[1], IDS[0], "TCGA-99-0001-01", IDS[0]],
            "symbol": ["EGFR", "EGFR", "EGFR", "TP53"],
            "value": [1.0, 2.0, 9.0, 3.0],
        }
    )
    wide = wide_expression(stored(store, "harmonized.expression", long), "tcga", IDS)
    assert list(wide.index) == IDS and list(wide.columns) == ["EGFR", "TP53"]
    np.testing.assert_array_equal(wide.to_numpy(), [[2.0, 3.0], [1.0, np.nan]])


def test_mutations_have_a_column_a_gene_and_no_call_is_zero():
    counted = pd.DataFrame(
        {"sample_id": [IDS[0], IDS[1], "TCGA-99-0001-01"], "symbol": ["IDH1", "TP53", "ATRX"], "n": [3, 1, 7]}
    )
    wide = wide_mutations(counted, IDS)
    assert list(wide.index) == IDS and list(wide.columns) == ["IDH1", "TP53"]
    np.testing.assert_array_equal(wide.to_numpy(), [[3, 0], [0, 1]])


def test_a_sample_without_a_counted_mutation_has_zeros():
    counted = pd.DataFrame({"sample_id": [IDS[0]], "symbol": ["IDH1"], "n": [1]})
    np.testing.assert_array_equal(wide_mutations(counted, IDS).to_numpy(), [[1], [0]])
