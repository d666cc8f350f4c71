"""Simulated upstream files of a large study, written gene by gene, so that no matrix of it is ever in memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from lunar_assets.features.literature import LITERATURE_GENES

SEED = 42
FACTORS = 400
"""Latent profiles that genes follow, few of them closely: those are the correlated pairs."""
BLOCK_GENES = 100
CALLS_A_PATIENT = 60
FREQUENT_GENES = 100
"""Genes that half of all calls fall on; the others are mutated in few patients each."""
FILES = ("expression.txt", "mutations.txt")
HGNC_FILE = "hgnc.txt"
TABS = pacsv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
SUBTYPES = ("IDHwt", "IDHmut-noncodel", "IDHmut-codel", "IDHwt")
HISTOLOGIES = ("Glioblastoma", "Astrocytoma", "Oligodendroglioma", "Astrocytoma")
TYPES = ("Glioblastoma", "Astrocytoma", "Oligodendroglioma", "Astrocytoma WT")


class Cohort(NamedTuple):
    """One simulated cohort.

    Attributes:
        dataset: Its key.
        key: Header of the gene column of its expression file.
        ids: Sample ids.
        barcodes: How its mutation file names them.
        early: 1 for early recurrence, else 0.
        sites: Number of the site of every patient.
    """

    dataset: str
    key: str
    ids: list[str]
    barcodes: list[str]
    early: np.ndarray
    sites: np.ndarray


def cohorts(datasets: Sequence[str], n_patients: int, n_sites: int) -> list[Cohort]:
    """Cohorts of one size; the first is TCGA, whose ids are those of TCGA."""
    rng = np.random.default_rng(SEED)
    made = []
    n, n_own_sites = n_patients // len(datasets), max(n_sites // len(datasets), 1)
    for dataset in datasets:
        tcga = dataset == "tcga"
        numbers = range(n)
        name = "GLSS-XX" if dataset == "glass" else dataset.upper()
        barcodes = [f"TCGA-{i // 9999:02d}-{i % 9999:04d}" if tcga else f"{name}-{i:05d}" for i in numbers]
        if dataset == "glass":
            barcodes = [f"{code}-TP" for code in barcodes]
        ids = [f"{code}-01" for code in barcodes] if tcga else barcodes
        sites = rng.integers(0, n_own_sites, n)
        key = "sample" if tcga else "Hugo_Symbol"
        made.append(Cohort(dataset, key, ids, barcodes, rng.permutation(np.arange(n) % 2), sites))
    return made


def gene_symbols(n_genes: int) -> list[str]:
    """Approved symbols: those of the literature, then made-up ones."""
    literature = sorted(LITERATURE_GENES)[:n_genes]
    return literature + [f"G{i:05d}" for i in range(n_genes - len(literature))]


def write_hgnc(path: Path, genes: Sequence[str]) -> None:
    """The nomenclature: every gene is coding and on chromosome 1, and has one earlier name."""
    pd.DataFrame(
        {
            "hgnc_id": [f"HGNC:{i + 1}" for i in range(len(genes))],
            "symbol": genes,
            "locus_group": "protein-coding gene",
            "status": "Approved",
            "location": "1p36.33",
            "alias_symbol": "",
            "prev_symbol": [f"OLD{i:05d}" for i in range(len(genes))],
            "entrez_id": [str(i + 1) for i in range(len(genes))],
            "ensembl_gene_id": "",
        }
    ).to_csv(path, sep="\t", index=False)


def write_expression(path: Path, cohort: Cohort, genes: Sequence[str]) -> None:
    """Genes in rows and in no order, samples in columns; one in twenty has a second row under its earlier name."""
    shared = np.random.default_rng(SEED)
    factor = shared.integers(0, FACTORS, len(genes))
    share = np.where(shared.random(len(genes)) < 0.08, shared.uniform(0.93, 0.999, len(genes)), 0.5)
    shift = np.where(shared.random(len(genes)) < 0.02, 0.8, 0.0)
    own = np.random.default_rng([SEED, len(cohort.dataset), len(cohort.ids)])
    latent = own.standard_normal((FACTORS, len(cohort.ids)))
    rows = own.permutation(np.concatenate([np.arange(len(genes)), np.arange(0, len(genes), 20) + len(genes)]))
    schema = pa.schema([(cohort.key, pa.string()), *((name, pa.float64()) for name in cohort.ids)])
    with path.open("wb") as file:
        file.write("\t".join(schema.names).encode() + b"\n")
    with path.open("ab") as file, pacsv.CSVWriter(file, schema, write_options=TABS) as writer:
        for start in range(0, len(rows), BLOCK_GENES):
            block = rows[start : start + BLOCK_GENES]
            gene = block % len(genes)
            noise = own.standard_normal((len(block), len(cohort.ids)))
            by_site = 0.5 * own.standard_normal((len(block), cohort.sites.max() + 1))[:, cohort.sites]
            follows = share[gene][:, None]
            values = follows * latent[factor[gene]] + np.sqrt(1 - follows**2) * noise
            values = (values + shift[gene][:, None] * (cohort.early - 0.5) + by_site).round(4) + 0.0  # no -0.0
            names = [genes[row] if row < len(genes) else f"OLD{row - len(genes):05d}" for row in block]
            writer.write_batch(pa.RecordBatch.from_arrays([pa.array(names), *map(pa.array, values.T)], schema=schema))


def write_mutations(path: Path, cohort: Cohort, genes: Sequence[str]) -> None:
    """A mutation annotation file, with the columns that are read."""
    rng = np.random.default_rng([SEED, 1, len(cohort.dataset), len(cohort.ids)])
    n = len(cohort.ids) * CALLS_A_PATIENT
    frequent = rng.random(n) < 0.5
    gene = np.where(frequent, rng.integers(0, min(FREQUENT_GENES, len(genes)), n), rng.integers(0, len(genes), n))
    classes = np.array(["Missense_Mutation", "Silent", "Frame_Shift_Del", "Nonsense_Mutation"])
    pd.DataFrame(
        {
            "Hugo_Symbol": np.array(genes)[gene],
            "Entrez_Gene_Id": (gene + 1).astype(str),
            "Chromosome": "1",
            "Variant_Classification": classes[rng.integers(0, len(classes), n)],
            "Tumor_Sample_Barcode": np.array(cohort.barcodes)[np.arange(n) % len(cohort.ids)],
        }
    ).to_csv(path, sep="\t", index=False)


def patients(cohort: Cohort) -> pd.DataFrame:
    """The clinical values of a cohort, as cohort.patients has them."""
    n = len(cohort.ids)
    rng = np.random.default_rng([SEED, 2, len(cohort.dataset), n])
    kind = rng.integers(0, len(TYPES), n)
    return pd.DataFrame(
        {
            "dataset": cohort.dataset,
            "sample_id": cohort.ids,
            "patient_id": cohort.barcodes,
            "age": rng.uniform(20, 80, n).round(),
            "sex": np.array(["Female", "Male"])[rng.integers(0, 2, n)],
            "grade": rng.integers(2, 5, n),
            "idh_codel_subtype": np.array(SUBTYPES)[kind],
            "histology": np.array(HISTOLOGIES)[kind],
            "histology_cns5": np.array(TYPES)[kind],
            "tissue_source_site": [f"{cohort.dataset}-{site}" for site in cohort.sites],
            "race": pd.Series([None] * n, dtype="str"),
            "ethnicity": pd.Series([None] * n, dtype="str"),
            "vital_status": "Alive",
            "ttr_days": np.where(cohort.early == 1, 200.0, 700.0),
            "ttr_tier": 1,
            "ttr_field": "simulated",
            "ttr_is_censoring_time": False,
            "label": cohort.early,
        }
    )


def write_files(folder: Path, datasets: Sequence[str], n_patients: int, n_genes: int, n_sites: int) -> None:
    """All files of a study: the nomenclature, and a folder a cohort."""
    genes = gene_symbols(n_genes)
    folder.mkdir(parents=True, exist_ok=True)
    write_hgnc(folder / HGNC_FILE, genes)
    for cohort in cohorts(datasets, n_patients, n_sites):
        (folder / cohort.dataset).mkdir(exist_ok=True)
        expression, mutations = (folder / cohort.dataset / name for name in FILES)
        write_expression(expression, cohort, genes)
        write_mutations(mutations, cohort, genes)
