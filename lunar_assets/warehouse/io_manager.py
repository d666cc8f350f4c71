"""The IO manager: hands stored tables and models to the assets that use them, and stores what an asset returns."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
from pydantic import PrivateAttr

from lunar_assets.errors import ContractError
from lunar_assets.graph.nodes import materialized_metadata
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.models.trained import TrainedModel
from lunar_assets.warehouse.blocks import Blocks, InBlocks
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.model_folders import load_model, write_model
from lunar_assets.warehouse.provenance import assert_together
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.store import Version
from lunar_assets.warehouse.stored_table import StoredTable

PREVIEW_ROWS = 8
PREVIEW_COLUMNS = 16
MODELS = "models"


class WarehouseIO(dg.ConfigurableIOManager):
    """Reads and writes through the store of the warehouse.

    An asset annotates an input as `pd.DataFrame` to get all rows, or as `StoredTable` to query them in place. Of an
    optional table it gets what fits the tables of now, perhaps no rows. An asset of a model returns a `TrainedModel`;
    its users get the fitted model back.
    """

    warehouse: dg.ResourceDependency[Warehouse]
    _inputs: dict[str, list[Version]] = PrivateAttr(default_factory=dict)

    def load_input(self, context: dg.InputContext) -> object:
        """Read what an upstream asset stored, for the partitions that the step needs.

        Raises:
            MissingDataError: A partition has not been materialised, or has not passed its checks.
            InconsistentDataError: It was made under other settings than the run's, or does not belong together with
                what the step has read so far.
        """
        stage, name = context.asset_key.path
        table = f"{stage}.{name}"
        run_id = context.step_context.run_id
        is_model = stage == MODELS and name in MODEL_NAMES
        if is_model:
            stored = self.warehouse.read("models.runs", run_id, [name])
        elif TABLES[table].optional:
            stored = self.warehouse.current(table, run_id)
        else:
            keys = list(context.asset_partition_keys) if context.has_asset_partitions else None
            stored = self.warehouse.read(table, run_id, keys)
        inputs = self._inputs.setdefault(context.step_context.step.key, [])
        inputs.extend(stored.versions)
        assert_together(inputs, self.warehouse.facts())
        if is_model:
            return load_model(stored.frame())
        return stored.frame() if context.dagster_type.typing_type is pd.DataFrame else stored

    def handle_output(self, context: dg.OutputContext, obj: pd.DataFrame | InBlocks | TrainedModel) -> None:
        """Store a frame or rows in blocks, partition by partition, or a trained model.

        Raises:
            ContractError: The rows break the contract of their table; nothing was stored.
        """
        if isinstance(obj, pd.DataFrame):
            versions = self._write_table(context, obj)
            preview = obj
        elif isinstance(obj, InBlocks):
            versions = self._write_blocks(context, obj)
            preview = StoredTable(tuple(versions[:1])).sql(f"select * from stored limit {PREVIEW_ROWS}")
        else:
            parts = write_model(self.warehouse.store, obj, context.run_id)
            versions = [self._write(context, table, obj.model.name, frame) for table, frame in parts.items()]
            preview = parts["models.runs"]
        self._describe(context, versions, preview)
        self.warehouse.refresh_work_catalogue()

    def _write_table(self, context: dg.OutputContext, frame: pd.DataFrame) -> list[Version]:
        table = ".".join(context.asset_key.path)
        if not context.has_asset_partitions:
            return [self._write(context, table, "", frame)]
        keys = sorted(context.asset_partition_keys)  # their order makes the data version, and Dagster gives any
        column = TABLES[table].partition
        of_row = frame[column].astype("category").cat.rename_categories(str)  # 22 million texts take long
        strays = sorted(set(map(str, of_row.unique())) - set(keys))  # `unique` has the missing ones too
        if strays:
            raise ContractError(f"{table}: column {column} holds {strays}, expected {keys} only. Nothing was stored.")
        return [self._write(context, table, key, frame[of_row == key]) for key in keys]

    def _write_blocks(self, context: dg.OutputContext, blocks: InBlocks) -> list[Version]:
        table, keys = ".".join(context.asset_key.path), sorted(context.asset_partition_keys)
        return [self._write(context, table, key, blocks.rows(key)) for key in keys]

    def _write(self, context: dg.OutputContext, table: str, partition: str, rows: pd.DataFrame | Blocks) -> Version:
        return self.warehouse.store.write(
            table,
            partition,
            rows,
            run_id=context.run_id,
            inputs=[version for version in self._inputs.get(context.step_key, []) if _is_of(version, table, partition)],
            facts=self.warehouse.facts(),
        )

    def _describe(self, context: dg.OutputContext, versions: Sequence[Version], frame: pd.DataFrame) -> None:
        """Tell the UI what was stored, and the rest of Dagster the hash of the table's content as data version."""
        step = context.step_context
        step.set_data_version(context.asset_key, dg.DataVersion(self._content(context, versions)))
        facts = versions[0].footer["facts"]
        shown: dict[str, Any] = {
            "preview": dg.MetadataValue.md(_preview(frame)),
            "data": "SYNTHETIC (demo cohort)" if facts["synthetic"] else str(facts["source"]),
            **materialized_metadata(TABLES[versions[0].table], list(frame.columns)),
        }
        if context.has_asset_partitions:
            for version in versions:
                rows = {"dagster/row_count": version.footer["rows"], "file": _file(version)}
                step.add_asset_metadata(rows, context.asset_key, version.partition)
        else:
            shown |= {
                "dagster/row_count": versions[0].footer["rows"],
                "file": _file(versions[0]),
            }
        context.add_output_metadata(shown)

    def _content(self, context: dg.OutputContext, written: Sequence[Version]) -> str:
        """Hash of what the table holds now.

        Dagster takes one data version for all partitions that a step makes. Were it of these alone, a partition that is
        made again from the same data would have another one than when all were made, and what comes after look stale.
        """
        now = list(written)
        if context.has_asset_partitions:
            table, store, made = written[0].table, self.warehouse.store, {version.partition for version in written}
            others = (store.versions(table, key) for key in store.partitions(table) if key not in made)
            now += [versions[-1] for versions in others if versions]
        contents = "-".join(
            one.footer["content_hash"] for one in sorted(now, key=lambda one: (one.table, one.partition))
        )
        return hashlib.sha256(contents.encode()).hexdigest()[:16]


def _is_of(version: Version, table: str, partition: str) -> bool:
    """Whether an input belongs to a partition: rows of one cohort are made from that cohort alone, in any run."""
    return TABLES[version.table].partition != TABLES[table].partition or version.partition == partition


def _file(version: Version) -> dg.MetadataValue[Any]:
    """The UI opens a path on its own machine; an address is only shown."""
    kind = dg.MetadataValue.path if isinstance(version.path, Path) else dg.MetadataValue.text
    return kind(str(version.path))


def _preview(frame: pd.DataFrame) -> str:
    """The first rows as a Markdown table; long texts are cut."""
    shown = frame.iloc[:PREVIEW_ROWS, :PREVIEW_COLUMNS].astype(object)
    cells = shown.map(lambda cell: str(cell).replace("|", "\\|").replace("\n", " ")[:60])
    return cells.to_markdown(index=False, disable_numparse=True)
