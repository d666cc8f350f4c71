"""How a contract becomes a node of the lineage: factories for assets, so that all of them look alike."""

import inspect
import warnings
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

from lunar_assets.graph.lineage import LINEAGE, comment_with_origin
from lunar_assets.partitions import DATASET_PARTITIONS, REPLICATE_PARTITIONS
from lunar_assets.warehouse.contracts import STAGES, TABLES, Column, Table
from lunar_assets.warehouse.provenance import CODE_VERSION

OWNERS = ["team:lunar"]

BETA = {
    "Parameter `backfill_policy`": "without it a run over both cohorts would be two runs",
    "Function `with_source_code_references`": "the link from a node to its code",
    "Class `LocalFileCodeReference`": "the same",
    "Class `CodeReferencesMetadataValue`": "the same",
}
"""What we use although Dagster marks it as beta, and why; everything else that it warns of is a defect."""


@contextmanager
def known_beta() -> Generator[None]:
    """Within it Dagster's marks of what `BETA` lists are silent; all other warnings are shown."""
    with warnings.catch_warnings():
        for what in BETA:
            warnings.filterwarnings("ignore", what, dg.BetaWarning)
        yield


def asset_key(table: str) -> dg.AssetKey:
    """Key of the asset that makes a table: `stage.name` becomes `[stage, name]`."""
    return dg.AssetKey(table.split("."))


def table_asset(
    table: str, *, kinds: set[str], ins: Mapping[str, dg.AssetIn] | None = None
) -> Callable[..., dg.AssetsDefinition]:
    """Decorator: an asset that returns the frame of one table.

    A parameter named `stage__table` is an input: the table `stage.table`, as a frame or a `StoredTable` by its
    annotation. The docstring of the function is added to the comment of the contract.

    Args:
        table: `stage.name`, a key of the contracts.
        kinds: Technologies that the UI shows as icons.
        ins: Inputs that are not tables: parameters for models.
    """
    contract = TABLES[table]

    def decorate(function: Callable[..., object]) -> dg.AssetsDefinition:
        with known_beta():
            return dg.asset(
                key=asset_key(table),
                ins={**inputs_of(function, contract), **(ins or {})},
                **node(contract, kinds, f"{contract.comment}\n\n{inspect.getdoc(function) or ''}"),
                **partitioning(contract),
            )(function)

    return decorate


def tables_asset(
    tables: Sequence[str], *, name: str, kinds: set[str], ins: Mapping[str, dg.AssetIn] | None = None
) -> Callable[..., dg.AssetsDefinition]:
    """Decorator: one step that returns the frames of several tables, in the order of their names.

    Args:
        tables: Keys of the contracts, all of one stage and partitioned alike.
        name: Name of the step.
        kinds: Technologies that the UI shows as icons.
        ins: Inputs that are not tables: parameters for models.
    """

    def decorate(function: Callable[..., object]) -> dg.AssetsDefinition:
        outs = {
            parameter(table): dg.AssetOut(
                key=asset_key(table),
                **node(TABLES[table], kinds, f"{TABLES[table].comment}\n\n{inspect.getdoc(function) or ''}"),
            )
            for table in tables
        }
        with known_beta():
            partitioned = partitioning(TABLES[tables[0]])
            inputs = {**inputs_of(function, TABLES[tables[0]]), **(ins or {})}
            return dg.multi_asset(name=name, outs=outs, ins=inputs, **partitioned)(function)

    return decorate


def inputs_of(function: Callable[..., object], contract: Table) -> dict[str, dg.AssetIn]:
    """The inputs of the function of an asset: its parameters named `stage__table`.

    Where the partitions of the input are others than those of the asset, all of them are read.
    """
    every = dg.AllPartitionMapping()
    tables = [name.replace("__", ".", 1) for name in inspect.signature(function).parameters if "__" in name]
    other = [table for table in tables if contract.partition and TABLES[table].partition != contract.partition]
    return reading(tables) | {
        parameter(table): dg.AssetIn(key=asset_key(table), partition_mapping=every) for table in other
    }


def reading(tables: Iterable[str]) -> dict[str, dg.AssetIn]:
    """Tables as inputs of an asset, for one that reads too many to name each: they come as `StoredTable`."""
    return {parameter(table): dg.AssetIn(key=asset_key(table)) for table in tables}


def parameter(table: str) -> str:
    """Name of the parameter that a table is read by."""
    return table.replace(".", "__")


def partitioning(contract: Table) -> dict[str, Any]:
    """Partitions of an asset, all of them filled by one run where a run covers several."""
    definitions = {"dataset": DATASET_PARTITIONS, "replicate": REPLICATE_PARTITIONS}
    if contract.partition not in definitions:
        return {}
    return {"partitions_def": definitions[contract.partition], "backfill_policy": dg.BackfillPolicy.single_run()}


def node(contract: Table, kinds: set[str], description: str) -> dict[str, Any]:
    """What every node has, as keywords of an asset or of one output of a step.

    Args:
        contract: Of the table that the node makes.
        kinds: Technologies that the UI shows as icons.
        description: What it holds, then how it is made; the first sentence is all that the graph shows.
    """
    return {
        "group_name": contract.stage,
        "description": description,
        "kinds": kinds,
        "owners": OWNERS,
        "tags": {
            "lunar/stage": f"{STAGES.index(contract.stage) + 1:02}_{contract.stage}",
            "lunar/made_by": "a_job_of_its_own" if contract.optional else "full_refresh",
        },
        "metadata": definition_metadata(contract),
        "code_version": CODE_VERSION,
    }


def definition_metadata(contract: Table) -> dict[str, Any]:
    """What the UI shows of a table before it exists: its columns with types and comments, and its name."""
    return {"dagster/column_schema": _schema(contract, contract.columns), "dagster/table_name": contract.full_name}


def materialized_metadata(contract: Table, columns: Sequence[str]) -> dict[str, dg.MetadataValue]:
    """What the UI gets to know of a table's columns once they exist.

    Args:
        contract: Of the table.
        columns: Names of the columns that were stored.

    Returns:
        What each column with a noted origin was made from, and for a table with a column a feature all of them.
    """
    noted = {name: origins for name, origins in LINEAGE.get(contract.full_name, {}).items() if name in columns}
    found: dict[str, dg.MetadataValue] = {}
    if noted:
        deps = {
            name: [dg.TableColumnDep(asset_key=asset_key(one.table), column_name=one.column) for one in origins]
            for name, origins in noted.items()
        }
        found["dagster/column_lineage"] = dg.MetadataValue.column_lineage(dg.TableColumnLineage(deps_by_column=deps))
    if contract.further_columns:
        schema = _schema(contract, contract.columns_of(list(columns)))
        found["dagster/column_schema"] = dg.MetadataValue.table_schema(schema)
    return found


def _schema(contract: Table, columns: Iterable[Column]) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.type,
                comment_with_origin(contract.full_name, column),
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable,
                    unique=contract.key == (column.name,),
                    other=[f"one of {', '.join(map(str, column.allowed))}"] if column.allowed else None,
                ),
            )
            for column in columns
        ]
    )
