"""What a cohort has, by data set, made when it is asked for: whoever goes through the cohorts holds one at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

Held = TypeVar("Held")


class OneAtATime(Mapping[str, Held], Generic[Held]):
    """A mapping that keeps nothing: every look at a data set makes what it holds anew, and the same."""

    def __init__(self, datasets: Sequence[str], make: Callable[[str], Held]) -> None:
        """`make` gives what is held of a data set."""
        self._datasets = tuple(datasets)
        self._make = make

    def __getitem__(self, dataset: str) -> Held:
        """Make what is held of a data set.

        Raises:
            KeyError: There is no such data set.
        """
        if dataset not in self._datasets:
            raise KeyError(dataset)
        return self._make(dataset)

    def __iter__(self) -> Iterator[str]:
        """The data sets in their order."""
        return iter(self._datasets)

    def __len__(self) -> int:
        """How many data sets there are."""
        return len(self._datasets)
