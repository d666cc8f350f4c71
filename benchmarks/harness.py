"""Measures one side of a benchmark in a process of its own: wall and processor time, and peak memory."""

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

ENOUGH_SECONDS, MOST_REPEATS = 2.0, 5
LONG_SECONDS = 20.0
"""What takes less is run twice at least: the first run in a process pays for what libraries load late."""


class Size(NamedTuple):
    """How much is simulated: patients of both cohorts and expression features; everything else follows from these."""

    name: str
    tcga: int
    glass: int
    genes: int

    @property
    def patients(self) -> float:
        """Patients, as a multiple of the published ones."""
        return (self.tcga + self.glass) / (PUBLISHED.tcga + PUBLISHED.glass)

    @property
    def gene_share(self) -> float:
        """Genes, as a multiple of the published ones."""
        return self.genes / PUBLISHED.genes


TINY = Size("tiny", 60, 40, 400)
SMALL = Size("small", 96, 51, 8_378)
PUBLISHED = Size("published", 191, 101, 16_756)
DOUBLE = Size("double", 382, 202, 33_512)
TWICE_PATIENTS = Size("twice the patients", 382, 202, 16_756)
TWICE_GENES = Size("twice the genes", 191, 101, 33_512)


@dataclass(frozen=True)
class Benchmark:
    """What is measured.

    Attributes:
        title: What is done, in a few words.
        given: From a size and a folder to what both sides get; not timed, but part of the memory.
        platform: The platform's way, from what is given to a result.
        reference: The plain way to the same result; None where none makes sense.
        same: Raises AssertionError where the two results differ.
        plain: The reference in a few words.
        prepare: Writes files into the folder, in a process of its own before both sides; once a size.
        floor: The least that the machine has to do for it, from what is given; None where that is not known.
        floor_is: The floor in a few words.
        reference_gb: Memory that the reference needs at a size; where there is less it is left out.
        times_faster: Ratio of times that is wanted at published size.
        times_smaller: Ratio of memory that is wanted there.
        most_seconds: Time that is wanted there.
        most_gb: Memory above the interpreter that is wanted there.
        most_floors: How many times the time of the floor it may take there.
    """

    title: str
    given: Callable[[Size, Path], Any]
    platform: Callable[[Any], Any]
    reference: Callable[[Any], Any] | None = None
    same: Callable[[Any, Any], None] | None = None
    plain: str = ""
    prepare: Callable[[Size, Path], object] | None = None
    floor: Callable[[Any], object] | None = None
    floor_is: str = ""
    reference_gb: Callable[[Size], float] = lambda size: 0.0
    times_faster: float | None = None
    times_smaller: float | None = None
    most_seconds: float | None = None
    most_gb: float | None = None
    most_floors: float | None = None


class Measured(NamedTuple):
    """The shortest wall and processor time of some repeats, peak memory, and the peak above the interpreter, in GB."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    above_gb: float


def benchmark_of(module: str) -> Benchmark:
    """The benchmark of a module of `benchmarks.stages`."""
    return import_module(f"benchmarks.stages.{module}").BENCHMARK


def prepared(module: str, size: Size, folder: Path) -> None:
    """Write the files of a benchmark at a size, in a process of its own."""
    if benchmark_of(module).prepare:
        _alone(_prepare, module, size, folder)


def measured(module: str, side: str, size: Size, folder: Path) -> tuple[Measured, Any]:
    """Run one side (`platform`, `reference` or `floor`) in a process of its own; its figures, and its result."""
    return _alone(_measure, module, side, size, folder)


def _alone(function: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401
    # spawn, one process a run: its peak memory is its own
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _prepare(module: str, size: Size, folder: Path) -> None:
    prepare = benchmark_of(module).prepare
    assert prepare
    prepare(size, folder)


def _measure(module: str, side: str, size: Size, folder: Path) -> tuple[Measured, Any]:
    benchmark = benchmark_of(module)
    run = getattr(benchmark, side)
    interpreter = peak_gb()
    given = benchmark.given(size, folder)
    times: list[tuple[float, float]] = []
    while len(times) < MOST_REPEATS and sum(seconds for seconds, _ in times) < (
        LONG_SECONDS if len(times) < 2 else ENOUGH_SECONDS
    ):
        result = None  # what the repeat before has made is no part of the memory of this one
        start, cpu_start = time.perf_counter(), time.process_time()
        result = run(given)
        times.append((time.perf_counter() - start, time.process_time() - cpu_start))
    seconds, cpu_seconds = (min(each) for each in zip(*times, strict=True))
    peak = peak_gb()
    return Measured(seconds, cpu_seconds, peak, peak - interpreter), result if side != "floor" else None


def peak_gb() -> float:
    """Most memory that this process has held, in GB."""
    status = Path("/proc/self/status")
    if status.exists():  # on Linux the peak that getrusage gives begins with that of the process that started this one
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e9
    return resident_gb(resource.getrusage(resource.RUSAGE_SELF))


def resident_gb(usage: resource.struct_rusage) -> float:
    """The peak of memory in what the system says of processes, in GB; its unit is bytes on macOS, else kilobytes."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9
