"""From upstream texts to the feature matrix of a large study: time and memory of every step, and how both grow.

`python -m benchmarks.large` simulates five cohorts of 60 sites, 1,000 to 10,000 patients and 5,000 to 20,000 genes, and
runs the platform's own steps, each size in a process of its own. It prints wall time, processor time and peak memory,
with the exponents of the growth of processor time. `--patients N --genes N` runs one size, `--page` writes the
table of a page.
"""

import argparse
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import results

PATIENTS = (1_000, 3_000, 10_000)
GENES = (5_000, 10_000, 20_000)
SITES = 60
MOST_GB = 4.0

Figures = list[tuple[str, float, float, float]]
"""A step, its wall and processor time in seconds, and the most memory of its process in GB."""


def simulated(folder: Path, n_patients: int, n_genes: int) -> None:
    """Write the files of a study."""
    from benchmarks import five_cohorts
    from benchmarks.large_files import write_files

    write_files(folder, five_cohorts.DATASETS, n_patients, n_genes, SITES)


def run(files: Path, warehouse: Path, n_patients: int) -> Figures:
    """Run all steps in this process."""
    from benchmarks.large_steps import Pipeline, measured

    found = []
    for step in measured(Pipeline(files, warehouse, n_patients, SITES)):
        print(f"    {step.step:<22}{step.wall_s:9.1f}{step.cpu_s:9.1f}{step.peak_gb:9.2f}", flush=True)
        found.append(tuple(step))
    return found


def of_size(folder: Path, n_patients: int, n_genes: int) -> Figures:
    """The figures of one size; files are made and steps are run in processes of their own, and nothing is left."""
    print(f"{n_patients:,} patients x {n_genes:,} genes{'':5}wall s    CPU s  peak GB", flush=True)
    place = folder / f"{n_patients}-{n_genes}"
    try:
        for work, *arguments in (
            (simulated, place / "files", n_patients, n_genes),
            (run, place / "files", place / "warehouse", n_patients),
        ):
            with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
                found = pool.submit(work, *arguments).result()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return found or []


def exponent(sizes: list[int], values: list[float]) -> float:
    """Slope of log value over log size: 1 is linear growth, 2 quadratic."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def table(found: dict[tuple[int, int], Figures]) -> pd.DataFrame:
    """A row a step and one for all: processor time and memory by patients, and the powers by which time grows."""
    by_patients = {n: found[n, max(GENES)] for n in PATIENTS}
    by_genes = {n: found[PATIENTS[1], n] for n in GENES}
    rows = []
    for place, (step, *_) in enumerate(by_patients[PATIENTS[0]]):
        rows.append(_row(step, by_patients, by_genes, slice(place, place + 1)))
    return pd.DataFrame([*rows, _row("**all**", by_patients, by_genes, slice(None))])


def _row(step: str, by_patients: dict[int, Figures], by_genes: dict[int, Figures], steps: slice) -> dict[str, str]:
    row = {"step": step}
    for n, figures in by_patients.items():
        cpu, peak = sum(one[2] for one in figures[steps]), max(one[3] for one in figures[steps])
        row[f"{n:,} patients: CPU s, GB at most"] = f"{cpu:.1f}, {peak:.2f}"
    for what, found in (("patients", by_patients), ("genes", by_genes)):
        seconds = [sum(one[2] for one in figures[steps]) for figures in found.values()]
        row[f"power of {what}"] = f"{exponent(list(found), seconds):.1f}" if min(seconds) > 0 else ""
    return row


def main() -> None:
    """Measure one size or all of them; fail where a step takes more memory than `MOST_GB`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, help="patients of all cohorts; without it all sizes are run")
    parser.add_argument("--genes", type=int, default=max(GENES), help="genes (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where files are written; needs 12 GB for the largest size")
    parser.add_argument("--page", type=Path, help="the page whose table is written anew; all sizes are run")
    asked = parser.parse_args()
    if asked.page and asked.patients:
        parser.error("--page needs all sizes: a page shows one run of all")
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        if asked.patients:
            found = {(asked.patients, asked.genes): of_size(Path(name), asked.patients, asked.genes)}
        else:
            sizes = [*((n, max(GENES)) for n in PATIENTS), *((PATIENTS[1], n) for n in GENES[:-1])]
            found = {size: of_size(Path(name), *size) for size in sizes}
            shown = results.markdown(table(found))
            print(f"\n{shown}")
            if asked.page:
                results.fill(asked.page, {"large": f"{results.machine()}\n\n{shown}"})
    peak = max(step[3] for figures in found.values() for step in figures)
    print(f"\npeak of all: {peak:.2f} GB")
    assert peak <= MOST_GB, f"a step held {peak:.2f} GB, expected at most {MOST_GB}"


if __name__ == "__main__":
    main()
