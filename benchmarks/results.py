"""What a run of the benchmarks has found, as rows that JSON can keep, and as tables for a page."""

import platform
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from math import log2
from os import cpu_count
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from benchmarks.harness import PUBLISHED, TWICE_GENES, TWICE_PATIENTS, Measured, Size, benchmark_of
from benchmarks.single import Figure

PACKAGES = ("numpy", "pandas", "pyarrow", "duckdb", "scikit-learn", "torch", "dagster")
Row = dict[str, Any]


class Found(NamedTuple):
    """One process: module, side, size, and what was measured; None where the side was left out, and why."""

    module: str
    side: str
    size: str
    measured: Measured | None
    left_out: str = ""

    def as_row(self) -> Row:
        """For JSON."""
        figures = self.measured._asdict() if self.measured else {}
        return {"module": self.module, "side": self.side, "size": self.size, "left_out": self.left_out, **figures}


def machine() -> str:
    """Machine, versions and date, in a sentence."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    memory = f"{_memory_gb():.0f} GB"
    python = platform.python_version()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} cores ({_processor()}), {memory} of memory, {platform.system()}, "
        f"Python {python}, {versions}."
    )


def against_references(found: Iterable[Found]) -> pd.DataFrame:
    """A row a benchmark and size: both sides, and their ratios."""
    there = {(one.module, one.size, one.side): one for one in found}
    rows = []
    for module, size in dict.fromkeys((m, s) for m, s, side in there if side == "reference"):
        ours, theirs = (there[module, size, side] for side in ("platform", "reference"))
        benchmark = benchmark_of(module)
        row: Row = {"what": benchmark.title, "reference": benchmark.plain, "size": size}
        row |= {"s": _time(ours), "CPU s": _cpu(ours), "GB": _memory(ours)}
        row |= {"reference s": _time(theirs), "its CPU s": _cpu(theirs), "its GB": _memory(theirs)}
        if ours.measured and theirs.measured:
            row |= {
                "times faster": f"{theirs.measured.seconds / max(ours.measured.seconds, 1e-4):.3g}",
                "times less CPU": f"{theirs.measured.cpu_seconds / max(ours.measured.cpu_seconds, 1e-4):.3g}",
                "times smaller": f"{theirs.measured.above_gb / max(ours.measured.above_gb, 1e-3):.2g}",
            }
        rows.append(row)
    return pd.DataFrame(rows).fillna("")


def growth(found: Iterable[Found]) -> pd.DataFrame:
    """By what power of patients and of genes time and memory of the platform grow, from published size to twice it."""
    there = {(one.module, one.size): one.measured for one in found if one.side == "platform" and one.measured}
    rows = []
    for module in dict.fromkeys(module for module, _ in there):
        row: Row = {"what": benchmark_of(module).title}
        for words, size in (("patients", TWICE_PATIENTS), ("genes", TWICE_GENES)):
            base, twice = there.get((module, PUBLISHED.name)), there.get((module, size.name))
            if base and twice:
                row[f"CPU, {words}"] = _power(base.cpu_seconds, twice.cpu_seconds)
                row[f"memory, {words}"] = _power(base.above_gb, twice.above_gb)
        rows.append(row)
    return pd.DataFrame(rows).fillna("")


def floors(found: Iterable[Found]) -> pd.DataFrame:
    """How many times the least that the machine has to do a step takes."""
    there = {(one.module, one.size, one.side): one.measured for one in found if one.measured}
    return pd.DataFrame(
        [
            {
                "what": benchmark_of(module).title,
                "the least": benchmark_of(module).floor_is,
                "size": size,
                "CPU s": _digits(there[module, size, "platform"].cpu_seconds),
                "the least, CPU s": _digits(measured.cpu_seconds),
                "times": f"{there[module, size, 'platform'].cpu_seconds / max(measured.cpu_seconds, 1e-4):.1f}",
            }
            for (module, size, side), measured in there.items()
            if side == "floor"
        ]
    )


def targets(found: Iterable[Found], figures: Iterable[Figure]) -> pd.DataFrame:
    """Everything that has a target, at published size, and whether it was reached."""
    there = {(one.module, one.side): one.measured for one in found if one.size == PUBLISHED.name and one.measured}
    rows: list[Row] = []
    for module in dict.fromkeys(module for module, _ in there):
        wanted, ours = benchmark_of(module), there[module, "platform"]
        theirs, floor = there.get((module, "reference")), there.get((module, "floor"))
        if wanted.times_faster and theirs:
            what, faster = f"{wanted.title}: times faster than the reference", theirs.seconds / ours.seconds
            rows.append(target(what, faster, at_least=wanted.times_faster))
        if wanted.times_smaller and theirs:
            what, smaller = f"{wanted.title}: times smaller in memory", theirs.above_gb / ours.above_gb
            rows.append(target(what, smaller, at_least=wanted.times_smaller))
        if wanted.most_seconds:
            rows.append(target(f"{wanted.title}: s", ours.seconds, at_most=wanted.most_seconds))
        if wanted.most_gb:
            rows.append(target(f"{wanted.title}: GB", ours.above_gb, at_most=wanted.most_gb))
        if wanted.most_floors and floor:
            what, times = f"{wanted.title}: times {wanted.floor_is}", ours.cpu_seconds / floor.cpu_seconds
            rows.append(target(what, times, at_most=wanted.most_floors))
    rows += [target(f"{one.what}, {one.unit}", one.value, at_most=one.most) for one in figures if one.most]
    return pd.DataFrame(rows)


def target(what: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> Row:
    """What was found, and whether it reached what was wanted, if anything was."""
    row = {"what": what, "found": _digits(value), "wanted": "", "reached": ""}
    if at_least is not None:
        row |= {"wanted": f"at least {at_least:g}", "reached": "yes" if value >= at_least else "**no**"}
    if at_most is not None:
        row |= {"wanted": f"at most {at_most:g}", "reached": "yes" if value <= at_most else "**no**"}
    return row


def markdown(table: pd.DataFrame) -> str:
    """A table as a page shows it."""
    return table.to_markdown(index=False, disable_numparse=True)


def fill(page: Path, tables: Mapping[str, str]) -> None:
    """Write tables into a page, as `filled` has them."""
    page.write_text(filled(page.read_text(encoding="utf-8"), tables), encoding="utf-8")


def filled(text: str, tables: Mapping[str, str]) -> str:
    """A page with the text between its markers `<!-- benchmarks: name -->` and `<!-- end -->` anew."""
    for name, table in tables.items():
        marker = f"<!-- benchmarks: {name} -->"
        assert marker in text, f"the page has no {marker}"
        before, _, rest = text.partition(marker)
        text = f"{before}{marker}\n\n{table}\n\n<!-- end -->{rest.partition('<!-- end -->')[2]}"
    return text


def sizes(of: Iterable[Size]) -> str:
    """The sizes in words."""
    return "; ".join(f"**{size.name}**: {size.tcga} + {size.glass} patients, {size.genes:,} genes" for size in of) + "."


def _time(found: Found) -> str:
    return _digits(found.measured.seconds) if found.measured else found.left_out


def _cpu(found: Found) -> str:
    return _digits(found.measured.cpu_seconds) if found.measured else ""


def _memory(found: Found) -> str:
    return f"{found.measured.above_gb:.2f}" if found.measured else ""


def _digits(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.1f}"


def _power(base: float, twice: float) -> str:
    """The power that doubling shows; nothing where the base is too short or too small to tell."""
    return f"{log2(twice / base):.1f}" if base >= 0.05 and twice > 0 else "too small to tell"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return found[1].strip() if found else platform.machine()


def _memory_gb() -> float:
    info = Path("/proc/meminfo")
    found = re.search(r"MemTotal:\s+(\d+)", info.read_text()) if info.exists() else None
    return int(found[1]) / 1e6 if found else float("nan")
