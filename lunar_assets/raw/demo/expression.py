"""The two expression matrices of the demo cohort, each in the unit of its hub, with the rows that make mapping hard."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import gene_names as names
from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.effects import Effects
from lunar_assets.raw.demo.genes import AMBIGUOUS_NAMES, upstream_name
from lunar_assets.raw.demo.matrix import write_matrix
from lunar_assets.raw.demo.plan import Plan
from lunar_assets.raw.demo.simulation import simulate
from lunar_assets.raw.demo.tcga_samples import tcga_samples
from lunar_assets.raw.demo.trait import hidden_trait
from lunar_assets.words import GLASS, TCGA

TCGA_FILE = "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz"
GLASS_FILE = "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt"
Split = Mapping[str, list[str]]


def write_expression(
    folder: Path, plan: Plan, genes: pd.DataFrame, effects: Effects, splits: Mapping[str, Split]
) -> None:
    """Write both matrices.

    Args:
        folder: Mirror folder.
        plan: Who the patients are.
        genes: The nomenclature.
        effects: What drives expression.
        splits: The published splits, by dataset; one TCGA gene varies in a test sample only.
    """
    _write_tcga(folder / TCGA_FILE, plan, genes, effects, splits[TCGA])
    _write_glass(folder / GLASS_FILE, plan, genes, effects, splits[GLASS])


def _write_tcga(path: Path, plan: Plan, genes: pd.DataFrame, effects: Effects, split: Split) -> None:
    """log2(x + 1), less the mean of each gene over all TCGA cohorts."""
    rng = stream(plan.seed, "tcga expression")
    samples = tcga_samples(plan).query("has_expression").reset_index(drop=True)
    rows = _rows(genes, effects, rng, share_old=0.6, left_out=0)
    trait = samples.patient_id.map(hidden_trait(plan, TCGA, split)).where(samples.kind == "Primary Tumor", 0.0)
    values = simulate(effects, rows.gene.to_numpy(), samples.assign(trait=trait), rng, batch_sd=0.35)
    plain = effects.recurrence[rows.gene] == 0
    mean = np.where(
        plain & (effects.module[rows.gene] < 0), rng.uniform(0.5, 9, len(rows)), rng.uniform(6, 9, len(rows))
    )
    values = np.maximum(values * rng.uniform(0.6, 1.1, (len(rows), 1)).astype(np.float32) + mean[:, None], 0)
    silent = np.flatnonzero(rows.silent)
    values[silent] = 0  # never expressed
    values[silent[-1], np.flatnonzero(samples.sample_id.isin(split["test"]))[0]] = 3.0
    values -= (mean + rng.normal(0, 0.8, len(rows)))[:, None]
    write_matrix(path, "sample", rows.name.tolist(), samples.sample_id.tolist(), values.astype(np.float32), packed=True)


def _write_glass(path: Path, plan: Plan, genes: pd.DataFrame, effects: Effects, split: Split) -> None:
    """z-scores over all GLASS samples, NA where a gene does not vary; a few cells of recurrent samples are NA too."""
    rng = stream(plan.seed, "glass expression")
    samples = plan.glass_samples.query("in_expression").merge(plan.glass.drop(columns="sample_id"), on="patient_id")
    rows = _rows(genes, effects, rng, share_old=0.3, left_out=1)
    trait = samples.patient_id.map(hidden_trait(plan, GLASS, split)).where(samples.kind == "TP", 0.0)
    described = samples.assign(trait=trait, grade=samples.grade.fillna(4).astype(int))
    values = simulate(effects, rows.gene.to_numpy(), described, rng, batch_sd=0.5)
    values = (values - values.mean(1, keepdims=True)) / values.std(1, ddof=1, keepdims=True)
    values[np.flatnonzero(rows.silent)] = np.nan
    recurrent = np.flatnonzero(samples.kind == "R1")
    values[rng.integers(0, len(rows), 20), rng.choice(recurrent, 20)] = np.nan
    write_matrix(path, "Hugo_Symbol", rows.name.tolist(), samples.sample_id.tolist(), values, packed=False)


def _rows(
    genes: pd.DataFrame, effects: Effects, rng: np.random.Generator, share_old: float, left_out: int
) -> pd.DataFrame:
    """Rows of one file in the order of their names: name, gene (row of the nomenclature), silent (does not vary)."""
    plain = (effects.recurrence == 0) & (effects.module < 0) & ~genes.real.to_numpy()
    coding = plain & genes.kind.eq(names.CODING).to_numpy()
    gone = plain & (np.arange(len(genes)) % 35 == 10 + left_out)
    rows = pd.DataFrame({"name": upstream_name(genes, share_old, 0.1, rng), "gene": np.arange(len(genes))})[~gone]
    coding_rows = rows[coding[rows.gene]]
    rows["silent"] = rows.index.isin(coding_rows.index[40 + 10 * left_out : 44 + 10 * left_out])
    renamed = rows[rows.name.str.startswith(names.PREVIOUS) & ~rows.silent].iloc[:3]
    nowhere = int(genes.index[genes.kind == names.NONCODING][0])
    invented = [f"{names.AMBIGUOUS}{n:04d}" for n in range(1, AMBIGUOUS_NAMES + 1)]
    invented += [f"{names.UNKNOWN}{n:04d}" for n in range(1, 6)]
    extra = [
        coding_rows.iloc[60:65],  # the same name twice
        renamed.assign(name=genes.symbol[renamed.gene].to_numpy()),  # a gene under its old and its new name
        pd.DataFrame({"name": invented, "gene": nowhere}),
    ]
    return (
        pd.concat([rows, *extra])
        .fillna({"silent": False})
        .sort_values(["name", "gene"], kind="stable", ignore_index=True)
    )
