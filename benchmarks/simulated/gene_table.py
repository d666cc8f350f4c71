"""A table of genes as HGNC publishes it, simulated: approved, previous and alias symbols, Entrez ids, locations."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

COLUMNS = (
    "hgnc_id",
    "symbol",
    "name",
    "locus_group",
    "location",
    "status",
    "alias_symbol",
    "prev_symbol",
    "entrez_id",
    "ensembl_gene_id",
)
CODING_SHARE = 0.45


class Genes(NamedTuple):
    """Names as upstream files use them, with the Entrez id and the chromosome of each (same length)."""

    names: list[str]
    entrez_ids: list[str]
    chromosomes: list[str]


def write_hgnc(path: Path, n_coding: int, seed: int) -> Genes:
    """Write a table with so many protein-coding genes and return the names by which files of the time know its genes.

    One name in ten is a previous symbol, one in twenty an alias, one in fifty nobody knows; an Entrez id in ten is 0.
    """
    rng = np.random.default_rng(seed)
    n = round(n_coding / CODING_SHARE)
    coding = rng.random(n) < CODING_SHARE
    chromosomes = rng.choice([*map(str, range(1, 23)), "X", "Y"], n)
    used = rng.choice(["symbol", "previous", "alias", "unknown"], n, p=[0.83, 0.10, 0.05, 0.02])
    known_by_id = rng.random(n) < 0.9
    names = {"symbol": "GEN{}", "previous": "OLD{}", "alias": "ALI{}", "unknown": "LOC{}"}
    rows = [
        (
            f"HGNC:{i + 1}",
            f"GEN{i}",
            f"gene number {i}",
            "protein-coding gene" if coding[i] else "non-coding RNA",
            f"{chromosomes[i]}p{rng.integers(11, 37)}.{rng.integers(1, 4)}",
            "Approved",
            f"ALI{i}|ALIAS-{i}|A{i % (n // 2)}",  # of the last kind every name is there twice: ambiguous
            f"OLD{i}|FORMER-{i}",
            str(100_000 + i),
            f"ENSG{i:011d}",
        )
        for i in range(n)
    ]
    path.write_text("\n".join("\t".join(row) for row in [COLUMNS, *rows]) + "\n", encoding="utf-8", newline="\n")
    return Genes(
        [names[kind].format(i) for i, kind in enumerate(used)],
        [str(100_000 + i) if known else "0" for i, known in enumerate(known_by_id)],
        chromosomes.tolist(),
    )
