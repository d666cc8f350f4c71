"""Partition keys: the two cohorts. Keys are lower case and never renamed; a release is a data version, no partition."""

import dagster as dg

from lunar_assets.words import DATASETS

DATASET_PARTITIONS = dg.StaticPartitionsDefinition(list(DATASETS))
