"""Replicates side by side in several processes, on one machine or on a cluster of dask."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, cast

from joblib import Parallel, delayed, parallel_config

from lunar_assets.evaluation.repeated import ReplicateTables, Study, replicate


def run(
    study: Study, numbers: Iterable[int], workers: int | None, *, shuffled: bool = False
) -> Iterator[ReplicateTables]:
    """Run replicates in `workers` processes; with one, in this process.

    Large arrays of the study reach the processes as memory maps, once and not with every replicate (joblib). A step on
    a worker of dask shares the replicates with all workers of that cluster, which get the study once.

    Args:
        study: What replicates have in common.
        numbers: Numbers of the replicates, from 0.
        workers: Processes of this machine; None for one a core; their number does not change a table.
        shuffled: Whether labels are shuffled, see `replicate`.

    Returns:
        The tables of each replicate, in the order of `numbers`, as soon as they are there. Running through them raises
        the `ReplicateError` of a replicate that failed, which stops the others.
    """
    tasks = (delayed(replicate)(study, number, shuffled=shuffled) for number in numbers)
    with parallel_config(**_backend(study)):
        parallel = Parallel(n_jobs=workers or -1, return_as="generator")
    return cast(Iterator[ReplicateTables], parallel(tasks))


def _backend(study: Study) -> dict[str, Any]:
    """Who shares the replicates, as `parallel_config` takes it: the cluster of dask where this is a task of one."""
    distributed = sys.modules.get("distributed")
    try:
        if distributed:
            distributed.get_worker()
            return {"backend": "dask", "scatter": [study]}
    except ValueError:  # dask is loaded, and this is none of its tasks
        pass
    return {"backend": "loky"}
