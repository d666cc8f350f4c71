"""Checks of stage splits."""

import dagster as dg

from lunar_assets.contract_checks import contract_checks
from lunar_assets.table_checks import Audited, Outcome, table_check

contracts = contract_checks("splits")


@table_check("splits.assignments", "disjoint_and_complete", reads=("cohort.patients",))
def disjoint_and_complete(audited: Audited) -> Outcome:
    """Every patient of the cohort is in exactly one part, and nobody else is."""
    from lunar_assets.errors import LeakageError, SplitError
    from lunar_assets.splits.audit import verify

    assignments = audited.table.frame()
    counts = assignments.value_counts(["dataset", "split"], sort=False)
    sizes = {" ".join(map(str, key)): int(n) for key, n in zip(counts.index, counts, strict=True)}
    try:
        verify(assignments, audited.read("cohort.patients").frame())
    except (LeakageError, SplitError) as error:
        return Outcome(False, str(error), sizes)
    return Outcome(True, "Every patient is in exactly one part.", sizes)


@table_check("splits.assignments", "stratified", reads=("cohort.patients",))
def stratified(audited: Audited) -> Outcome:
    """Every stratum of label and grade is within one patient of its due share in every part of a fresh split."""
    return _balance(audited, fresh=True)


@table_check("splits.assignments", "stratified_extended", reads=("cohort.patients",), blocking=False)
def stratified_extended(audited: Audited) -> Outcome:
    """Every stratum of label and grade is within one patient of its due share in a published or extended split."""
    return _balance(audited, fresh=False)


def _balance(audited: Audited, *, fresh: bool) -> Outcome:
    from lunar_assets.splits.audit import balance

    assignments = audited.table.frame()
    schemes = assignments.groupby("dataset")["scheme"].agg(set)
    chosen = [str(d) for d, used in schemes.items() if (used == {"generated"}) == fresh]
    table = balance(assignments, audited.read("cohort.patients").frame()).query("dataset in @chosen")
    uneven = table[~table["ok"]]
    where = ", ".join(f"{r.dataset} {r.stratum} {r.split}: {r.n} of {r.due:.1f}" for r in uneven.itertuples())
    kind = "freshly split" if fresh else "published or extended"
    summary = f"{kind}: {', '.join(chosen) or 'none'}; {len(uneven)} of {len(table)} cells are off. {where}"
    return Outcome(uneven.empty, summary, {"balance": dg.MetadataValue.md(table.to_markdown(index=False) or "")})


@table_check("splits.comparability", "parts_comparable", blocking=False)
def parts_comparable(audited: Audited) -> Outcome:
    """Train and test patients do not differ in any clinical variable (p above 0.05 by the paper's rule)."""
    found = audited.table.sql(
        "select dataset || ' ' || variable as name, p_value from stored where rule = 'paper' order by all"
    )
    values = dict(zip(found["name"], map(float, found["p_value"]), strict=True))
    different = [name for name, p in values.items() if p <= 0.05]
    return Outcome(not different, f"{len(different)} of {len(values)} variables differ: {different}.", values)
