"""Files like those of CGGA, written into a mirror with the demo's genes; every number is made up.

Sixty patients run through; others each have one fault, and recurrent samples must not count as patients.
"""

import hashlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

SITES = ("mRNAseq_325", "mRNAseq_693", "mRNAseq_801")
KINDS = (
    ("GBM", "WHO IV", "Wildtype", "Non-codel"),
    ("GBM", "WHO IV", "Mutant", "Non-codel"),
    ("AA", "WHO III", "Mutant", "Non-codel"),
    ("AA", "WHO III", "Wildtype", ""),
    ("AO", "WHO III", "Mutant", "Codel"),
    ("A", "WHO II", "Mutant", "Non-codel"),
    ("O", "WHO II", "Mutant", "Codel"),
    ("OA", "WHO II", "Wildtype", "NA"),
)
"""Histology, grade, IDH and 1p/19q as they occur together; a wild type needs no 1p/19q."""

PACE = {"WHO II": 2.5, "WHO III": 1.5, "WHO IV": 0.7, "NA": 1.0}
"""How much later a tumour of a grade comes back; at every age sooner, too: both tell early from late as elsewhere."""

FAULTS: dict[str, tuple[dict[str, str], str, str]] = {
    "no_grade": ({"Grade": "NA"}, "cns5", "Not recorded: WHO grade."),
    "no_codeletion": (
        {"IDH_mutation_status": "Mutant", "1p19q_codeletion_status": ""},
        "cns5",
        "Not recorded: IDH/1p19q subtype.",
    ),
    "codeleted_glioblastoma": (
        {"Histology": "GBM", "IDH_mutation_status": "Mutant", "1p19q_codeletion_status": "Codel"},
        "cns5",
        "Glioblastoma that is IDHmut-codel has no type of the study (WHO 2021).",
    ),
    "lone_batch": (
        {"Batch": "mRNAseq_lone"},
        "tissue_source_site",
        "The only patient of the cohort from tissue source site mRNAseq_lone.",
    ),
    "no_batch": ({"Batch": ""}, "tissue_source_site", "The tissue source site is not recorded."),
    "no_expression": ({}, "expression_and_mutations", "No expression data."),
    "no_mutations": ({}, "expression_and_mutations", "No counted mutation."),
    "silent_only": ({}, "expression_and_mutations", "No counted mutation."),
    "no_recurrence": ({}, "time_to_recurrence", "No day of recurrence."),
    "undated_recurrence": ({}, "time_to_recurrence", "No day of recurrence."),
}
"""What is wrong with a patient -> what its clinical row has instead, the step at which it leaves, and the reason."""

PASSING, RECURRENT, NOT_MEASURED, ALIASES, UNKNOWN = 60, 12, 100, 12, 4


class Planned(NamedTuple):
    """What must come of the files.

    Attributes:
        patients: Ids of the patients who pass every step.
        excluded: Step and reason of each id that leaves.
        days: Time to recurrence of every patient in whole days.
        not_measured: Approved symbols of coding genes without expression.
        aliases: Names that the expression has instead of the approved symbols.
    """

    patients: set[str]
    excluded: dict[str, tuple[str, str]]
    days: dict[str, int]
    not_measured: set[str]
    aliases: dict[str, str]


def write_cgga_like(mirror: Path, seed: int = 7) -> Planned:
    """Write the four files below `cgga/` of a mirror, and their lines in its `SHA256SUMS`.

    Args:
        mirror: Folder of a mirror, with its `hgnc/hgnc_complete_set.txt`.
        seed: Of all numbers.
    """
    rng = np.random.default_rng(seed)
    ids = [f"CGGA_{1001 + i}" for i in range(PASSING + len(FAULTS))]
    fault_of = dict(zip(ids[PASSING:], FAULTS, strict=True))
    recurrent = [f"CGGA_{2001 + i}" for i in range(RECURRENT)]
    folder = mirror / "cgga"
    folder.mkdir()

    rows = [_patient(sample, i, rng) | FAULTS.get(fault_of.get(sample, ""), ({},))[0] for i, sample in enumerate(ids)]
    rows += [_patient(sample, i, rng) | {"PRS_type": "Recurrent"} for i, sample in enumerate(recurrent)]
    _write(folder / "CGGA.mRNAseq_693_clinical.txt", pd.DataFrame(rows))

    pace = [PACE[row["Grade"]] * np.exp2((48 - int(row["Age"])) / 16) for row in rows[: len(ids)]]
    drawn = rng.gamma(3.0, 3.0, len(ids)) * pace + 0.5
    months = {sample: f"{value:.1f}" for sample, value in zip(ids, drawn, strict=True)}
    follow_up = {sample: m for sample, m in months.items() if fault_of.get(sample) != "no_recurrence"}
    follow_up |= {sample: "" for sample, fault in fault_of.items() if fault == "undated_recurrence"}
    follow_up[recurrent[0]] = "3.0"  # of no primary sample
    _write(
        folder / "CGGA.recurrence.txt",
        pd.DataFrame({"CGGA_ID": list(follow_up), "Months_to_recurrence": list(follow_up.values())}),
    )

    symbols, alias_of = _genes(mirror / "hgnc" / "hgnc_complete_set.txt")
    left_out = set(rng.choice(symbols, NOT_MEASURED, replace=False))
    there = [symbol for symbol in symbols if symbol not in left_out]
    aliases = {symbol: alias_of[symbol] for symbol in there if symbol in alias_of}
    aliases = dict(list(aliases.items())[:ALIASES])
    measured = [sample for sample in [*ids, *recurrent] if fault_of.get(sample) != "no_expression"]
    _write(folder / "CGGA.mRNAseq_693.RSEM-genes.txt", _expression(there, aliases, measured, rows, rng))
    _write(folder / "CGGA.WEseq_mutations.txt", _mutations(symbols, [*ids, *recurrent], fault_of, rng))
    with (mirror / "SHA256SUMS").open("a") as sums:
        for path in sorted(folder.iterdir()):
            sums.write(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  cgga/{path.name}\n")
    return Planned(
        set(ids[:PASSING]),
        {sample: FAULTS[fault][1:] for sample, fault in fault_of.items()},
        {sample: round(float(months[sample]) * 365.25 / 12) for sample in ids[:PASSING]},
        left_out,
        aliases,
    )


def _patient(sample: str, number: int, rng: np.random.Generator) -> dict[str, str]:
    histology, grade, idh, codeletion = KINDS[number % len(KINDS)]
    return {
        "CGGA_ID": sample,
        "PRS_type": "Primary",
        "Histology": histology,
        "Grade": grade,
        "Gender": ("Male", "Female")[int(rng.integers(2))],
        "Age": str(rng.integers(19, 78)),
        "OS": str(rng.integers(90, 3000)),  # days, where the recurrence is in months
        "Censor (alive=0; dead=1)": ("0", "1", "NA")[int(rng.choice(3, p=[0.4, 0.55, 0.05]))],
        "IDH_mutation_status": idh,
        "1p19q_codeletion_status": codeletion,
        "MGMTp_methylation_status": ("methylated", "un-methylated", "")[int(rng.integers(3))],
        "Batch": SITES[number % len(SITES)],
    }


def _genes(hgnc: Path) -> tuple[list[str], dict[str, str]]:
    """Approved symbols of the coding genes of the autosomes, and for some an alias that means them alone."""
    table = pd.read_csv(hgnc, sep="\t", dtype="str", keep_default_na=False)
    coding = table[(table["locus_group"] == "protein-coding gene") & table["location"].str.match(r"\d")]
    every = Counter("|".join(table["alias_symbol"] + "|" + table["prev_symbol"] + "|" + table["symbol"]).split("|"))
    firsts = dict(zip(coding["symbol"], coding["alias_symbol"].str.split("|").str[0], strict=True))
    return list(coding["symbol"]), {symbol: name for symbol, name in firsts.items() if name and every[name] == 1}


def _expression(
    symbols: list[str], aliases: dict[str, str], samples: list[str], rows: list[dict], rng: np.random.Generator
) -> pd.DataFrame:
    """RSEM values: a level a gene, a shift a gene and batch, noise; one name twice, names that nobody knows."""
    batch = {row["CGGA_ID"]: row["Batch"] for row in rows}
    shifts = {name: rng.normal(0, 0.4, len(symbols)) for name in dict.fromkeys(batch.values())}
    levels = rng.uniform(1, 11, len(symbols))[:, None] + np.column_stack([shifts[batch[name]] for name in samples])
    values = np.exp2(levels + rng.normal(0, 0.8, levels.shape)).round(2)
    frame = pd.DataFrame(values, [aliases.get(symbol, symbol) for symbol in symbols], samples)
    unknown = frame.iloc[:UNKNOWN].set_axis([f"LOC{i}" for i in range(UNKNOWN)])
    return pd.concat([frame, frame.iloc[[5]] * 1.5, unknown]).rename_axis("Gene_Name").reset_index()


def _mutations(
    symbols: list[str], samples: list[str], fault_of: dict[str, str], rng: np.random.Generator
) -> pd.DataFrame:
    """Calls of genes: some are mutated often, most in one or two samples."""
    share = rng.beta(0.15, 4, len(symbols))
    calls = []
    for sample in samples:
        if fault_of.get(sample) != "no_mutations":
            genes = {symbols[i] for i in np.flatnonzero(rng.random(len(symbols)) < share)} | {symbols[0]}
            kinds = ["Silent"] if fault_of.get(sample) == "silent_only" else ["Missense_Mutation", "Silent"]
            weights = [1.0] if len(kinds) == 1 else [0.8, 0.2]
            calls += [(sample, gene, str(rng.choice(kinds, p=weights))) for gene in sorted(genes)]
            calls += [] if len(kinds) == 1 else [(sample, "TP53", "Nonsense_Mutation")]
    return pd.DataFrame(calls, columns=["CGGA_ID", "Gene", "Variant_Classification"])


def _write(path: Path, frame: pd.DataFrame) -> None:
    frame.to_csv(path, sep="\t", index=False, lineterminator="\n")
