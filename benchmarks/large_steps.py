"""The steps of the platform from upstream texts to the feature matrix of five cohorts, one by one, with the store."""

import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import benchmarks.five_cohorts  # noqa: F401 - before the rest of the platform  # isort: skip

import pandas as pd
import pyarrow as pa

from benchmarks.harness import peak_gb
from benchmarks.large_files import FILES, HGNC_FILE, SEED, cohorts, patients
from lunar_assets import words
from lunar_assets.features.shared_genes import shared_genes
from lunar_assets.features.tables import feature_tables
from lunar_assets.harmonized import coverage, drift, scales
from lunar_assets.harmonized.expression import expression_names, harmonize_expression
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import platform_names
from lunar_assets.harmonized.genes import read_hgnc
from lunar_assets.harmonized.large_tables import read_expression, read_gene_names, read_maf
from lunar_assets.harmonized.mutations import harmonize_mutations, mutation_names
from lunar_assets.splits.audit import verify
from lunar_assets.splits.choose import assign
from lunar_assets.warehouse.conform import violations
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.store import Store, Version
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_assets.warehouse.wide import wide_cohorts

RUN = "large000"
AUDITED = "harmonized.expression"


class Measured(NamedTuple):
    """Wall and processor time of a step in seconds, and the most memory that its process held during it, in GB."""

    step: str
    wall_s: float
    cpu_s: float
    peak_gb: float


class Pipeline:
    """The steps, over a folder of simulated files and a store."""

    def __init__(self, files: Path, warehouse: Path, n_patients: int, n_sites: int) -> None:
        """Nothing is read before a step is called."""
        self.files = files
        self.store = Store(warehouse)
        self.cohorts = cohorts(words.DATASETS, n_patients, n_sites)
        self.patients = pd.concat([patients(cohort) for cohort in self.cohorts], ignore_index=True)
        warehouse.mkdir(parents=True, exist_ok=True)

    def steps(self) -> dict[str, Callable[[], None]]:
        """Every step by its name, in their order."""
        return {
            "map gene names": self.map_names,
            "harmonise expression": self.harmonize_expression,
            "harmonise mutations": self.harmonize_mutations,
            "check expression": self.check_expression,
            "split": self.split,
            "shared genes": self.share_genes,
            "preprocess": self.preprocess,
        }

    def map_names(self) -> None:
        """What every name of the files means."""
        lookup = platform_names(read_hgnc(self.files / HGNC_FILE, HGNC_FILE))
        for cohort in self.cohorts:
            expression, mutations = (self.files / cohort.dataset / name for name in FILES)
            names = expression_names(read_gene_names(expression, cohort.dataset, cohort.key))
            mapped = map_names(names, lookup, cohort.dataset, "expression")
            calls = mutation_names(read_maf(mutations, cohort.dataset))
            called = map_names(calls, lookup, cohort.dataset, "mutation")
            mapping = pd.concat([mapped, called], ignore_index=True)
            self._write("harmonized.gene_mapping", cohort.dataset, mapping)

    def harmonize_expression(self) -> None:
        """Read the matrices, average rows of one gene, store the long table."""
        for cohort in self.cohorts:
            read = read_expression(self.files / cohort.dataset / FILES[0], cohort.dataset, cohort.key)
            rows = harmonize_expression(*read, self._read("harmonized.gene_mapping").frame(), cohort.dataset)
            del read
            self._write("harmonized.expression", cohort.dataset, rows)

    def harmonize_mutations(self) -> None:
        """Count the calls by sample, gene and class."""
        mapping = self._read("harmonized.gene_mapping").frame()
        for cohort in self.cohorts:
            maf = read_maf(self.files / cohort.dataset / FILES[1], cohort.dataset)
            counts = harmonize_mutations(maf, mapping, cohort.dataset, cohort.dataset)
            self._write("harmonized.mutations", cohort.dataset, counts)

    def check_expression(self) -> None:
        """What the checks of harmonized.expression ask."""
        table = self._read(AUDITED)
        with table.connect() as connection:
            names = [column.name for column in TABLES[AUDITED].columns]
            assert not violations(connection, "stored", TABLES[AUDITED], names)
        assert not table.sql(coverage.SAMPLES_WITH_DOUBLES)["samples_with_doubles"].any()
        assert coverage.shared_genes(table.sql(coverage.GENES))["share"] == 1
        scales.ranges(table.sql(scales.SAMPLES))
        table.sql(scales.UNIT_SPREAD)
        table.sql(drift.query(AUDITED))

    def split(self) -> None:
        """Draw the parts of every cohort."""
        self._write("cohort.patients", "", self.patients)
        made = assign(self.patients, None, None, "generated", SEED)
        verify(made, self.patients)
        self._write("splits.assignments", "", made)

    def share_genes(self) -> None:
        """Which genes both cohorts of the study can use."""
        assignments = self._read("splits.assignments").frame()
        shared = shared_genes(*self._wide(assignments), assignments, "train")
        self._write("features.shared_genes", "", shared)

    def preprocess(self) -> None:
        """Fit on TCGA train, site means of every cohort on its own train part, and transform all patients."""
        assignments, shared = (self._read(name).frame() for name in ("splits.assignments", "features.shared_genes"))
        tables = feature_tables(self.patients, assignments, *self._wide(assignments), shared, SEED)
        for name, frame in tables._asdict().items():
            self._write(f"features.{name}", "", frame)

    def contents(self) -> dict[str, str]:
        """Content hash of every stored table."""
        return {version.name: version.footer["content_hash"] for version in self.store.newest()}

    def _wide(self, assignments: pd.DataFrame):  # noqa: ANN202 - what wide_cohorts returns
        mutations = self._read("harmonized.mutations").frame()
        return wide_cohorts(assignments, self._read("harmonized.expression"), mutations)

    def _read(self, table: str) -> StoredTable:
        keys = words.DATASETS if TABLES[table].partition else ("",)
        return StoredTable(tuple(self.store.resolve(table, keys, RUN)))

    def _write(self, table: str, partition: str, rows: pd.DataFrame | Iterable[pd.DataFrame]) -> Version:
        return self.store.write(table, partition, rows, run_id=RUN, inputs=[], facts={"synthetic": True})


def measured(pipeline: Pipeline) -> Iterator[Measured]:
    """Run every step; the peak is that of the step alone where the system can forget the one before (Linux)."""
    for name, run in pipeline.steps().items():
        gc.collect()
        pa.default_memory_pool().release_unused()
        _forget_peak()
        start, cpu = time.perf_counter(), time.process_time()
        run()
        yield Measured(name, time.perf_counter() - start, time.process_time() - cpu, peak_gb())


def _forget_peak() -> None:
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")
