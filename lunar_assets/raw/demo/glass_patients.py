"""The GLASS patients and samples of the demo cohort: primary samples, recurrences, and patients lent by TCGA."""

import numpy as np
import pandas as pd

from lunar_assets.raw.demo.cases import AWKWARD_CASES, TIER_OF_CASE
from lunar_assets.raw.demo.draws import stream
from lunar_assets.raw.demo.sites import GLASS_SITE_CODES, GLASS_SITES, assign_sites
from lunar_assets.raw.demo.strata import add_tumours, days_to_recurrence, strata_of
from lunar_assets.settings import DemoScale
from lunar_assets.words import GLASS

_BORROWED = ["histology_cns5", "grade", "early", "idh_codel_subtype", "histology", "age", "sex", "dead", "ttr_days"]
_TCGA_CASES = ["tcga_patient", "tcga_patient_mutations_only"]
_WITHOUT_PRIMARY = {"small": 12, "paper": 20}
_RECURRENT_WITH_EXPRESSION = {"small": 100, "paper": 201}
# Cases whose patients have no sample of a first recurrence.
_NO_R1 = ("no_recurrence_surgery", "second_recurrence_only", "tcga_patient_mutations_only")


def glass_patients(seed: int, scale: DemoScale, tcga: pd.DataFrame) -> pd.DataFrame:
    """All GLASS patients with a primary sample, and some without one.

    Args:
        seed: Seed of the cohort.
        scale: Size of the cohort.
        tcga: The TCGA patients, some of whom GLASS has too.

    Returns:
        One row a patient, in the order of their ids: patient_id, sample_id (of the primary), case, step, site,
        histology_cns5, grade, early, idh_codel_subtype, histology, age, sex, dead, ttr_days, ttr_tier, unseen_site,
        has_primary, has_expression, has_mutations, uncounted_only, blank (no clinical value at all).
    """
    rng = stream(seed, "glass patients")
    patients = _cases(scale).pipe(_with_strata, rng).pipe(add_tumours, rng)
    final = patients.step.isna().to_numpy() & patients.has_primary.to_numpy()
    patients["ttr_days"] = 0
    for rows in (final, ~final):
        patients.loc[rows, "ttr_days"] = days_to_recurrence(patients[rows], rng)
    patients["ttr_tier"] = patients.case.map(TIER_OF_CASE)
    unseen = pd.Series(final) & patients.early & patients.grade.eq(4)
    patients["unseen_site"] = unseen & (unseen.cumsum() <= 2)
    fate = np.where(patients.case == "single_site", "single", np.where(final, "cohort", "gone"))
    patients["site"] = assign_sites(GLASS_SITES, fate, patients.unseen_site.to_numpy(), rng)
    patients = _with_ids(_with_genomics(patients.iloc[rng.permutation(len(patients))].reset_index(drop=True)))
    return _lend(patients, tcga, rng).sort_values("patient_id", ignore_index=True)


def _cases(scale: DemoScale) -> pd.DataFrame:
    rows = [
        (case.name, case.step, True)
        for case in AWKWARD_CASES
        if case.dataset == GLASS
        for _ in range(case.patients(scale))
    ]
    rows += [("no_primary_sample", None, False)] * _WITHOUT_PRIMARY[scale]
    return pd.DataFrame(rows, columns=["case", "step", "has_primary"])


def _with_strata(patients: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    strata = strata_of(GLASS)
    final = patients.step.isna() & patients.has_primary
    picked = rng.integers(0, len(strata), len(patients))
    picked[final] = rng.permutation(len(strata))
    return patients.join(strata.iloc[picked].reset_index(drop=True))


def _with_genomics(patients: pd.DataFrame) -> pd.DataFrame:
    """Which files the primary sample is in, and the clinical values that make a patient leave."""
    case = patients.case
    blank = case.eq("no_genomics") & (case.eq("no_genomics").cumsum() <= 8)
    no_grade = case.isin(["no_histology", "no_grade"]) | blank
    histology = patients.histology.where(case != "gliosarcoma", "Gliosarcoma")
    return patients.assign(
        histology=histology.where(~(case.eq("no_histology") | blank), None),
        grade=patients.grade.astype("Int64").where(~no_grade),
        idh_codel_subtype=patients.idh_codel_subtype.where(case != "no_subtype", None),
        has_expression=~case.isin(["mutations_only", "tcga_patient_mutations_only", "no_genomics"]),
        has_mutations=~case.isin(["expression_only", "no_genomics", "only_uncounted_mutations"]),
        uncounted_only=case == "only_uncounted_mutations",
        blank=blank,
    )


def _with_ids(patients: pd.DataFrame) -> pd.DataFrame:
    codes = patients.site.map(GLASS_SITE_CODES)
    return patients.assign(patient_id=[f"GLSS-{code}-{number:04d}" for number, code in enumerate(codes, 1)])


def _lend(patients: pd.DataFrame, tcga: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Turn the patients planned as such into patients of the final TCGA cohort, with their ids and clinical values."""
    rows = patients.index[patients.case.isin(_TCGA_CASES)]
    final = tcga[tcga.step.isna()]
    lent = final.iloc[rng.choice(len(final), len(rows), replace=False)].set_index(rows)
    patients.loc[rows, ["patient_id", *_BORROWED]] = lent[["patient_id", *_BORROWED]].astype({"grade": "Int64"})
    return patients.assign(sample_id=patients.patient_id + "-TP")


def glass_samples(patients: pd.DataFrame, seed: int, scale: DemoScale) -> pd.DataFrame:
    """All GLASS samples, in the order of their ids.

    Args:
        patients: What `glass_patients` made.
        seed: Seed of the cohort.
        scale: Size of the cohort.

    Returns:
        One row a sample: patient_id, sample_id, kind (TP, R1, R2, R3, M1), in_expression, in_mutations.
    """
    rng = stream(seed, "glass samples")
    primary = patients[patients.has_primary]
    with_first = patients[~patients.case.isin(_NO_R1)]
    second = patients[patients.case.eq("second_recurrence_only") | (rng.random(len(patients)) < 0.15)]
    third = second[rng.random(len(second)) < 0.25]
    groups = [("TP", primary), ("R1", with_first), ("R2", second), ("R3", third), ("M1", with_first.iloc[[0]])]
    samples = pd.concat([group[["patient_id"]].assign(kind=kind) for kind, group in groups])
    samples = samples.assign(sample_id=samples.patient_id + "-" + samples.kind).sort_values(
        "sample_id", ignore_index=True
    )
    recurrent, of_primary = samples.kind != "TP", samples.merge(patients, on="patient_id", how="left")
    chosen = rng.choice(np.flatnonzero(recurrent), _RECURRENT_WITH_EXPRESSION[scale], replace=False)
    expressed = (~recurrent & of_primary.has_expression).to_numpy(dtype=bool, copy=True)
    expressed[chosen] = True
    called = recurrent | of_primary.has_mutations | of_primary.uncounted_only
    return samples.assign(in_expression=expressed, in_mutations=called.to_numpy(dtype=bool))
