"""A study of five cohorts: imported before the rest of the platform, it adds three to the two that there are.

A further cohort is files of its own (docs/how_to/add_a_dataset.md); here they are simulated, in the format of GLASS.
"""

from dataclasses import replace
from typing import Any

from lunar_assets import words

FURTHER = ("third", "fourth", "fifth")
DATASETS = (*words.STUDY, *FURTHER)

_words: Any = words
_words.DATASETS = DATASETS

from lunar_assets.harmonized import registry  # noqa: E402 - its contracts take the cohorts from words when they load

_cohorts: Any = registry.COHORTS
_cohorts |= {
    name: replace(registry.COHORTS[words.GLASS], barcode=registry.Barcode(rf"{name.upper()}-\d+", f"{name.upper()}-1"))
    for name in FURTHER
}
