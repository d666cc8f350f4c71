"""Stage harmonized: both cohorts in one vocabulary of genes, samples, clinical words and dated events."""

import time
from pathlib import Path

import dagster as dg
import pandas as pd

from lunar_assets.graph.nodes import table_asset
from lunar_assets.graph.plots import plots
from lunar_assets.raw.catalogue import Kind, files_of
from lunar_assets.raw.manifest import paths_of
from lunar_assets.warehouse.blocks import MAKING_SECONDS, InBlocks
from lunar_assets.warehouse.resources import Warehouse


@table_asset("harmonized.genes", kinds={"pandas"})
def genes(raw__genes: pd.DataFrame) -> pd.DataFrame:
    """Takes the protein-coding genes of the 22 autosomes out of the HGNC complete set."""
    from lunar_assets.harmonized.genes import coding_autosomal, read_hgnc
    from lunar_assets.harmonized.lookup import HGNC

    return coding_autosomal(read_hgnc(paths_of(raw__genes)[HGNC], HGNC))


@table_asset("harmonized.gene_mapping", kinds={"duckdb"})
def gene_mapping(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    raw__genes: pd.DataFrame,
    raw__published: pd.DataFrame,
    raw__expression: pd.DataFrame,
    raw__mutations: pd.DataFrame,
) -> pd.DataFrame:
    """Matches every gene name of the upstream files by the platform's rule, or by the study's (LUNAR_SYMBOLS)."""
    from lunar_assets.harmonized.expression import expression_names
    from lunar_assets.harmonized.gene_mapping import map_names
    from lunar_assets.harmonized.large_tables import read_gene_names
    from lunar_assets.harmonized.lookup import HGNC, gene_names
    from lunar_assets.harmonized.mutations import mutation_names, read_calls
    from lunar_assets.harmonized.registry import COHORTS

    expression = paths_of(raw__expression)
    lookup = gene_names(warehouse.settings.symbols, paths_of(raw__genes)[HGNC], paths_of(raw__published))
    parts = []
    for dataset in context.partition_keys:
        cohort, matrix = COHORTS[dataset], _file(dataset, "expression")
        names = expression_names(read_gene_names(expression[matrix], matrix, cohort.expression_key))
        parts.append(map_names(names, lookup, dataset, "expression"))
        calls = read_calls(dataset, *_located(raw__mutations, _file(dataset, "mutations")))
        parts.append(map_names(mutation_names(calls), lookup, dataset, "mutation"))
    return pd.concat(parts, ignore_index=True)


@table_asset("harmonized.expression", kinds={"pyarrow"})
def expression(
    context: dg.AssetExecutionContext, raw__expression: pd.DataFrame, harmonized__gene_mapping: pd.DataFrame
) -> InBlocks:
    """Brings the expression matrices into approved symbols; rows of one gene are averaged."""
    from lunar_assets.harmonized.expression import LongExpression, harmonize_expression
    from lunar_assets.harmonized.large_tables import read_expression
    from lunar_assets.harmonized.registry import COHORTS

    paths = paths_of(raw__expression)

    def rows(dataset: str) -> LongExpression:
        started = time.perf_counter()
        cohort, matrix = COHORTS[dataset], _file(dataset, "expression")
        read = read_expression(paths[matrix], matrix, cohort.expression_key)
        if cohort.to_scale:
            read = read._replace(values=cohort.to_scale(read.values))
        made = harmonize_expression(*read, harmonized__gene_mapping, dataset)
        facts = {
            "samples": len(read.samples),
            "rows_upstream": len(read.symbols),
            MAKING_SECONDS: time.perf_counter() - started,  # Dagster times the function, which has returned by now
        }
        context.add_asset_metadata(facts, partition_key=dataset)
        return made

    return InBlocks(rows)


@table_asset("harmonized.mutations", kinds={"duckdb"})
def mutations(
    context: dg.AssetExecutionContext,
    warehouse: Warehouse,
    raw__mutations: pd.DataFrame,
    harmonized__gene_mapping: pd.DataFrame,
) -> pd.DataFrame:
    """Counts the mutation calls of mapped genes by sample, gene and class."""
    from lunar_assets.harmonized.mutations import harmonize_mutations, read_calls, row_fates

    parts = []
    for dataset in context.partition_keys:
        name = _file(dataset, "mutations")
        maf = read_calls(dataset, *_located(raw__mutations, name))
        parts.append(harmonize_mutations(maf, harmonized__gene_mapping, dataset, name))
        fates = row_fates(maf, harmonized__gene_mapping, dataset)
        classes = parts[-1].groupby(["dataset", "variant_classification"], as_index=False, observed=True)["n"].sum()
        shown = plots(
            f"harmonized.mutations[{dataset}]",
            {"harmonized.mutations": classes},
            synthetic=warehouse.settings.synthetic,
        )
        calls = {"calls": {k: int(v) for k, v in fates.items()}}
        context.add_asset_metadata(calls | shown, partition_key=dataset)
    return pd.concat(parts, ignore_index=True)


@table_asset("harmonized.clinical", kinds={"pandas"})
def clinical(context: dg.AssetExecutionContext, raw__clinical: pd.DataFrame) -> pd.DataFrame:
    """Takes each clinical fact of a primary sample from the file that is preferred for it."""
    from lunar_assets.harmonized.registry import COHORTS

    paths = paths_of(raw__clinical)
    return pd.concat([COHORTS[dataset].clinical(paths) for dataset in context.partition_keys], ignore_index=True)


@table_asset("harmonized.recurrence_events", kinds={"pandas"})
def recurrence_events(
    context: dg.AssetExecutionContext, raw__clinical: pd.DataFrame, harmonized__clinical: pd.DataFrame
) -> pd.DataFrame:
    """Collects every statement about recurrence, with the tier that its day has for the time to recurrence."""
    from lunar_assets.harmonized.registry import COHORTS

    paths = paths_of(raw__clinical)
    parts = [
        COHORTS[dataset].recurrence_events(paths, harmonized__clinical[harmonized__clinical["dataset"] == dataset])
        for dataset in context.partition_keys
    ]
    return pd.concat(parts, ignore_index=True)


def _located(files: pd.DataFrame, name: str) -> tuple[str, Path, str]:
    """Name, place and checksum of an upstream file."""
    row = files.set_index("file").loc[name]
    return name, Path(str(row["path"])), str(row["sha256"])


def _file(dataset: str, kind: Kind) -> str:
    """The one file of a cohort and kind."""
    (file,) = files_of(dataset, kind)
    return file.path
