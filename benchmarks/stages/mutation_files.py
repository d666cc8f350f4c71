"""Mutation files of both cohorts, from the text to the gene of every call."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.mutation_text import write_maf
from benchmarks.stages import gene_names
from lunar_assets import words
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import GeneNames, platform_names
from lunar_assets.harmonized.genes import read_hgnc
from lunar_assets.harmonized.large_tables import read_maf
from lunar_assets.harmonized.mutations import mutation_names

MEGABYTES = {words.TCGA: 126, words.GLASS: 418}
BARCODES = {words.TCGA: "TCGA-02-{:04d}", words.GLASS: "GLSS-19-{:04d}-TP"}
SAMPLES = {words.TCGA: 800, words.GLASS: 600}
PlainRule = dict[str, tuple[str | None, str]]


class Given(NamedTuple):
    """The files, the platform's rule for gene names, and the same rule as plain dictionaries."""

    files: dict[str, Path]
    rule: GeneNames
    plain_rule: tuple[PlainRule, PlainRule]


def prepare(size: Size, folder: Path) -> None:
    """Write the files; calls grow with patients, and up to the published ones with genes."""
    _, genes = gene_names.table(size, folder)
    calls = size.patients * min(size.gene_share, 1)
    for seed, dataset in enumerate(words.STUDY):
        barcodes = [BARCODES[dataset].format(i) for i in range(max(round(SAMPLES[dataset] * size.patients), 10))]
        write_maf(folder / f"{dataset}.maf", MEGABYTES[dataset] * calls, barcodes, genes, seed)


def given(size: Size, folder: Path) -> Given:  # noqa: ARG001
    """The files in the folder."""
    hgnc = folder / "hgnc.txt"
    rule = gene_names.plain_rule(pd.read_csv(hgnc, sep="\t", dtype="str", keep_default_na=False))
    files = {dataset: folder / f"{dataset}.maf" for dataset in words.STUDY}
    return Given(files, platform_names(read_hgnc(hgnc, "hgnc")), rule)


def platform(given: Given) -> dict[str, pd.Series]:
    """Read five columns, match every distinct name once; calls of every gene."""
    calls = {}
    for dataset, path in given.files.items():
        names = map_names(mutation_names(read_maf(path, path.name)), given.rule, dataset, "mutation")
        calls[dataset] = names.groupby("symbol")["n_rows"].sum()
    return calls


def reference(given: Given) -> dict[str, pd.Series]:
    """`read_csv`, `apply` over the rows, `value_counts`."""
    calls = {}
    for dataset, path in given.files.items():
        maf = pd.read_csv(path, sep="\t", comment="#", low_memory=False)
        maf["symbol"] = maf.apply(lambda row: plain_symbol(row, *given.plain_rule), axis=1)
        calls[dataset] = maf["symbol"].value_counts()
    return calls


def plain_symbol(row: pd.Series, by_symbol: PlainRule, by_entrez_id: PlainRule) -> str | None:
    """The gene of a call: by Entrez id where that is known, else by symbol."""
    entrez_id = str(row["Entrez_Gene_Id"])
    if entrez_id in by_entrez_id:
        return by_entrez_id[entrez_id][0]
    return by_symbol.get(row["Hugo_Symbol"], (None, ""))[0]


def same(ours: dict[str, pd.Series], theirs: dict[str, pd.Series]) -> None:
    """The calls of every gene."""
    assert {dataset: calls.to_dict() for dataset, calls in ours.items()} == {
        dataset: calls.to_dict() for dataset, calls in theirs.items()
    }


BENCHMARK = Benchmark(
    "mutation files (126 and 418 MB, 110 columns) read, genes matched",
    given,
    platform,
    reference,
    same,
    plain="`read_csv`, `apply` over rows for the gene",
    prepare=prepare,
    times_faster=10,
    most_gb=1,
)
