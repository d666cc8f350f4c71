"""Random streams of the demo cohort, and the few ways in which values are drawn from them."""

from collections.abc import Mapping, Sequence

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for every part: a change in one part leaves the numbers of the others alone."""
    return np.random.default_rng([seed, *name.encode()])


def choose(rng: np.random.Generator, shares: Mapping[str, float], size: int) -> np.ndarray:
    """`size` words drawn by their shares (which need not add up to 1), as an object array."""
    weights = np.array(list(shares.values()), dtype=float)
    return np.array(list(shares), dtype=object)[rng.choice(len(weights), size, p=weights / weights.sum())]


def spread(size: int, shares: Sequence[float]) -> np.ndarray:
    """How many of `size` go to each share: at least two each, the rest by weight (largest remainder). No randomness."""
    weights = np.asarray(shares, dtype=float)
    exact = (size - 2 * len(weights)) * weights / weights.sum()
    counts = np.floor(exact).astype(int)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: size - 2 * len(weights) - counts.sum()]] += 1
    return counts + 2
