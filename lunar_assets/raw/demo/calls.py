"""Which mutations the demo samples have: drivers by tumour type, frequent and rare other genes, doubtful names."""

from typing import Final

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import gene_names as names
from lunar_assets.raw.demo.draws import choose
from lunar_assets.raw.demo.genes import AMBIGUOUS_NAMES, upstream_name
from lunar_assets.words import IDH_CODEL_SUBTYPES

# Share of tumours with the driver mutated: IDHwt, IDHmut-noncodel, IDHmut-codel; class of the variant.
_DRIVERS: Final = {
    "IDH1": (0.0, 0.94, 0.92, "Missense_Mutation"),
    "IDH2": (0.0, 0.05, 0.07, "Missense_Mutation"),
    "TP53": (0.28, 0.90, 0.07, "Missense_Mutation"),
    "ATRX": (0.04, 0.75, 0.03, "Frame_Shift_Del"),
    "CIC": (0.01, 0.02, 0.60, "Missense_Mutation"),
    "FUBP1": (0.0, 0.01, 0.28, "Nonsense_Mutation"),
    "NOTCH1": (0.02, 0.06, 0.20, "Missense_Mutation"),
    "EGFR": (0.27, 0.02, 0.01, "Missense_Mutation"),
    "PTEN": (0.32, 0.03, 0.03, "Missense_Mutation"),
    "NF1": (0.15, 0.05, 0.02, "Frame_Shift_Del"),
    "PIK3CA": (0.09, 0.08, 0.18, "Missense_Mutation"),
    "PIK3R1": (0.10, 0.05, 0.07, "In_Frame_Del"),
    "RB1": (0.09, 0.02, 0.01, "Splice_Site"),
    "TERT": (0.70, 0.05, 0.95, "5'Flank"),
}
_CLASSES: Final = {
    "Missense_Mutation": 0.60,
    "Silent": 0.22,
    "Nonsense_Mutation": 0.04,
    "Frame_Shift_Del": 0.03,
    "RNA": 0.025,
    "Splice_Site": 0.018,
    "In_Frame_Del": 0.01,
    "Frame_Shift_Ins": 0.008,
    "In_Frame_Ins": 0.001,
    "Translation_Start_Site": 0.001,
    "Nonstop_Mutation": 0.001,
    "3'UTR": 0.012,
    "5'UTR": 0.012,
    "Intron": 0.012,
    "Splice_Region": 0.01,
}
_UNCOUNTED: Final = {"Silent": 0.8, "RNA": 0.2}
FREQUENT_GENES = 100
_FREQUENT_CALLS = 7.0


def make_calls(
    samples: pd.DataFrame, genes: pd.DataFrame, rng: np.random.Generator, mean_calls: float, share_old: float
) -> pd.DataFrame:
    """Every call of one cohort.

    Args:
        samples: sample_id, patient_id, idh_codel_subtype, uncounted_only.
        genes: The nomenclature.
        rng: Source of chance.
        mean_calls: Background calls a sample.
        share_old: Share of genes with a previous symbol that the file calls by it.

    Returns:
        One row a call, by sample: sample_id, gene (row of the nomenclature), variant, symbol, entrez_id, chromosome,
        start.
    """
    silent_only = samples.index[samples.uncounted_only]
    background = _background(samples, genes, rng, mean_calls)
    drivers = _drivers(samples, genes, rng)
    drivers = drivers[~drivers["sample"].isin(silent_only)]
    calls = pd.concat([background, drivers], ignore_index=True)
    muted = calls["sample"].isin(silent_only)
    calls.loc[muted, "variant"] = choose(rng, _UNCOUNTED, int(muted.sum()))
    calls = _named(calls, genes, upstream_name(genes, share_old, 0.05, rng), rng)
    # each sample has one plain call that counts, a sample without such calls has one on X and one of an unknown gene
    plain = _special(
        samples.index.difference(silent_only), genes, rng.choice(_frequent(genes), len(samples) - len(silent_only))
    )
    on_x = _special(silent_only, genes, np.flatnonzero(genes.symbol == "ATRX").repeat(len(silent_only)))
    unknown = on_x.assign(symbol=f"{names.UNKNOWN}0001", entrez_id="0", chromosome="1")
    calls = pd.concat([calls, plain, on_x, unknown], ignore_index=True)
    calls["sample_id"] = samples.sample_id.to_numpy()[calls["sample"]]
    calls["start"] = genes.position.to_numpy()[calls.gene] + rng.integers(0, 5000, len(calls))
    return calls.sort_values(["sample", "chromosome", "start"], kind="stable", ignore_index=True).drop(columns="sample")


def _frequent(genes: pd.DataFrame) -> np.ndarray:
    made = genes.kind.eq(names.CODING) & ~genes.real & genes.entrez_id.ne("")
    long = np.flatnonzero(genes.symbol.isin(["TTN", "MUC16"]))
    return np.concatenate([long, np.flatnonzero(made)[7::5][: FREQUENT_GENES - len(long)]])


def _background(
    samples: pd.DataFrame, genes: pd.DataFrame, rng: np.random.Generator, mean_calls: float
) -> pd.DataFrame:
    """Frequent genes take about seven calls of a sample, all genes share the rest, X, Y and non-coding ones too."""
    counts = np.maximum(5, mean_calls * rng.lognormal(-0.18, 0.6, len(samples))).astype(int)
    weight = np.where(genes.locus_group == "protein-coding gene", 1.0, 0.2)
    weight *= (1 - _FREQUENT_CALLS / mean_calls) / weight.sum()
    frequent = _frequent(genes)
    frequent_weight = np.linspace(3, 1, len(frequent))
    weight[frequent] += frequent_weight / frequent_weight.sum() * _FREQUENT_CALLS / mean_calls
    n = int(counts.sum())
    gene = rng.choice(len(genes), n, p=weight / weight.sum())
    return pd.DataFrame(
        {"sample": np.repeat(np.arange(len(samples)), counts), "gene": gene, "variant": choose(rng, _CLASSES, n)}
    )


def _drivers(samples: pd.DataFrame, genes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Drivers belong to the patient: all samples of a patient share them."""
    patient = pd.factorize(samples.patient_id)[0]
    subtype = samples.idh_codel_subtype.fillna("IDHwt").map({s: i for i, s in enumerate(IDH_CODEL_SUBTYPES)}).to_numpy()
    parts = []
    for symbol, (*shares, variant) in _DRIVERS.items():
        luck = rng.random(patient.max() + 1)[patient]
        hit = np.flatnonzero(luck < np.array(shares)[subtype])
        gene = int(np.flatnonzero(genes.symbol == symbol)[0])
        parts.append(pd.DataFrame({"sample": hit, "gene": gene, "variant": variant}))
    return pd.concat(parts)


def _named(calls: pd.DataFrame, genes: pd.DataFrame, called: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Symbol, Entrez id and chromosome as the file has them; a few are missing, doubtful or wrong."""
    luck = rng.random(len(calls))
    symbol, entrez = called[calls.gene], genes.entrez_id.to_numpy()[calls.gene].copy()
    chromosome = genes.chromosome.to_numpy()[calls.gene].copy()
    doubtful = luck < 0.004
    symbol[doubtful] = np.resize(
        [f"{names.AMBIGUOUS}{n:04d}" for n in range(1, AMBIGUOUS_NAMES + 1)], int(doubtful.sum())
    )
    lost = (luck >= 0.004) & (luck < 0.008)
    symbol[lost] = np.resize(["", "Unknown", f"{names.UNKNOWN}0002"], int(lost.sum()))
    entrez[(luck < 0.035) | (entrez == "")] = "0"
    entrez[(luck >= 0.035) & (luck < 0.04)] = ""
    entrez[(luck >= 0.04) & (luck < 0.043)] = "989999999"  # an id that no nomenclature has
    symbol[(luck >= 0.043) & (luck < 0.045)] = f"{names.UNKNOWN}0003"  # the id still tells the gene
    chromosome[(luck >= 0.045) & (luck < 0.046)] = "X"  # of an autosomal gene
    return calls.assign(symbol=symbol, entrez_id=entrez, chromosome=chromosome)


def _special(rows: pd.Index, genes: pd.DataFrame, gene: np.ndarray) -> pd.DataFrame:
    """One missense call a sample, named and located as in the nomenclature."""
    cells = genes.iloc[gene]
    return pd.DataFrame(
        {
            "sample": rows.to_numpy(),
            "gene": gene,
            "variant": "Missense_Mutation",
            "symbol": cells.symbol.to_numpy(),
            "entrez_id": cells.entrez_id.to_numpy(),
            "chromosome": cells.chromosome.to_numpy(),
        }
    )
