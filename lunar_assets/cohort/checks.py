"""Checks of stage cohort."""

import dagster as dg
import pandas as pd

from lunar_assets import words
from lunar_assets.cohort import audit
from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, as_table, table_check

contract_checks("cohort")


@table_check("cohort.patients", "no_tcga_patient_in_glass", protects="leakage")
def no_tcga_patient_in_glass(audited: Audited) -> Outcome:
    """No patient of the training cohort TCGA is in GLASS, or another cohort that validates, under either name."""
    patients = audited.table.frame()
    trains = patients["dataset"] == words.TCGA
    others, tcga = patients[~trains], patients[trains]
    leaked = sorted(set(others.loc[others["sample_id"].str.startswith("TCGA"), "sample_id"]))
    leaked += sorted(set(others["patient_id"]) & set(tcga["patient_id"]))
    cohorts = " and ".join(name.upper() for name in others["dataset"].unique())
    named = f": {', '.join(leaked)}" if leaked else ""
    summary = f"{len(leaked)} of {len(others)} {cohorts} patients are TCGA patients{named}."
    measured = {"patients": _by_dataset(patients), "tcga_patients_in_glass": leaked, "allowed": 0}
    return Outcome(not leaked, summary, measured)


@table_check("cohort.patients", "one_row_a_patient", protects="rows")
def one_row_a_patient(audited: Audited) -> Outcome:
    """Every patient is in the cohort with one sample only."""
    patients = audited.table.frame()
    twice = patients[patients["patient_id"].duplicated()].sort_values("patient_id")
    named = sorted(set(twice["patient_id"]))
    measured = {"patients": _by_dataset(patients), "further_rows": _by_dataset(twice), "twice": named, "allowed": 0}
    summary = f"{len(named)} patients have more than one sample{': ' + ', '.join(named) if named else ''}."
    return Outcome(not named, summary, measured)


@table_check(
    "cohort.flow", "flow_adds_up", protects="rows", reads=("cohort.patients", "cohort.exclusions", "cohort.candidates")
)
def flow_adds_up(audited: Audited) -> Outcome:
    """Every primary sample is in the cohort or has exactly one reason, and the steps add up to both."""
    flow = audited.table.frame()
    patients = audited.read("cohort.patients").frame()["dataset"].value_counts()
    exclusions = audited.read("cohort.exclusions").frame().groupby(["dataset", "step"]).size()
    candidates = audited.read("cohort.candidates").frame()["dataset"].value_counts()
    wrong: list[str] = []
    for name, steps in flow.sort_values("step_order").groupby("dataset"):
        dataset = str(name)
        left = int(candidates[dataset])
        for row in steps.to_dict("records"):
            left -= int(row["excluded"])
            if left != row["remaining"] or row["excluded"] != exclusions.get((dataset, row["step"]), 0):
                wrong.append(f"{dataset} {row['step']}")
        if left != patients[dataset]:
            wrong.append(f"{dataset}: {left} after the last step, {patients[dataset]} patients")
    summary = "The flow adds up." if not wrong else f"The flow does not add up at {', '.join(wrong)}."
    measured = {
        "patients": patients.to_dict(),
        "candidates": candidates.to_dict(),
        "wrong": wrong,
        "flow": as_table(flow),
    }
    return Outcome(not wrong, summary, measured)


@table_check("cohort.patients", "label_follows_cutoff", protects="rules", reads=("cohort.cutoff",))
def label_follows_cutoff(audited: Audited) -> Outcome:
    """The label is early exactly where the time to recurrence is before the cutoff."""
    cutoff = float(audited.read("cohort.cutoff").frame()["cutoff_days"].iloc[0])
    wrong = audited.table.sql("select sample_id from stored where label != (ttr_days < ?)::int order by all", [cutoff])[
        "sample_id"
    ]
    counts = audited.table.sql(
        "select dataset || ' ' || if(label = 1, 'early', 'late') as part, count(*) as n from stored group by all"
    )
    measured = {
        "cutoff_days": cutoff,
        "wrong": list(wrong),
        **dict(zip(counts["part"], map(int, counts["n"]), strict=True)),
    }
    return Outcome(wrong.empty, f"{len(wrong)} labels do not follow from the cutoff of {cutoff} days.", measured)


@table_check("cohort.patients", "cns5_follows", protects="rules", reads=("harmonized.clinical",))
def cns5_follows(audited: Audited) -> Outcome:
    """The WHO 2021 type of every patient follows from the recorded histology and markers; the rule is written twice."""
    patients = audited.table.frame()
    wrong = audit.wrong_types(patients, audited.read("harmonized.clinical").frame())
    types = patients.groupby(["dataset", "histology_cns5"]).size().reset_index(name="patients")
    return _follows(patients, wrong, "types", {"types": as_table(types)})


@table_check("cohort.patients", "ttr_follows", protects="rules", reads=("harmonized.recurrence_events",))
def ttr_follows(audited: Audited) -> Outcome:
    """Every time to recurrence is the earliest event of the best tier, and flagged if it is a censoring time."""
    patients = audited.table.frame()
    wrong = audit.wrong_times(patients, audited.read("harmonized.recurrence_events").frame())
    tiers = patients.groupby(["dataset", "ttr_tier"])["ttr_days"].agg(["size", "min", "median", "max"]).reset_index()
    return _follows(patients, wrong, "times to recurrence", {"tiers": as_table(tiers)})


@table_check("cohort.patients", "times_are_events", protects="rules", blocking=False)
def times_are_events(audited: Audited) -> Outcome:
    """No time to recurrence is a censoring time (disease-free interval of a patient whose DFI is 0)."""
    patients = audited.table.frame()
    counts = audit.censoring_times(patients)
    censored = sorted(patients.loc[patients["ttr_is_censoring_time"].astype("bool"), "sample_id"])
    parts = ", ".join(
        f"{row.dataset} {'early' if row.label else 'late'} {row.censoring_times} of {row.patients}"
        for row in counts.itertuples()
    )
    measured = {"samples": censored, "censoring_times": as_table(counts), "allowed": 0}
    return Outcome(not censored, f"{len(censored)} times are censoring times ({parts}).", measured)


@table_check(
    "cohort.patients", "published_cohort", protects="rules", reads=("cohort.cutoff", "cohort.flow"), blocking=False
)
def published_cohort(audited: Audited) -> Outcome:
    """The cohort is the one that the study published, figure by figure; a later release of GLASS may differ."""
    from lunar_assets.cohort.published_cohort import compare
    from lunar_assets.report.published import figures

    if audited.warehouse.settings.synthetic:
        return Outcome(True, "The demo cohort is made up and is not compared with the study's.", {"figures": 0})
    tables = (audited.table, audited.read("cohort.cutoff"), audited.read("cohort.flow"))
    patients, cutoff, flow = (table.frame() for table in tables)
    found = compare(patients, cutoff, flow, figures())
    other = found[~found["equal"]]
    named = "; ".join(
        f"{' '.join(filter(None, map(str, what)))}: {ours:g}, published {published:g}"
        for *what, published, ours, _ in other.itertuples(index=False)
    )
    summary = (
        f"{len(found) - len(other)} of {len(found)} figures are the published ones{'; not ' if named else ''}{named}."
    )
    by_dataset = {str(name): int(n) for name, n in found.groupby("dataset")["equal"].sum().items()}
    return Outcome(other.empty, summary, {"equal_by_dataset": by_dataset, "figures": as_table(found)})


def _follows(patients: pd.DataFrame, wrong: pd.DataFrame, what: str, more: dict[str, dg.MetadataValue]) -> Outcome:
    named = "; ".join(f"{r.sample_id} has {r.found}, expected {r.expected}" for r in wrong.head(5).itertuples())
    summary = f"{len(wrong)} of {len(patients)} {what} do not follow{': ' if named else ''}{named}."
    measured = {"patients": _by_dataset(patients), "wrong": _by_dataset(wrong), "allowed": 0, **more}
    return Outcome(wrong.empty, summary, {**measured, "wrong_patients": as_table(wrong)})


def _by_dataset(rows: pd.DataFrame) -> dict[str, int]:
    return {dataset: int((rows["dataset"] == dataset).sum()) for dataset in ("tcga", "glass")}
