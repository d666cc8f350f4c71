"""Standardised expression of a cohort's samples out of the effects on each gene."""

import numpy as np
import pandas as pd

from lunar_assets.raw.demo.effects import FACTOR_SHARE, FACTORS, Effects
from lunar_assets.words import IDH_CODEL_SUBTYPES

_MODULE_NOISE = 0.14


def simulate(
    effects: Effects, rows: np.ndarray, samples: pd.DataFrame, rng: np.random.Generator, *, batch_sd: float
) -> np.ndarray:
    """Expression with unit spread before effects.

    Args:
        effects: Effects on every gene.
        rows: Genes to simulate, as positions in the effects.
        samples: patient_id, site, idh_codel_subtype, grade, trait.
        rng: Source of chance.
        batch_sd: Standard deviation of the shift of a site.

    Returns:
        float32, shape (rows, samples).
    """
    n, m = len(rows), len(samples)
    batch = pd.factorize(samples.site)[0]
    weights = np.column_stack(
        [effects.loading[rows], effects.recurrence[rows], effects.grade[rows], effects.subtype[rows]]
    )
    values = rng.standard_normal((n, m), dtype=np.float32) * np.float32(np.sqrt(1 - FACTOR_SHARE))
    for weight, driver in zip(weights.T.astype(np.float32), _drivers(samples, rng), strict=True):
        values += weight[:, None] * driver[None, :]  # sums, not a matrix product: the same bytes whatever the BLAS
    values += (rng.standard_normal((n, batch.max() + 1), dtype=np.float32) * np.float32(batch_sd))[:, batch]
    members = np.flatnonzero(effects.module[rows] >= 0)
    values[members] = _modules(effects, rows[members], batch, rng, batch_sd)
    return values


def _drivers(samples: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """What the effects act on, one row each: common factors (in part a patient's own), trait, grade, subtypes."""
    patient = pd.factorize(samples.patient_id)[0]
    own, passing = rng.standard_normal((FACTORS, patient.max() + 1)), rng.standard_normal((FACTORS, len(samples)))
    code = samples.idh_codel_subtype.fillna("IDHwt").map({s: i for i, s in enumerate(IDH_CODEL_SUBTYPES)}).to_numpy()
    drivers = [*(0.8 * own[:, patient] + 0.6 * passing), samples.trait, samples.grade.astype(float) - 3]
    return np.vstack([*drivers, *np.eye(len(IDH_CODEL_SUBTYPES))[code].T]).astype(np.float32)


def _modules(
    effects: Effects, members: np.ndarray, batch: np.ndarray, rng: np.random.Generator, batch_sd: float
) -> np.ndarray:
    """Genes that follow their module, |r| above 0.9 within it; its shifts by site are common too."""
    module, count = effects.module[members], effects.module.max() + 1
    common = rng.standard_normal((count, len(batch)))
    common += batch_sd * rng.standard_normal((count, batch.max() + 1))[:, batch]
    noise = _MODULE_NOISE * rng.standard_normal((len(members), len(batch)))
    return effects.sign[members][:, None] * common[module] + noise
