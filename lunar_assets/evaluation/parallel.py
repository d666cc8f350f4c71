"""Replicates side by side in several processes."""

from collections.abc import Iterable, Iterator
from typing import cast

from joblib import Parallel, delayed

from lunar_assets.evaluation.repeated import ReplicateTables, Study, replicate


def run(
    study: Study, numbers: Iterable[int], workers: int | None, *, shuffled: bool = False
) -> Iterator[ReplicateTables]:
    """Run replicates in `workers` processes; with one, in this process.

    Large arrays of the study reach the processes as memory maps, once and not with every replicate (joblib).

    Args:
        study: What replicates have in common.
        numbers: Numbers of the replicates, from 0.
        workers: Processes; None for one a core; their number does not change a table.
        shuffled: Whether labels are shuffled, see `replicate`.

    Returns:
        The tables of each replicate, in the order of `numbers`, as soon as they are there. Running through them raises
        the `ReplicateError` of a replicate that failed, which stops the others.
    """
    tasks = (delayed(replicate)(study, number, shuffled=shuffled) for number in numbers)
    return cast(Iterator[ReplicateTables], Parallel(n_jobs=workers or -1, return_as="generator")(tasks))
