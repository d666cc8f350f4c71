"""Mutation annotation files (MAF) as VEP annotates them: some 110 columns, of which the platform reads five."""

from pathlib import Path

import numpy as np

from benchmarks.simulated.gene_table import Genes

HEAD = (
    "Hugo_Symbol",
    "Entrez_Gene_Id",
    "Center",
    "NCBI_Build",
    "Chromosome",
    "Start_Position",
    "End_Position",
    "Strand",
    "Variant_Classification",
    "Variant_Type",
    "Reference_Allele",
    "Tumor_Seq_Allele1",
    "Tumor_Seq_Allele2",
    "dbSNP_RS",
    "Tumor_Sample_Barcode",
)
N_COLUMNS, N_TAILS, ROWS_AT_ONCE = 110, 2_000, 20_000
BYTES_PER_ROW = 1_260
CLASSES = ("Missense_Mutation", "Silent", "Nonsense_Mutation", "Splice_Site", "Frame_Shift_Del", "RNA", "3'UTR")
SHARES = (0.55, 0.22, 0.06, 0.03, 0.04, 0.03, 0.07)


def write_maf(path: Path, megabytes: float, barcodes: list[str], genes: Genes, seed: int) -> None:
    """Write a file of about so many megabytes; calls name genes as upstream does, by symbols old and new."""
    rng = np.random.default_rng(seed)
    tails = [_tail(rng) for _ in range(N_TAILS)]
    annotations = [f"annotation_{i}" for i in range(N_COLUMNS - len(HEAD))]
    left = max(int(megabytes * 1e6 / BYTES_PER_ROW), len(barcodes))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("#version 2.4\n" + "\t".join([*HEAD, *annotations]) + "\n")
        while left:
            n = min(left, ROWS_AT_ONCE)
            file.writelines(_rows(rng, n, barcodes, genes, tails))
            left -= n


def _rows(rng: np.random.Generator, n: int, barcodes: list[str], genes: Genes, tails: list[str]) -> list[str]:
    gene = rng.integers(0, len(genes.names), n)
    position = rng.integers(1, 2e8, n)
    kind = rng.choice(len(CLASSES), n, p=SHARES)
    who, tail = rng.integers(0, len(barcodes), n), rng.integers(0, N_TAILS, n)
    return [
        f"{genes.names[g]}\t{genes.entrez_ids[g]}\tcenter.org\tGRCh37\t{genes.chromosomes[g]}\t{p}\t{p}\t+\t"
        f"{CLASSES[k]}\tSNP\tC\tC\tT\t\t{barcodes[w]}\t{tails[t]}\n"
        for g, p, k, w, t in zip(gene, position, kind, who, tail, strict=True)
    ]


def _tail(rng: np.random.Generator) -> str:
    """The annotations of a call: a third of the columns empty, the rest numbers, words and lists of transcripts."""
    fields = []
    for column in range(N_COLUMNS - len(HEAD)):
        kind = column % 6
        if kind in (0, 3):
            fields.append("")
        elif kind == 1:
            fields.append(str(rng.integers(0, 10**6)))
        elif kind == 2:
            fields.append(f"{rng.random():.6f}")
        elif kind == 4:
            fields.append(f"ENST{rng.integers(0, 10**11):011d}")
        else:
            fields.append(f"missense_variant,p.R{rng.integers(1, 2000)}C,ENSP{rng.integers(0, 10**11):011d}")
    return "\t".join(fields)
