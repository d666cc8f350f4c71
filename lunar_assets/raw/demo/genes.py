"""The gene nomenclature of the demo cohort: what each gene is called, and by which old or doubtful names too."""

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import gene_names as names
from lunar_assets.raw.demo.draws import stream
from lunar_assets.settings import DemoScale

# Number of made-up genes by kind.
GENE_COUNTS = {
    "small": {
        names.CODING: 1720,
        names.ON_X: 60,
        names.ON_Y: 8,
        names.NONCODING: 80,
        names.PSEUDO: 40,
        names.MITOCHONDRIAL: 2,
    },
    "paper": {
        names.CODING: 18450,
        names.ON_X: 700,
        names.ON_Y: 40,
        names.NONCODING: 1300,
        names.PSEUDO: 500,
        names.MITOCHONDRIAL: 13,
    },
}
AMBIGUOUS_NAMES = 6
_LOCUS = {
    names.NONCODING: ("non-coding RNA", "RNA, long non-coding"),
    names.PSEUDO: ("pseudogene", "pseudogene"),
}
_CODING_LOCUS = ("protein-coding gene", "gene with protein product")
# Genes per autosome, about as they are.
_AUTOSOMES = [20, 13, 11, 8, 9, 10, 9, 7, 8, 7, 13, 10, 3, 6, 6, 8, 12, 3, 14, 5, 2, 4]


def make_genes(seed: int, scale: DemoScale) -> pd.DataFrame:
    """All genes of the demo nomenclature.

    Returns:
        One row a gene: symbol, kind (prefix of the made-up name; real genes CODING or ON_X), real (bool), location,
        chromosome, locus_group, locus_type, entrez_id, ensembl_gene_id, hgnc_id (text; ids may be empty), previous and
        alias (tuples of names), position (int, start on the chromosome).
    """
    rng = stream(seed, "genes")
    real = pd.DataFrame(names.REAL_GENES, columns=["symbol", "entrez_id", "location"]).assign(real=True)
    real["kind"] = np.where(real.location.str.startswith("X"), names.ON_X, names.CODING)
    made = pd.DataFrame(
        [(f"{kind}{i:05d}", kind) for kind, count in GENE_COUNTS[scale].items() for i in range(1, count + 1)],
        columns=["symbol", "kind"],
    ).assign(real=False)
    made["location"] = _locations(made.kind.tolist(), rng)
    genes = pd.concat([real, made], ignore_index=True)
    number = np.arange(len(genes))
    genes["chromosome"] = genes.location.str.extract(r"^(\d+|X|Y)", expand=False).fillna("MT")
    locus = [_LOCUS.get(kind, _CODING_LOCUS) for kind in genes.kind]
    genes["locus_group"], genes["locus_type"] = [group for group, _ in locus], [kind for _, kind in locus]
    genes["hgnc_id"] = [f"HGNC:{names.FIRST_HGNC_ID + i}" for i in number]
    genes["ensembl_gene_id"] = [f"ENSG{names.FIRST_ENSEMBL_ID + i}" for i in number]
    invented = pd.Series([str(names.FIRST_ENTREZ_ID + i) for i in number])
    genes["entrez_id"] = genes.entrez_id.where(genes.real, invented.where(rng.random(len(genes)) > 0.01, ""))
    genes["position"] = rng.integers(1_000_000, 48_000_000, len(genes))
    return genes.join(_other_names(genes, rng))


def _locations(kinds: list[str], rng: np.random.Generator) -> list[str]:
    weights = np.array(_AUTOSOMES) / sum(_AUTOSOMES)
    chromosome = rng.choice(np.arange(1, 23), len(kinds), p=weights)
    arm, band, sub = (
        rng.choice(["p", "q"], len(kinds)),
        rng.integers(11, 29, len(kinds)),
        rng.integers(1, 4, len(kinds)),
    )
    fixed = {names.ON_X: "X", names.ON_Y: "Y"}
    autosomal = [
        f"{fixed.get(k, c)}{a}{b}.{s}" for k, c, a, b, s in zip(kinds, chromosome, arm, band, sub, strict=True)
    ]
    # upstream also has bare arms, ranges of bands, and genes in the region that X and Y share
    shapes = {3: "{}-q29", 7: "{} alternate reference locus"}
    shaped = [shapes.get(i % 400, "{}").format(text) for i, text in enumerate(autosomal)]
    shaped[kinds.index(names.ON_X)] = "Xp22.33 and Yp11.32"
    return ["mitochondria" if kind == names.MITOCHONDRIAL else text for kind, text in zip(kinds, shaped, strict=True)]


def _other_names(genes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Previous and alias symbols: plain ones, ambiguous ones, and aliases that are another gene's own symbol."""
    previous: list[list[str]] = [[] for _ in genes.index]
    alias: list[list[str]] = [[] for _ in genes.index]
    made = genes.index[~genes.real]
    for i in made[rng.random(len(made)) < 0.10]:
        previous[i].append(f"{names.PREVIOUS}{i:05d}")
    for i in made[rng.random(len(made)) < 0.15]:
        alias[i] += [f"{names.ALIAS}{i:05d}", f"{names.ALIAS}-{i:05d}A"][: int(rng.integers(1, 3))]
    coding = rng.permutation(genes.index[genes.kind.eq(names.CODING) & ~genes.real])
    for n in range(AMBIGUOUS_NAMES):
        for i in coding[2 * n : 2 * n + 2]:
            (previous if n % 2 else alias)[i].append(f"{names.AMBIGUOUS}{n + 1:04d}")
    lenders = [genes.symbol[genes.kind.eq(kind) & ~genes.real].tolist()[2:5] for kind in (names.ON_X, names.NONCODING)]
    lenders.append(genes.symbol[coding[50:56]].tolist())
    for i, symbol in zip(coding[20:50], sum(lenders, []), strict=False):
        alias[i].append(symbol)
    return pd.DataFrame(
        {"previous": [tuple(n) for n in previous], "alias": [tuple(n) for n in alias]}, index=genes.index
    )


def upstream_name(genes: pd.DataFrame, share_old: float, share_alias: float, rng: np.random.Generator) -> np.ndarray:
    """The name by which a file calls each gene: its previous or alias symbol for a share of those that have one."""
    old, other = rng.random(len(genes)) < share_old, rng.random(len(genes)) < share_alias
    made = [[n for n in previous if n.startswith(names.PREVIOUS)] for previous in genes.previous]
    aliases = [[n for n in alias if n.startswith(names.ALIAS)] for alias in genes.alias]
    return np.array(
        [
            p[0] if p and use_old else a[0] if a and use_alias else symbol
            for symbol, p, a, use_old, use_alias in zip(genes.symbol, made, aliases, old, other, strict=True)
        ],
        dtype=object,
    )
