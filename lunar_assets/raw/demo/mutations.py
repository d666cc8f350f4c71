"""The two mutation files of the demo cohort, in the wide MAF of the cBioPortal datahub."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from lunar_assets.raw.demo.calls import make_calls
from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.headers import MAF
from lunar_assets.raw.demo.plan import Plan

_TCGA_CALLS = {"small": 24.0, "paper": 66.0}
_GLASS_CALLS = {"small": 28.0, "paper": 160.0}
# Type, reference and variant allele of a variant, by its class; others are single-base exchanges.
_LENGTHS = {
    "Frame_Shift_Del": ("DEL", "G", "-"),
    "In_Frame_Del": ("DEL", "CTT", "-"),
    "Frame_Shift_Ins": ("INS", "-", "T"),
    "In_Frame_Ins": ("INS", "-", "CAT"),
}
_NO_PROTEIN = {"3'UTR", "5'UTR", "5'Flank", "Intron", "RNA", "Splice_Site", "Splice_Region"}


def write_mutations(folder: Path, plan: Plan, genes: pd.DataFrame) -> None:
    """Write both files; barcodes are patient ids in TCGA's, sample ids in GLASS's."""
    tcga = plan.tcga[plan.tcga.has_mutations | plan.tcga.uncounted_only].assign(sample_id=lambda p: p.patient_id)
    glass = plan.glass_samples.query("in_mutations").merge(plan.glass.drop(columns="sample_id"), on="patient_id")
    # a sample of a recurrence has calls that count even where the primary has none
    glass["uncounted_only"] &= glass.kind == "TP"
    for study, samples, calls_each, share_old in (
        ("lgggbm_tcga_pub", tcga, _TCGA_CALLS, 0.6),
        ("difg_glass", glass, _GLASS_CALLS, 0.3),
    ):
        rng = stream(plan.seed, f"{study} mutations")
        calls = make_calls(samples.reset_index(drop=True), genes, rng, calls_each[plan.scale], share_old)
        _write_maf(folder / "datahub" / study / "data_mutations.txt", calls, rng)


def _write_maf(path: Path, calls: pd.DataFrame, rng: np.random.Generator) -> None:
    n = len(calls)
    kind, reference, allele = (
        np.array(c, dtype=object)
        for c in zip(*(_LENGTHS.get(v, ("SNP", "C", "T")) for v in calls.variant), strict=True)
    )
    amino = rng.integers(2, 1500, n)
    change = [
        "" if v in _NO_PROTEIN else f"p.A{a}A" if v == "Silent" else f"p.A{a}V"
        for v, a in zip(calls.variant, amino, strict=True)
    ]
    sample = calls.sample_id
    filled = {
        "Hugo_Symbol": calls.symbol,
        "Entrez_Gene_Id": calls.entrez_id,
        "Center": "demo",
        "NCBI_Build": "GRCh37",
        "Chromosome": calls.chromosome,
        "Start_Position": calls.start,
        "End_Position": calls.start + [max(0, len(r) - 1) for r in reference],
        "Strand": "+",
        "Consequence": calls.variant.str.lower(),
        "Variant_Classification": calls.variant,
        "Variant_Type": kind,
        "Reference_Allele": reference,
        "Tumor_Seq_Allele1": reference,
        "Tumor_Seq_Allele2": allele,
        "Tumor_Sample_Barcode": sample,
        "Matched_Norm_Sample_Barcode": np.where(sample.str.startswith("GLSS"), sample.str[:12] + "-NB", sample + "-10"),
        "Mutation_Status": "SOMATIC",
        "t_ref_count": rng.integers(20, 120, n),
        "t_alt_count": rng.integers(5, 60, n),
        "n_ref_count": rng.integers(20, 120, n),
        "n_alt_count": 0,
        "HGVSc": [f"ENST99000000000.1:c.{3 * a}C>T" for a in amino],
        "HGVSp_Short": change,
        "Transcript_ID": "ENST99000000000",
        "Protein_position": amino,
    }
    table = pa.table({column: pa.array(_column(filled.get(column, ""), n)) for column in MAF})
    buffer = io.BytesIO()
    csv.write_csv(table, buffer, csv.WriteOptions(delimiter="\t", quoting_style="none", include_header=False))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"#version 2.4\n" + "\t".join(MAF).encode() + b"\n" + buffer.getvalue())


def _column(values: object, n: int) -> np.ndarray:
    return np.full(n, values) if np.isscalar(values) else np.asarray(values)
