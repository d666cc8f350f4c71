"""Who is in the study and with which label: time to recurrence, WHO 2021 type, exclusions, cutoff."""

from pathlib import Path

import pandas as pd

from benchmarks.harness import Benchmark, Size
from benchmarks.simulated.candidates import candidates as simulated
from lunar_assets import words
from lunar_assets.cohort.cutoff import cutoff
from lunar_assets.cohort.patients import patients
from lunar_assets.cohort.selection import candidates

Given = tuple[pd.DataFrame, pd.DataFrame]
Decided = tuple[float | None, str | None]
LOWER_GRADE = ("Astrocytoma", "Oligodendroglioma", "Oligoastrocytoma")


def given(size: Size, folder: Path) -> Given:  # noqa: ARG001
    """Clinical facts and statements about recurrence."""
    return simulated(size)


def platform(given: Given) -> pd.DataFrame:
    """Candidates, cutoff, patients."""
    clinical, events = given
    ids = clinical["sample_id"].tolist()
    chosen = pd.concat([candidates(clinical, events, ids, ids, dataset) for dataset in words.STUDY], ignore_index=True)
    return patients(chosen, clinical, cutoff(chosen))


def reference(given: Given) -> pd.DataFrame:
    """Row by row with `apply`."""
    clinical, events = given
    statements = dict(iter(events.groupby("sample_id")))
    nothing = events.iloc[:0]
    rows = clinical.apply(lambda row: decide(row, statements.get(row["sample_id"], nothing)), axis=1)
    frame = clinical.assign(ttr_days=[days for days, _ in rows], type=[cns5 for _, cns5 in rows])
    frame = frame[frame.apply(lambda row: pd.notna(row["ttr_days"]) and pd.notna(row["type"]), axis=1)]
    n = frame.groupby(["dataset", "tissue_source_site"])["sample_id"].transform("size")
    frame = frame[n >= 2]
    middle = frame.groupby("dataset")["ttr_days"].median().mean()
    return frame.assign(label=frame["ttr_days"].apply(lambda days: int(days < middle)))


def decide(row: pd.Series, statements: pd.DataFrame) -> Decided:
    """Days to recurrence and type of a sample; no type where it leaves."""
    dated = statements[statements["tier"].notna() & statements["day"].notna()]
    days = None
    if len(dated):
        best = dated[dated["tier"] == dated["tier"].min()]
        days = float(best["day"].min())
    if row["dataset"] == words.TCGA:
        types = statements.loc[statements["field"] == "new_tumor_event_type", "value"]
        dfi_zero = ((statements["field"] == "DFI") & (statements["value"] == "0")).any()
        only_progression = len(types) > 0 and (types == "Progression of Disease").all()
        if not statements["explicit"].any() and (dfi_zero or only_progression):
            return days, None
        if pd.notna(row["prior_glioma"]) and row["prior_glioma"]:
            return days, None
    return days, None if pd.isna(row["age"]) else type_of(row)


def type_of(row: pd.Series) -> str | None:
    """Type by WHO 2021."""
    subtype = row["idh_codel_subtype"]
    if row["histology"] == "Glioblastoma":
        return {"IDHwt": "Glioblastoma", "IDHmut-noncodel": "Astrocytoma"}.get(subtype)
    if subtype != "IDHwt":
        return {"IDHmut-noncodel": "Astrocytoma", "IDHmut-codel": "Oligodendroglioma"}[subtype]
    is_glioblastoma = row["chr7_gain_chr10_loss"] or row["tert_promoter_mutant"]
    return "Glioblastoma" if is_glioblastoma else "Astrocytoma WT"


def same(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """The same patients with the same days, types and labels."""
    key = ["dataset", "sample_id"]
    theirs = theirs.sort_values(key, ignore_index=True)
    assert ours[key].astype("object").equals(theirs[key].astype("object"))
    assert ours["ttr_days"].tolist() == theirs["ttr_days"].tolist()
    assert ours["histology_cns5"].tolist() == theirs["type"].tolist()
    assert ours["label"].tolist() == theirs["label"].tolist()


BENCHMARK = Benchmark(
    "cohort, time to recurrence and labels",
    given,
    platform,
    reference,
    same,
    plain="`apply` over rows",
)
