"""An asset of several partitions stores each of its rows in the part that it belongs to, or nothing."""

import dagster as dg
import pandas as pd
import pytest

from lunar_assets.errors import ContractError
from lunar_assets.graph.nodes import table_asset
from lunar_assets.partitions import partition_range
from lunar_assets.warehouse.io_manager import WarehouseIO
from lunar_assets.warehouse.resources import Warehouse


@pytest.fixture
def warehouse(own_warehouse) -> Warehouse:
    return Warehouse()


def store(warehouse, table, frame, first, last):
    """Materialise an asset that returns a frame, from one partition to another; the data version of each partition."""

    @table_asset(table, kinds={"pandas"})
    def made() -> pd.DataFrame:
        """Rows of a test."""
        return frame

    resources = {"io_manager": WarehouseIO(warehouse=warehouse)}
    with dg.DagsterInstance.ephemeral() as instance:
        job = dg.Definitions([made], jobs=[dg.define_asset_job("one", selection=[made])], resources=resources)
        done = job.resolve_job_def("one").execute_in_process(instance=instance, tags=partition_range(first, last))
        events = [event.materialization for event in done.get_asset_materialization_events()]
        return {event.partition: event.tags["dagster/data_version"] for event in events}


def kept(warehouse, table, keys):
    return {v.partition: v.footer["rows"] for v in warehouse.read(table, None, keys).versions}


@pytest.mark.parametrize("kind", ["object", "string", "category"])
def test_the_rows_of_each_cohort_go_into_its_part(warehouse, mutations, kind):
    three = pd.concat([mutations, mutations.iloc[:1].assign(symbol="TP53")])
    store(warehouse, "harmonized.mutations", three.astype({"dataset": kind}), "tcga", "glass")
    assert kept(warehouse, "harmonized.mutations", ["tcga", "glass"]) == {"tcga": 2, "glass": 1}


def test_a_part_that_is_made_again_from_the_same_rows_has_the_version_that_it_had(warehouse, mutations):
    both = store(warehouse, "harmonized.mutations", mutations, "tcga", "glass")
    glass = mutations[mutations["dataset"] == "glass"]
    assert set(both) == {"tcga", "glass"}
    assert store(warehouse, "harmonized.mutations", glass, "glass", "glass") == {"glass": both["glass"]}
    other = store(warehouse, "harmonized.mutations", glass.assign(n=99), "glass", "glass")
    assert other["glass"] != both["glass"]


def test_rows_are_found_by_a_number_too(warehouse):
    features = [(0, "age", "clinical"), (1, "age", "clinical"), (1, "IDH1_mut", "mutation")]
    rows = pd.DataFrame(features, columns=["replicate", "feature", "modality"])
    store(warehouse, "evaluation.replicate_features", rows, "0", "1")
    assert kept(warehouse, "evaluation.replicate_features", ["0", "1"]) == {"0": 1, "1": 2}


@pytest.mark.parametrize(("stray", "named"), [("cgga", "cgga"), (None, "nan")], ids=["another cohort", "none"])
def test_a_row_of_no_part_is_refused_and_nothing_is_stored(warehouse, mutations, stray, named):
    with pytest.raises(ContractError, match=rf"holds \['{named}'\], expected \['glass', 'tcga'\] only"):
        store(warehouse, "harmonized.mutations", mutations.assign(dataset=["tcga", stray]), "tcga", "glass")
    assert not list(warehouse.store.root.rglob("*.parquet"))
