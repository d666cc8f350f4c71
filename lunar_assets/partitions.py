"""Partition keys: the two cohorts, and the replicates of the repeated evaluation.

Keys are lower case and never renamed; a release is a data version, no partition.
"""

import dagster as dg

from lunar_assets.words import DATASETS, REPLICATES

DATASET_PARTITIONS = dg.StaticPartitionsDefinition(list(DATASETS))

REPLICATE_PARTITIONS = dg.StaticPartitionsDefinition(list(REPLICATES))


def partition_range(first: str, last: str) -> dict[str, str]:
    """The tags by which one run covers the partitions from one key to another."""
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
