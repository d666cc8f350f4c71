"""The tissue source sites of the demo cohort: big and small, some with one patient, one that training never sees."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from lunar_assets.raw.demo.draws import spread


class Sites(NamedTuple):
    """Sites of one study.

    Attributes:
        shared: Sites with two or more patients of the final cohort, largest first.
        single: Sites that lose their last patient at the last step.
        unseen: Site whose patients the published split keeps out of training.
    """

    shared: Sequence[str]
    single: Sequence[str]
    unseen: str | None


# TCGA sites are codes of two characters that are text even where they look like numbers.
LGG_SITES: Final = Sites([f"D{c}" for c in "123456789ABCDE"], ["DV", "DW", "DX", "DY"], "DZ")
GBM_SITES: Final = Sites(["00", "D0", "0D", "03"], ["0X", "0Y"], None)
# Two blanks in a name are upstream's habit.
GLASS_SITES: Final = Sites(
    [f"Demo  Hospital {c}" if c == "A" else f"Demo Hospital {c}" for c in "ABCDEFGHJ"],
    ["Demo Hospital Y"],
    "Demo Hospital Z",
)
GLASS_SITE_CODES: Final = {name: f"D{name[-1]}" for name in (*GLASS_SITES.shared, "Demo Hospital Y", "Demo Hospital Z")}


def assign_sites(sites: Sites, fate: np.ndarray, unseen: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A site for every patient of one study.

    Args:
        sites: The sites.
        fate: Of every patient `cohort` (in the final cohort), `single` (the only one of its site at the last step) or
            `gone` (left before: at any site, also at those of one patient).
        unseen: Whether the patient is one of those of the unseen site.
        rng: Source of chance.

    Returns:
        Site names, dtype object.
    """
    site = np.empty(len(fate), dtype=object)
    weights = np.arange(1, len(sites.shared) + 1) ** -1.3
    kept = np.flatnonzero((fate == "cohort") & ~unseen)
    site[rng.permutation(kept)] = np.repeat(np.array(sites.shared, dtype=object), spread(len(kept), list(weights)))
    site[unseen] = sites.unseen
    site[fate == "single"] = list(sites.single)[: (fate == "single").sum()]
    gone = np.flatnonzero(fate == "gone")
    every = [*sites.shared, *sites.single, *([sites.unseen] if sites.unseen else [])]
    site[gone] = rng.choice(np.array(every, dtype=object), len(gone))
    return site
