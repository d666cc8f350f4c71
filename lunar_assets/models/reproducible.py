"""Torch made reproducible for the length of a block."""

from collections.abc import Generator
from contextlib import contextmanager

import torch


@contextmanager
def reproducible(seed: int, threads: int) -> Generator[None]:
    """Fixed seed, number of threads and deterministic algorithms; the caller's state of all three is put back."""
    threads_before, deterministic_before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    with torch.random.fork_rng(devices=[]):
        try:
            torch.manual_seed(seed)
            torch.set_num_threads(threads)
            torch.use_deterministic_algorithms(True)
            yield
        finally:
            torch.set_num_threads(threads_before)
            torch.use_deterministic_algorithms(deterministic_before)
