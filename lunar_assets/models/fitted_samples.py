"""Whom a fit may have seen: exactly the samples that the split and the settings promise, role by role."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

import pandas as pd

from lunar_assets.models.data import BASELINE_ROLES
from lunar_assets.settings import BaselinePart

NETWORK_ROLES = ("tcga_train", "tcga_validation", "glass_train", "glass_validation")
"""Patients of GLASS are seen without labels: `TrainingData` has no place for them."""
MOST_NAMED = 5


def promised(assignments: pd.DataFrame, roles: Sequence[str]) -> dict[str, frozenset[str]]:
    """The samples of each role: those of one part of one cohort.

    Args:
        assignments: Table `splits.assignments`.
        roles: Such as `tcga_train`.
    """
    of_part = assignments["dataset"] + "_" + assignments["split"]
    return {role: frozenset(assignments.loc[of_part == role, "sample_id"]) for role in roles}


def roles_of(*, is_network: bool, baselines_fit_on: BaselinePart) -> tuple[str, ...]:
    """The roles of a network, or of any other model under a setting of the run."""
    return NETWORK_ROLES if is_network else BASELINE_ROLES[baselines_fit_on]


def broken_promises(fitted_on: Mapping[str, Sequence[str]], roles: Mapping[str, AbstractSet[str]]) -> list[str]:
    """Every difference between what a fit has seen and what it must have seen.

    Args:
        fitted_on: Sample ids that the fit has seen, by role.
        roles: Sample ids that it must have seen, from `promised`.

    Returns:
        One phrase a role that it must not have or lacks, a role with other samples, a sample seen twice; empty where
        all is as promised.
    """
    found = [f"{role} is no role of this model" for role in fitted_on if role not in roles]
    for role, expected in roles.items():
        seen = fitted_on.get(role, ())
        found += [f"{role} has seen {_named(set(seen) - expected)}"] if set(seen) - expected else []
        found += [f"{role} lacks {_named(expected - set(seen))}"] if expected - set(seen) else []
    twice = {role: {i for i in ids if list(ids).count(i) > 1} for role, ids in fitted_on.items()}
    found += [f"{role} has seen {_named(ids)} twice" for role, ids in twice.items() if ids]
    shared = {(a, b): set(fitted_on[a]) & set(fitted_on[b]) for a, b in combinations(fitted_on, 2)}
    return found + [f"{a} and {b} share {_named(ids)}" for (a, b), ids in shared.items() if ids]


def _named(ids: AbstractSet[str]) -> str:
    """How many samples, and the first of them."""
    more = ", ..." if len(ids) > MOST_NAMED else ""
    return f"{len(ids)} samples ({', '.join(sorted(ids)[:MOST_NAMED])}{more})"
