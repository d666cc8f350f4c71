"""Checks of stage cohort."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.table_checks import Audited, Outcome, table_check

contracts = contract_checks("cohort")


@table_check("cohort.patients", "no_tcga_patient_in_glass")
def no_tcga_patient_in_glass(audited: Audited) -> Outcome:
    """No patient of the training cohort TCGA is in the validation cohort GLASS, under either name."""
    patients = audited.table.frame()
    glass = patients[patients["dataset"] == "glass"]
    tcga = patients[patients["dataset"] == "tcga"]
    leaked = sorted(set(glass.loc[glass["sample_id"].str.startswith("TCGA"), "sample_id"]))
    leaked += sorted(set(glass["patient_id"]) & set(tcga["patient_id"]))
    summary = (
        f"{len(leaked)} of {len(glass)} GLASS patients are TCGA patients{': ' + ', '.join(leaked) if leaked else ''}."
    )
    return Outcome(not leaked, summary, {"glass_patients": len(glass), "tcga_patients_in_glass": leaked})


@table_check("cohort.patients", "one_row_a_patient")
def one_row_a_patient(audited: Audited) -> Outcome:
    """Every patient is in the cohort with one sample only."""
    twice = audited.table.sql("select patient_id from stored group by all having count(*) > 1 order by all")[
        "patient_id"
    ]
    return Outcome(twice.empty, f"{len(twice)} patients have more than one sample.", {"patients": list(twice)})


@table_check("cohort.flow", "flow_adds_up", reads=("cohort.patients", "cohort.exclusions", "cohort.candidates"))
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
    return Outcome(
        not wrong, summary, {"patients": patients.to_dict(), "candidates": candidates.to_dict(), "wrong": wrong}
    )


@table_check("cohort.patients", "label_follows_cutoff", reads=("cohort.cutoff",))
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


@table_check("cohort.patients", "times_are_events", blocking=False)
def times_are_events(audited: Audited) -> Outcome:
    """No time to recurrence is a censoring time (disease-free interval of a patient whose DFI is 0)."""
    censored = audited.table.sql("select sample_id from stored where ttr_is_censoring_time order by all")["sample_id"]
    return Outcome(censored.empty, f"{len(censored)} times are censoring times.", {"samples": list(censored)})
