"""The cheap proof says of keys that none is twice only where none is, and says so of blocks of whole genes."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunar_assets.warehouse import key_proof
from lunar_assets.warehouse.key_proof import KeyProof

KEY = ("symbol", "sample_id")
ROWS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz"), st.booleans()), max_size=12)


def block(*keys: tuple[str | None, str | None], encoded: bool = True) -> pa.Table:
    columns = (pa.array(values, pa.string()) for values in zip(*keys, strict=True))
    return pa.table(dict(zip(KEY, (c.dictionary_encode() if encoded else c for c in columns), strict=True)))


def proven(*blocks: pa.Table) -> bool:
    proof = KeyProof(KEY)
    for one in blocks:
        proof.add(one)
    return proof.holds


@pytest.mark.parametrize("encoded", [True, False])
def test_blocks_of_whole_genes_are_proven(encoded):
    first = block(("IDH1", "P-1"), ("IDH1", "P-2"), ("TP53", "P-2"), ("TP53", "P-1"), encoded=encoded)
    assert proven(first, block(("ATRX", "P-1"), ("ATRX", "P-2"), encoded=encoded))


@pytest.mark.parametrize(
    "blocks",
    [
        [block(("IDH1", "P-1"), ("IDH1", "P-1"))],
        [block(("IDH1", "P-1")), block(("IDH1", "P-1"))],
        [block(("IDH1", "P-1")), block(("TP53", "P-1")), block(("IDH1", "P-2"))],
        [block(("IDH1", None), ("TP53", "P-1"))],
    ],
    ids=["twice in a block", "in two blocks", "a gene in two blocks", "a missing part"],
)
def test_what_is_twice_or_not_plain_is_not_proven(blocks):
    assert not proven(*blocks)


def test_more_keys_than_a_number_can_tell_apart_are_not_proven(monkeypatch):
    monkeypatch.setattr(key_proof, "MOST_KEYS", 3)
    assert not proven(block(("IDH1", "P-1"), ("TP53", "P-2")))


def test_without_a_key_nothing_is_proven():
    assert not KeyProof(()).holds


@given(ROWS)
def test_what_is_proven_is_so(rows):
    cuts = [i for i, (*_, begins) in enumerate(rows) if begins and i]
    parts = [rows[start:end] for start, end in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    frame = pd.DataFrame(rows, columns=[*KEY, "begins"])
    if proven(*(block(*((gene, sample) for gene, sample, _ in part)) for part in parts if part)):
        assert not frame.duplicated(list(KEY)).any()
