"""What AUROC can say with few test patients: the tables of `docs/limits.md`, by formula and by simulation.

    .venv/bin/python -m benchmarks.few_patients docs/limits.md

Scores are normal, with equal variance in both classes and the distance of the means that gives the AUROC asked for.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from lunar_assets.evaluation.delong import delong_test
from lunar_assets.evaluation.intervals import LEVEL, auroc, draws

Floats = NDArray[np.float64]
SEED, N_SIMULATED, POWER = 42, 500, 0.8
ALIKE = 0.7
"""Correlation of the scores of two models within a class: they read the same patients."""


class Part(NamedTuple):
    """A set of test patients: its name, and how many of them recur early and late."""

    name: str
    early: int
    late: int

    @property
    def n(self) -> int:
        """All patients."""
        return self.early + self.late


PARTS = (
    Part("GLASS test", 9, 7),
    Part("TCGA test", 12, 17),
    Part("all of GLASS", 58, 43),
    Part("all of TCGA", 82, 109),
)
TEST_PARTS = PARTS[:2]


def standard_error(area: float, early: float, late: float) -> float:
    """Standard error of an AUROC (Hanley and McNeil 1982), from the AUROC and the patients of each class alone."""
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (early - 1) * (q1 - area**2) + (late - 1) * (q2 - area**2)
    return float(np.sqrt(variance / (early * late)))


def patients_needed(area: float, reference: float, correlation: float, share_early: float = 0.43) -> int:
    """Test patients from which on two AUROCs on the same patients differ at p < 0.05 with a power of 80 %.

    Args:
        area: AUROC of a model.
        reference: AUROC of the other one.
        correlation: Of the two estimates (Hanley and McNeil 1983).
        share_early: Share of patients that recur early; 0.43 in TCGA.
    """
    wanted = norm.isf((1 - LEVEL) / 2) + norm.ppf(POWER)

    def is_enough(n: int) -> bool:
        return abs(area - reference) >= wanted * _error_of_difference(area, reference, correlation, n, share_early)

    n = 10
    while not is_enough(n):
        n += 1
    return n


def power(area: float, reference: float, correlation: float, part: Part) -> float:
    """Chance that a true difference of two AUROCs on the patients of a part is found at p < 0.05."""
    error = _error_of_difference(area, reference, correlation, part.n, part.early / part.n)
    return float(norm.cdf(abs(area - reference) / error - norm.isf((1 - LEVEL) / 2)))


def simulated(part: Part, area: float, n_models: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], Floats]:
    """Labels, and scores of models of the same true AUROC whose scores correlate by `ALIKE`, (models, patients)."""
    labels = np.repeat([1, 0], [part.early, part.late])
    noise = np.sqrt(ALIKE) * rng.normal(size=part.n) + np.sqrt(1 - ALIKE) * rng.normal(size=(n_models, part.n))
    return labels, noise + labels * np.sqrt(2) * norm.ppf(area)


def widths() -> pd.DataFrame:
    """How wide a 95 % interval is, by formula, for a true AUROC and a number of patients."""
    half = norm.isf((1 - LEVEL) / 2)
    return pd.DataFrame(
        {
            "patients": [f"{part.name}, {part.early} early and {part.late} late" for part in PARTS],
            **{
                f"AUROC {area:.2f}": [f"± {half * standard_error(area, *part[1:]):.2f}" for part in PARTS]
                for area in (0.65, 0.75, 0.85)
            },
        }
    )


def one_model(area: float = 0.75) -> pd.DataFrame:
    """What a model of that true AUROC shows on the test patients, and how often the platform's interval holds it."""
    return pd.DataFrame([_one_model(part, area) for part in TEST_PARTS])


def two_models() -> pd.DataFrame:
    """Patients that it takes to tell two models apart, and the chance to do so on the test patients."""
    pairs = [(0.75, 0.65, 0.5), (0.75, 0.65, 0.8), (0.80, 0.75, 0.5), (0.80, 0.75, 0.8)]
    rows = [
        {
            "true AUROCs": f"{area:.2f} and {reference:.2f}",
            "correlation of the estimates": correlation,
            "test patients needed": patients_needed(area, reference, correlation),
        }
        | {f"power with {part.n}": f"{power(area, reference, correlation, part):.0%}" for part in TEST_PARTS[::-1]}
        for area, reference, correlation in pairs
    ]
    return pd.DataFrame(rows)


def many_models(area: float = 0.75) -> pd.DataFrame:
    """What the best of many models that are all equally good seems to be."""
    choices = [(part, n_models) for part in TEST_PARTS[::-1] for n_models in (1, 11, 50)]
    return pd.DataFrame([_best_of(part, area, n_models) for part, n_models in choices])


TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "widths": widths,
    "one model": one_model,
    "two models": two_models,
    "many models": many_models,
}


def filled(page: str) -> str:
    """A page with each table anew below its marker, the comment that names it."""
    for name, table in TABLES.items():
        text = f"<!-- {name} -->\n\n{table().to_markdown(index=False, disable_numparse=True)}\n"
        page = re.sub(rf"<!-- {name} -->\n\n(\|.*\n)*", lambda _, text=text: text, page)
    return page


def _error_of_difference(area: float, reference: float, correlation: float, n: float, share_early: float) -> float:
    errors = [standard_error(one, n * share_early, n * (1 - share_early)) for one in (area, reference)]
    return float(np.sqrt(errors[0] ** 2 + errors[1] ** 2 - 2 * correlation * errors[0] * errors[1]))


def _one_model(part: Part, area: float) -> dict[str, object]:
    rng = np.random.default_rng(SEED)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    estimates, intervals = [], []
    for i in range(N_SIMULATED):
        labels, scores = simulated(part, area, 1, rng)
        estimates.append(_aurocs(labels, scores)[0])
        intervals.append(np.quantile(auroc(labels, scores[0], draws(labels, SEED + i)), tails))
    low, high = np.array(intervals).T
    seen = np.quantile(estimates, tails)
    return {
        "patients": part.name,
        "true AUROC": area,
        "95 of 100 times it shows": f"{seen[0]:.2f} to {seen[1]:.2f}",
        "mean width of the bootstrap interval": f"{np.mean(high - low):.2f}",
        "the interval holds the truth": f"{np.mean((low <= area) & (area <= high)):.0%}",
    }


def _best_of(part: Part, area: float, n_models: int) -> dict[str, object]:
    rng = np.random.default_rng(SEED)
    best, found = [], []
    for _ in range(N_SIMULATED):
        labels, scores = simulated(part, area, n_models, rng)
        best.append(_aurocs(labels, scores).max())
        if 1 < n_models <= 11:
            tests = [delong_test(labels, of_model, scores[0]) for of_model in scores[1:]]
            found.append(any(test is not None and test.p_value < 1 - LEVEL for test in tests))
    return {
        "patients": part.name,
        "models": n_models,
        "mean AUROC of the best": f"{np.mean(best):.2f}",
        "best at 0.85 or more": f"{np.mean(np.array(best) >= 0.85):.0%}",
        "a DeLong p below 0.05 against the first": f"{np.mean(found):.0%}" if found else "",
    }


def _aurocs(labels: NDArray[np.int64], scores: Floats) -> Floats:
    """AUROC of every model, (models), for scores of (models, patients) without ties."""
    early, late = scores[:, labels == 1], scores[:, labels == 0]
    return (early[:, :, np.newaxis] > late[:, np.newaxis, :]).mean(axis=(1, 2))


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
