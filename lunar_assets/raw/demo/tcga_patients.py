"""The TCGA patients of the demo cohort: one row a patient, with all that the clinical and genomic files say of them."""

import numpy as np
import pandas as pd

from lunar_assets.raw.demo.cases import AWKWARD_CASES, CENSORED_CASES, TIER_OF_CASE
from lunar_assets.raw.demo.draws import choose, stream
from lunar_assets.raw.demo.evidence import EARLY_LEAVERS, EVIDENCE, LATE_LEAVERS
from lunar_assets.raw.demo.sites import GBM_SITES, LGG_SITES, assign_sites
from lunar_assets.raw.demo.strata import add_tumours, days_to_recurrence, strata_of
from lunar_assets.settings import DemoScale
from lunar_assets.words import TCGA

RACES = {
    "WHITE": 0.88,
    "BLACK OR AFRICAN AMERICAN": 0.06,
    "ASIAN": 0.03,
    "AMERICAN INDIAN OR ALASKA NATIVE": 0.01,
    "": 0.02,
}
ETHNICITIES = {"NOT HISPANIC OR LATINO": 0.85, "HISPANIC OR LATINO": 0.05, "": 0.1}
# Where a value of the first source is missing and another one has it: quirk, glioblastoma study, number of patients.
QUIRKS = (
    ("subtype_from_idh_status", True, 4),
    ("sex_from_gbm_tcga", True, 2),
    ("sex_from_lgg_tcga", False, 4),
    ("grade_from_xena", False, 5),
    ("ethnicity_from_lgg_tcga", False, 6),
)


def tcga_patients(seed: int, scale: DemoScale) -> pd.DataFrame:
    """All TCGA patients, in the order of their ids.

    Returns:
        One row a patient: patient_id, sample_id, case, step (None: final cohort), evidence, gbm (study), site,
        histology_cns5, grade, early, idh_codel_subtype, histology, age, sex, dead, ttr_days, ttr_tier,
        is_censoring_time, race, ethnicity, chr7_10, tert, quirk, unseen_site, has_expression, has_mutations,
        uncounted_only.
    """
    rng = stream(seed, "tcga patients")
    patients = _cases(scale).pipe(_with_strata, rng).pipe(add_tumours, rng)
    kept = (patients.step.isna() | patients.case.eq("single_site")).to_numpy()
    patients["ttr_days"] = _days(patients, patients.step.isna().to_numpy(), rng)
    patients["ttr_tier"] = patients.case.map(TIER_OF_CASE)
    patients["is_censoring_time"] = patients.case.isin(CENSORED_CASES)
    patients["evidence"] = _evidence(patients, rng)
    patients["quirk"] = _quirks(patients, rng)
    patients = patients.assign(
        race=choose(rng, RACES, len(patients)),
        ethnicity=choose(rng, ETHNICITIES, len(patients)),
        **_arms(patients, rng),
    ).pipe(_with_genomics)
    unseen = ~patients.gbm & ~patients.early & patients.grade.eq(2) & patients.step.isna()
    patients["unseen_site"] = unseen & (unseen.cumsum() <= 2)
    patients["site"] = _sites(patients, kept, rng)
    return _with_ids(patients.iloc[rng.permutation(len(patients))].reset_index(drop=True))


def _cases(scale: DemoScale) -> pd.DataFrame:
    rows = []
    for case in AWKWARD_CASES:
        if case.dataset == TCGA:
            n = case.patients(scale)
            rows += [(case.name, case.step, i < round(n * case.gbm_share)) for i in range(n)]
    return pd.DataFrame(rows, columns=["case", "step", "gbm"])


def _with_strata(patients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The final cohort has the planned tumours exactly, the others are drawn from the same mixture."""
    strata = strata_of(TCGA)
    picked = np.zeros(len(patients), dtype=int)
    for gbm in (True, False):
        pool = np.flatnonzero(strata.grade.eq(4) == gbm)
        rows, final = patients.gbm.eq(gbm), patients.step.isna()
        picked[rows & final] = rng.permutation(pool)
        picked[rows & ~final] = rng.choice(pool, int((rows & ~final).sum()))
    return patients.join(strata.iloc[picked].reset_index(drop=True))


def _days(patients: pd.DataFrame, final: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    days = np.zeros(len(patients), dtype=int)
    for rows in (final, ~final):
        days[rows] = days_to_recurrence(patients[rows], rng)
    return days


def _evidence(patients: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    early = choose(rng, EARLY_LEAVERS, len(patients))
    late = choose(rng, LATE_LEAVERS, len(patients))
    drawn = np.where(patients.step == "expression_and_mutations", early, late)
    return np.where(patients.case.isin(list(EVIDENCE)), patients.case, drawn)


def _quirks(patients: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    quirk = np.full(len(patients), "", dtype=object)
    for gbm in (True, False):
        free = list(rng.permutation(np.flatnonzero(patients.step.isna() & patients.gbm.eq(gbm))))
        for name, of_gbm, n in QUIRKS:
            if of_gbm == gbm:
                quirk[free[:n]] = name
                free = free[n:]
    return quirk


def _arms(patients: pd.DataFrame, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Chromosome 7 and 10, and TERT promoter: of an IDH-wildtype tumour of lower grade they decide the type."""
    n, lower = len(patients), patients.grade.lt(4).to_numpy()
    molecular = lower & patients.histology_cns5.eq("Glioblastoma").to_numpy()
    gain = np.where(molecular, rng.random(n) < 0.7, ~lower & (rng.random(n) < 0.85))
    by_promoter = molecular & ~gain
    known = rng.random(n) < 0.4
    mutant = by_promoter | (known & patients.histology_cns5.isin(["Oligodendroglioma", "Glioblastoma"]).to_numpy())
    return {
        "chr7_10": np.where(gain, "Gain chr 7 & loss chr 10", "No combined CNA"),
        "tert": np.where(mutant, "Mutant", np.where(known, "WT", "")),
    }


def _with_genomics(patients: pd.DataFrame) -> pd.DataFrame:
    """Which files a patient is in, and the molecular values that make a patient leave."""
    case = patients.case
    subtype = patients.idh_codel_subtype.where(case != "codeleted_glioblastoma", "IDHmut-codel")
    return patients.assign(
        idh_codel_subtype=subtype.where(~case.isin(["mutant_codeletion_unknown", "subtype_unknown"]), None),
        histology=patients.histology.where(case != "no_histology", None),
        has_expression=~case.isin(["mutations_only", "no_genomics"]),
        has_mutations=~case.isin(["expression_only", "no_genomics", "only_uncounted_mutations"]),
        uncounted_only=case == "only_uncounted_mutations",
    )


def _sites(patients: pd.DataFrame, kept: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    fate = np.where(patients.case == "single_site", "single", np.where(kept, "cohort", "gone"))
    site = np.empty(len(patients), dtype=object)
    for gbm, sites in ((True, GBM_SITES), (False, LGG_SITES)):
        rows = patients.gbm.eq(gbm).to_numpy()
        site[rows] = assign_sites(sites, fate[rows], patients.unseen_site.to_numpy()[rows], rng)
    return site


def _with_ids(patients: pd.DataFrame) -> pd.DataFrame:
    ids = [f"TCGA-{site}-{number:04d}" for number, site in enumerate(patients.site, 1)]
    patients = patients.assign(patient_id=ids, sample_id=[f"{patient}-01" for patient in ids])
    return patients.sort_values("patient_id", ignore_index=True)
