"""What drives expression gene by gene, in both cohorts: recurrence, tumour type, grade, modules, common factors."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lunar_assets.raw.demo import gene_names as names
from lunar_assets.raw.demo.draws import stream
from lunar_assets.settings import DemoScale
from lunar_assets.words import IDH_CODEL_SUBTYPES

FACTORS = 8
FACTOR_SHARE = 0.45
RECURRENCE_GENES = 150
MODULE_SIZE = 4
_SUBTYPE_GENES = {"small": 200, "paper": 600}
_GRADE_GENES = {"small": 60, "paper": 300}
_MODULES = {"small": 24, "paper": 60}
# Modules led by a literature gene, whose correlated partners have made-up names.
_LITERATURE_HEADS = ("CD44", "CHI3L1", "OLIG2", "SOX2", "NES", "NEFL", "SYT1", "GABRA1", "CDK6", "RELA", "DLL3", "MET")


@dataclass(frozen=True)
class Effects:
    """Effects on standardised expression, one entry or row a gene of the nomenclature.

    Attributes:
        loading: Loadings of the common factors, shape (genes, FACTORS).
        subtype: Effect of each IDH/1p19q subtype, shape (genes, 3).
        grade: Effect of a grade more.
        recurrence: Effect of the hidden trait that speeds up recurrence.
        module: Number of the gene's module, -1 for none.
        sign: Direction of the gene within its module, 1 or -1.
    """

    loading: np.ndarray
    subtype: np.ndarray
    grade: np.ndarray
    recurrence: np.ndarray
    module: np.ndarray
    sign: np.ndarray


def make_effects(genes: pd.DataFrame, seed: int, scale: DemoScale) -> Effects:
    """Draw the effects; genes of one kind of effect have no other but the common factors."""
    rng, n = stream(seed, "effects"), len(genes)
    free = list(rng.permutation(genes.index[genes.kind.eq(names.CODING) & ~genes.real]))
    recurrence, subtype, grade = np.zeros(n), np.zeros((n, len(IDH_CODEL_SUBTYPES))), np.zeros(n)
    chosen = _take(free, RECURRENCE_GENES)
    recurrence[chosen] = rng.uniform(0.55, 0.85, len(chosen)) * rng.choice([-1, 1], len(chosen))
    chosen = _take(free, _SUBTYPE_GENES[scale])
    subtype[chosen] = rng.normal(0, 0.9, (len(chosen), len(IDH_CODEL_SUBTYPES)))
    chosen = _take(free, _GRADE_GENES[scale])
    grade[chosen] = rng.normal(0, 0.4, len(chosen))
    module, sign = np.full(n, -1), np.ones(n)
    heads = genes.index[genes.symbol.isin(_LITERATURE_HEADS)]
    for number in range(_MODULES[scale]):
        members = [*heads[number : number + 1], *_take(free, MODULE_SIZE - (number < len(heads)))]
        module[members], sign[members[-1]] = number, -1
    return Effects(
        rng.standard_normal((n, FACTORS)) * np.sqrt(FACTOR_SHARE / FACTORS), subtype, grade, recurrence, module, sign
    )


def _take(free: list[int], count: int) -> list[int]:
    taken, free[:] = free[:count], free[count:]
    return taken
