"""A check asked about tables that a test has made, without a run."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

import lunar_assets.definitions  # noqa: F401 - defines all checks
from lunar_assets.graph.table_checks import CHECKS, Audited, Outcome
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.store import Store

RUN = "0123abcd-of-a-test"


def judge(asset: str, check: str, tables: Mapping[str, pd.DataFrame]) -> Outcome:
    """The outcome of a check over tables that keep their contracts.

    The tables go into the warehouse of the environment (`LUNAR_WAREHOUSE`), as a run would have stored them.

    Args:
        asset: Asset of the check, as `stage/name`.
        check: Its name.
        tables: The audited table and those that the check reads, by `stage.name`. A table by cohort gets both
            partitions, one by model or replicate those of its rows.
    """
    entry = CHECKS[asset, check]
    warehouse = Warehouse()
    for table, frame in tables.items():
        for partition in partitions(table, frame):
            column = TABLES[table].partition
            rows = frame[frame[column].astype(str) == partition] if column else frame
            warehouse.store.write(table, partition, rows, run_id=RUN, inputs=[], facts=warehouse.facts())
    versions = stored(warehouse.store, entry.table, tables[entry.table])
    return entry.verdict(Audited(warehouse, RUN, versions))


def partitions(table: str, frame: pd.DataFrame) -> list[str]:
    column = TABLES[table].partition
    if column is None:
        return [""]
    return ["tcga", "glass"] if column == "dataset" else sorted(set(frame[column].astype(str)))


def stored(store: Store, table: str, frame: pd.DataFrame) -> tuple[Any, ...]:
    return tuple(store.versions(table, partition)[-1] for partition in partitions(table, frame))
