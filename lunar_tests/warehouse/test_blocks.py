"""Rows that come in blocks are stored as the same rows in one frame are, and refused for the same reasons."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from lunar_assets.errors import ContractError
from lunar_assets.warehouse import conform
from lunar_assets.warehouse.store import Store
from lunar_assets.warehouse.stored_table import StoredTable

TABLE = "harmonized.expression"
FACTS = {"source": "demo", "synthetic": True}
GENES = [f"G{i}" for i in range(9)]
SAMPLES = ["TCGA-06-0125-01", "TCGA-02-0047-01", "TCGA-06-0001-01"]


def rows() -> pd.DataFrame:
    """27 rows, sorted by gene."""
    frame = pd.DataFrame([(gene, sample) for gene in GENES for sample in SAMPLES], columns=["symbol", "sample_id"])
    return frame.assign(dataset="tcga", value=np.random.default_rng(1).normal(size=len(frame)))


def blocks(frame: pd.DataFrame, *ends: int) -> list[pd.DataFrame]:
    """The same rows in several frames, texts as categories that each block has of its own."""
    cuts = [0, *ends, len(frame)]
    texts = dict.fromkeys(["dataset", "sample_id", "symbol"], "category")
    return [frame.iloc[start:end].astype(texts) for start, end in zip(cuts, cuts[1:], strict=False)]


def written(store: Store, given: pd.DataFrame | list[pd.DataFrame], table: str = TABLE, partition: str = "tcga"):
    return store.write(table, partition, given, run_id="aaaaaaaa", inputs=[], facts=FACTS)


def nothing_is_stored(store: Store) -> bool:
    return not [path for path in Path(store.root).rglob("*") if path.suffix == ".parquet" or ".partial" in path.name]


@pytest.mark.parametrize("ends", [(), (3,), (8, 16), (1, 2, 10, 26)])
def test_where_blocks_end_changes_neither_rows_nor_hash(store, ends):
    whole, parts = written(store, rows()), written(store, blocks(rows(), *ends))
    assert parts.footer["content_hash"] == whole.footer["content_hash"]
    assert parts.footer["rows"] == whole.footer["rows"] == 27
    stored = [StoredTable((version,)).frame() for version in (whole, parts)]
    pd.testing.assert_frame_equal(*stored)


def test_a_file_has_the_range_of_genes_by_which_rows_are_passed_over_and_none_of_samples(store):
    group = pq.read_metadata(written(store, blocks(rows(), 9)).path).row_group(0)
    ranges = {group.column(i).path_in_schema: group.column(i).statistics for i in range(group.num_columns)}
    assert (ranges["symbol"].min, ranges["symbol"].max) == ("G0", "G2")
    assert ranges["dataset"] and ranges["value"]
    assert ranges["sample_id"] is None


@pytest.mark.parametrize("ends", [(5,), (1, 12)])
def test_missing_values_hash_alike_in_blocks(store, ends):
    names = [f"G{i:02d}" for i in range(21)]
    frame = pd.DataFrame(
        {
            "modality": "expression",
            "feature": names,
            "kept": [i % 3 == 0 for i in range(21)],
            "dropped_at": [None if i % 3 == 0 else "variance" for i in range(21)],
            "reason": [None if i % 3 == 0 else "constant" for i in range(21)],
            "statistic": [np.nan if i % 2 else float(i) for i in range(21)],
            "share_mutated": np.nan,
            "selection_frequency": [np.nan if i % 5 else 0.5 for i in range(21)],
            "centre": np.nan,
            "scale": np.nan,
        }
    )
    cuts = [0, *ends, 21]
    parts = [frame.iloc[start:end] for start, end in zip(cuts, cuts[1:], strict=False)]
    whole, in_parts = (written(store, given, "features.columns", "") for given in (frame, parts))
    assert in_parts.footer["content_hash"] == whole.footer["content_hash"]


def test_a_key_that_is_in_two_blocks_is_refused_and_nothing_is_stored(store):
    twice = pd.concat([rows(), rows().iloc[[4]]], ignore_index=True)
    with pytest.raises(ContractError, match=r"its key \(symbol, sample_id\) is not unique.*G1.*TCGA-02-0047-01"):
        written(store, blocks(twice, 20))
    assert nothing_is_stored(store)


def test_a_value_of_the_last_block_that_breaks_the_contract_is_refused(store):
    wrong = rows()
    wrong.loc[26, "value"] = np.inf
    with pytest.raises(ContractError, match="value is not a finite number in 1 rows, for example symbol='G8'"):
        written(store, blocks(wrong, 9, 18))
    assert nothing_is_stored(store)


def test_a_row_of_another_cohort_in_the_last_block_is_refused(store):
    wrong = rows()
    wrong.loc[26, "dataset"] = "glass"
    with pytest.raises(ContractError, match=r"column dataset holds \['glass'\], expected tcga only"):
        written(store, blocks(wrong, 9, 26))
    assert nothing_is_stored(store)


@pytest.mark.parametrize("most", [1, 4, 26, 27])
@pytest.mark.parametrize("shuffled", [False, True])
def test_doubled_keys_are_found_range_by_range(store, monkeypatch, most, shuffled):
    monkeypatch.setattr(conform, "MOST_HASHED", most)
    order = np.random.default_rng(0).permutation(27) if shuffled else np.arange(27)
    assert written(store, rows().iloc[order]).footer["rows"] == 27
    for place in (0, 13, 26):
        frame = rows().iloc[order]
        twice = pd.concat([frame, frame.iloc[[place]]], ignore_index=True)
        with pytest.raises(ContractError, match=f"is not unique.*{frame['symbol'].iloc[place]}'"):
            written(store, twice)
