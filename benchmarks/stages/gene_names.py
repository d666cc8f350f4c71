"""The rule for gene names from the HGNC table, and the names of an expression file matched by it."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.gene_table import Genes, write_hgnc
from lunar_assets import words
from lunar_assets.harmonized.expression import expression_names
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import platform_names
from lunar_assets.harmonized.genes import read_hgnc

SEED = 5
AUTOSOMES = {str(n) for n in range(1, 23)}


class Given(NamedTuple):
    """The HGNC table, and the gene name of every row of an expression file."""

    hgnc: Path
    names: list[str]


def table(size: Size, folder: Path) -> tuple[Path, Genes]:
    """Write the HGNC table of a size."""
    path = folder / "hgnc.txt"
    return path, write_hgnc(path, size.genes, SEED)


def given(size: Size, folder: Path) -> Given:
    """A table with so many coding genes, and the names of all its genes."""
    path, genes = table(size, folder)
    return Given(path, genes.names)


def platform(given: Given) -> pd.DataFrame:
    """Rule and matches of the platform."""
    rule = platform_names(read_hgnc(given.hgnc, "hgnc"))
    return map_names(expression_names(given.names), rule, words.TCGA, "expression")


def reference(given: Given) -> pd.DataFrame:
    """Dictionaries filled row by row, then `apply` over the names."""
    hgnc = pd.read_csv(given.hgnc, sep="\t", dtype="str", keep_default_na=False)
    rule, _ = plain_rule(hgnc)
    names = pd.DataFrame({"name": given.names})
    names["match"] = names["name"].apply(lambda name: rule.get(name, (None, "none")))
    return names


def plain_rule(hgnc: pd.DataFrame) -> tuple[dict[str, tuple[str | None, str]], dict[str, tuple[str | None, str]]]:
    """What a symbol and what an Entrez id stands for: approved before previous before alias, ambiguous names unused."""
    claims: dict[str, dict[str, set[str]]] = {
        kind: defaultdict(set) for kind in ("approved", "previous", "alias", "entrez")
    }
    reasons = {}
    for _, row in hgnc.iterrows():
        claims["approved"][row["symbol"]].add(row["symbol"])
        claims["entrez"][row["entrez_id"]].add(row["symbol"])
        for kind, column in (("previous", "prev_symbol"), ("alias", "alias_symbol")):
            for name in row[column].split("|"):
                claims[kind][name].add(row["symbol"])
        is_autosomal = row["location"].split("p")[0] in AUTOSOMES
        is_coding = row["locus_group"] == "protein-coding gene"
        reasons[row["symbol"]] = "" if is_coding and is_autosomal else "not_autosomal" if is_coding else "not_coding"

    def decided(kind: str, targets: set[str]) -> tuple[str | None, str]:
        if len(targets) > 1:
            return None, "ambiguous"
        (target,) = targets
        return (None, reasons[target]) if reasons[target] else (target, kind)

    rule: dict[str, tuple[str | None, str]] = {}
    for kind in ("approved", "previous", "alias"):
        for name, targets in claims[kind].items():
            if name not in rule:
                rule[name] = decided(kind, targets)
    return rule, {entrez_id: decided("entrez", targets) for entrez_id, targets in claims["entrez"].items()}


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Every name matched alike."""
    symbols = ours["symbol"].astype("object").where(ours["symbol"].notna(), None)
    matches = dict(zip(ours["input_symbol"], zip(symbols, ours["matched_by"], strict=True), strict=True))
    assert matches == dict(zip(theirs["name"], theirs["match"], strict=True))


BENCHMARK = Benchmark(
    "rule for gene names, and names matched",
    given,
    platform,
    reference,
    same,
    plain="dictionaries by `iterrows`, `apply` over the names",
)
