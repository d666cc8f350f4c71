"""How a contract becomes a node of the lineage: factories for assets, so that all of them look alike."""

import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from lunar_assets.partitions import DATASET_PARTITIONS, REPLICATE_PARTITIONS
from lunar_assets.warehouse.contracts import TABLES, Table
from lunar_assets.warehouse.provenance import CODE_VERSION

OWNERS = ["team:lunar"]


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
        with warnings.catch_warnings():
            # The only beta parameter that we use: without it a run over both cohorts would be two runs.
            warnings.filterwarnings("ignore", "Parameter `backfill_policy`", dg.BetaWarning)
            return dg.asset(
                key=asset_key(table),
                group_name=contract.stage,
                description=f"{contract.comment}\n\n{inspect.getdoc(function) or ''}",
                kinds=kinds,
                owners=OWNERS,
                ins={**inputs_of(function, contract), **(ins or {})},
                metadata=definition_metadata(contract),
                code_version=CODE_VERSION,
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
                group_name=TABLES[table].stage,
                description=f"{TABLES[table].comment}\n\n{inspect.getdoc(function) or ''}",
                kinds=kinds,
                owners=OWNERS,
                metadata=definition_metadata(TABLES[table]),
                code_version=CODE_VERSION,
            )
            for table in tables
        }
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Parameter `backfill_policy`", dg.BetaWarning)
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


def definition_metadata(contract: Table) -> dict[str, Any]:
    """What the UI shows of a table before it exists: its columns with types and comments, and its name."""
    columns = [
        dg.TableColumn(
            column.name,
            column.type,
            column.comment,
            constraints=dg.TableColumnConstraints(
                nullable=column.nullable,
                unique=contract.key == (column.name,),
                other=[f"one of {', '.join(map(str, column.allowed))}"] if column.allowed else None,
            ),
        )
        for column in contract.columns
    ]
    return {"dagster/column_schema": dg.TableSchema(columns=columns), "dagster/table_name": contract.full_name}
