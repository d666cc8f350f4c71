"""`python -m benchmarks`: every stage against its plain reference, and the tables of `docs/performance.md`."""

import argparse
import json
import re
import shutil
import tempfile
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks import results
from benchmarks.harness import (
    DOUBLE,
    PUBLISHED,
    SMALL,
    TINY,
    TWICE_GENES,
    TWICE_PATIENTS,
    Size,
    benchmark_of,
    measured,
    prepared,
)
from benchmarks.results import Found
from benchmarks.single import Figure, loading, page

STAGES = (
    "gene_names",
    "mutation_files",
    "mutation_counts",
    "expression_files",
    "expression_table",
    "cohort",
    "splits",
    "batch",
    "correlation",
    "stability",
    "preprocessing",
    "training",
    "evaluation",
    "explanation",
    "one_gene",
    "cohort_matrix",
)
SIZES = {size.name: size for size in (SMALL, PUBLISHED, DOUBLE)}
GROWTH = (TWICE_PATIENTS, TWICE_GENES)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Measure, print, and write what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("stages", nargs="*", metavar="stage", help=f"which; default all: {', '.join(STAGES)}")
    parser.add_argument("--size", choices=[TINY.name, *SIZES], help="one size only, and no growth")
    parser.add_argument("--warehouse", type=Path, help="a warehouse whose report page is measured")
    parser.add_argument("--page", type=Path, help="the page whose tables are written anew")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), help="where raw figures go")
    asked = parser.parse_args()
    stages = asked.stages or list(STAGES)
    if unknown := set(stages) - set(STAGES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(STAGES)}")
    if asked.page and (asked.stages or asked.size):
        parser.error("--page needs all stages and sizes: a page shows one run of all")
    compared = [TINY if asked.size == TINY.name else SIZES[asked.size]] if asked.size else list(SIZES.values())
    found: list[Found] = []
    for module in stages:
        for size in compared:
            found += _compare(module, size)
        for size in () if asked.size else GROWTH:
            found += _only_platform(module, size)
        _keep(asked.json, found, [])
    figures = loading() + _page(asked.warehouse)
    for figure in figures:
        print(f"{figure.what}: {figure.value:.2f} {figure.unit}", flush=True)
    _keep(asked.json, found, figures)
    if asked.page:
        results.fill(asked.page, _tables(found, figures))


def _keep(path: Path, found: list[Found], figures: list[Figure]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = {"runs": [one.as_row() for one in found], "single": [figure._asdict() for figure in figures]}
    path.write_text(json.dumps({"machine": results.machine()} | rows, indent=1))


def _tables(found: list[Found], figures: list[Figure]) -> dict[str, str]:
    single = [{"what": f.what, "found": f"{f.value:.2f} {f.unit}"} for f in figures]
    tables = {
        "targets": results.targets(found, figures),
        "references": results.against_references(found),
        "floors": results.floors(found),
        "growth": results.growth(found),
        "single": pd.DataFrame(single),
    }
    texts = {name: results.markdown(table) for name, table in tables.items()}
    return {"machine": f"{results.machine()} {results.sizes(SIZES.values())}", **texts}


def _compare(module: str, size: Size) -> list[Found]:
    """Platform, reference and floor of a benchmark at a size; both results have to be the same."""
    benchmark = benchmark_of(module)
    with tempfile.TemporaryDirectory(prefix="lunar-benchmark-") as folder:
        prepared(module, size, Path(folder))
        ours, result = _run(module, "platform", size, Path(folder))
        found = [ours]
        if benchmark.floor:
            found.append(_run(module, "floor", size, Path(folder))[0])
        if benchmark.reference and benchmark.same:
            needed, free = benchmark.reference_gb(size), _free_gb()
            if needed > free:
                why = f"left out: needs some {needed:.0f} GB, {free:.0f} were free"
                found.append(Found(module, "reference", size.name, None, why))
                print(f"{module:<18} reference  {size.name:<20} {why}", flush=True)
            else:
                try:
                    theirs, expected = _run(module, "reference", size, Path(folder))
                except BrokenProcessPool:  # what the system does to a process when memory is short
                    theirs = Found(module, "reference", size.name, None, "was killed: memory ran out")
                    print(f"{module:<18} reference  {size.name:<20} {theirs.left_out}", flush=True)
                else:
                    benchmark.same(result, expected)
                found.append(theirs)
    return found


def _only_platform(module: str, size: Size) -> list[Found]:
    with tempfile.TemporaryDirectory(prefix="lunar-benchmark-") as folder:
        prepared(module, size, Path(folder))
        return [_run(module, "platform", size, Path(folder))[0]]


def _run(module: str, side: str, size: Size, folder: Path) -> tuple[Found, Any]:
    figures, result = measured(module, side, size, folder)
    line = f"{figures.seconds:9.3f} s {figures.cpu_seconds:9.3f} s CPU {figures.above_gb:7.2f} GB"
    print(f"{module:<18} {side:<10} {size.name:<20} {line}", flush=True)
    return Found(module, side, size.name, figures), result


def _page(warehouse: Path | None) -> list[Figure]:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not warehouse or not browser:
        print(f"the report page was not measured: {'no Chromium' if warehouse else 'no --warehouse'}", flush=True)
        return []
    return page(warehouse, browser)


def _free_gb() -> float:
    info = Path("/proc/meminfo")
    found = re.search(r"MemAvailable:\s+(\d+)", info.read_text()) if info.exists() else None
    return int(found[1]) / 1e6 if found else float("inf")


if __name__ == "__main__":
    main()
