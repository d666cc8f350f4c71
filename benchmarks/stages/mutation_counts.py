"""Calls that are in memory, with the gene of each name, to counts by sample, gene and class."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from benchmarks.harness import Benchmark, Size
from benchmarks.stages import mutation_files
from lunar_assets import words
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.large_tables import MAF_COLUMNS, read_maf
from lunar_assets.harmonized.mutations import harmonize_mutations, mutation_names

KEYS = ["dataset", "sample_id", "symbol", "variant_classification"]


class Given(NamedTuple):
    """The calls of GLASS, their gene mapping, and the same calls as a frame with the rule as plain dictionaries."""

    calls: pa.Table
    mapping: pd.DataFrame
    frame: pd.DataFrame
    plain_rule: tuple[mutation_files.PlainRule, mutation_files.PlainRule]


def given(size: Size, folder: Path) -> Given:
    """The larger of the two files, read."""
    files, rule, plain_rule = mutation_files.given(size, folder)
    path = files[words.GLASS]
    calls = read_maf(path, path.name)
    mapping = map_names(mutation_names(calls), rule, words.GLASS, "mutation")
    return Given(calls, mapping, pd.read_csv(path, sep="\t", comment="#", usecols=list(MAF_COLUMNS)), plain_rule)


def platform(given: Given) -> pd.DataFrame:
    """SQL over codes."""
    return harmonize_mutations(given.calls, given.mapping, words.GLASS, "glass.maf")


def reference(given: Given) -> pd.DataFrame:
    """`apply` over the rows for the gene, then `groupby`."""
    maf = given.frame.assign(dataset=words.GLASS, sample_id=given.frame["Tumor_Sample_Barcode"])
    maf["symbol"] = maf.apply(lambda row: mutation_files.plain_symbol(row, *given.plain_rule), axis=1)
    maf = maf[maf["symbol"].notna() & ~maf["Chromosome"].isin(["X", "Y"])]
    maf = maf.rename(columns={"Variant_Classification": "variant_classification"})
    return maf.groupby(KEYS).size().rename("n").reset_index()


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Every count."""
    types = dict.fromkeys(KEYS, "object") | {"n": "int64"}
    pd.testing.assert_frame_equal(
        *(frame[list(types)].astype(types).sort_values(KEYS, ignore_index=True) for frame in (ours, theirs))
    )


BENCHMARK = Benchmark(
    "mutation calls of GLASS counted by sample, gene and class",
    given,
    platform,
    reference,
    same,
    plain="`apply` over rows for the gene, `groupby`",
    prepare=mutation_files.prepare,
)
