"""Checks of stage splits."""

from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, as_table, table_check

contract_checks("splits")


@table_check("splits.assignments", "disjoint_and_complete", protects="splits", reads=("cohort.patients",))
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


@table_check(
    "splits.assignments", "split_is_the_one_asked_for", protects="splits", reads=("cohort.patients", "raw.published")
)
def split_is_the_one_asked_for(audited: Audited) -> Outcome:
    """Everybody is in the published part where the published split was asked for, else in one drawn with the seed."""
    from lunar_assets.raw.catalogue import OTHER_ZIP
    from lunar_assets.raw.manifest import paths_of
    from lunar_assets.splits.asked_for import asked_for
    from lunar_assets.splits.published import read_published

    settings = audited.warehouse.settings
    paths = paths_of(audited.read("raw.published").frame())
    published = read_published(paths[OTHER_ZIP], OTHER_ZIP) if OTHER_ZIP in paths else None
    patients = audited.read("cohort.patients").frame()
    found = asked_for(audited.table.frame(), patients, published, settings.splits, settings.seed)
    wrong = [f"{dataset}: {split.wrong}." for dataset, split in found.items() if split.wrong]
    schemes = ", ".join(f"{dataset} {split.scheme}" for dataset, split in found.items())
    summary = f"LUNAR_SPLITS is {settings.splits}; the split: {schemes}. {' '.join(wrong)}"
    measured = {"asked_for": settings.splits, "seed": settings.seed}
    for dataset, split in found.items():
        measured |= {f"scheme_{dataset}": split.scheme, f"why_{dataset}": split.reason}
    return Outcome(not wrong, summary.strip(), measured)


@table_check("splits.assignments", "stratified", protects="splits", reads=("cohort.patients",))
def stratified(audited: Audited) -> Outcome:
    """Every stratum of label and grade is within one patient of its due share in every part of a fresh split."""
    return _balance(audited, fresh=True)


@table_check("splits.assignments", "stratified_extended", protects="splits", reads=("cohort.patients",), blocking=False)
def stratified_extended(audited: Audited) -> Outcome:
    """Every stratum of label and grade is within one patient of its due share in a published or extended split."""
    return _balance(audited, fresh=False)


def _balance(audited: Audited, *, fresh: bool) -> Outcome:
    from lunar_assets.splits.audit import MOST_OFF, balance
    from lunar_assets.splits.strata import TWENTIETHS

    assignments = audited.table.frame()
    schemes = assignments.groupby("dataset")["scheme"].agg(set)
    chosen = [str(d) for d, used in schemes.items() if (used == {"generated"}) == fresh]
    table = balance(assignments, audited.read("cohort.patients").frame()).query("dataset in @chosen")
    uneven, merged = table[~table["ok"]], table[table["merged"]]
    cells = ", ".join(f"{r.dataset} {r.stratum} {r.split}: {r.n} of {r.due:.1f}" for r in uneven.itertuples())
    too_small = list(dict.fromkeys(merged["dataset"] + " " + merged["stratum"]))
    furthest = table["deviation"].abs().groupby(table["dataset"]).max()
    kind = "freshly split" if fresh else "published or extended"
    summary = (
        f"{kind}: {', '.join(chosen) or 'none'}; {len(uneven)} of {len(table)} cells are off{cells and ': '}{cells}. "
        f"Merged, with a stratum of one patient: {', '.join(too_small) or 'none'}."
    )
    measured = {
        "due_shares": {part: twentieths / 20 for part, twentieths in TWENTIETHS.items()},
        "most_patients_off": MOST_OFF,
        "patients_off": {str(dataset): float(most) for dataset, most in furthest.items()},
        "merged_strata": too_small,
        "balance": as_table(table),
    }
    return Outcome(uneven.empty, summary, measured)


@table_check("splits.comparability", "parts_comparable", protects="splits", blocking=False)
def parts_comparable(audited: Audited) -> Outcome:
    """Train and test patients do not differ in any clinical variable (p above 0.05 by the paper's rule)."""
    from lunar_assets.splits.comparability import ALPHA

    found = audited.table.sql(
        "select dataset || ' ' || variable as name, p_value from stored where rule = 'paper' order by all"
    )
    values = dict(zip(found["name"], map(float, found["p_value"]), strict=True))
    different = [name for name, p in values.items() if p <= ALPHA]
    summary = f"{len(different)} of {len(values)} variables differ: {', '.join(different) or 'none'}."
    return Outcome(not different, summary, {"alpha": ALPHA, **values})


@table_check("splits.near_duplicates", "no_near_duplicates_across_parts", protects="leakage")
def no_near_duplicates_across_parts(audited: Audited) -> Outcome:
    """No two patients of different parts or cohorts have nearly the same profile: they might be one patient."""
    return _near_duplicates(audited, across=True)


@table_check("splits.near_duplicates", "no_near_duplicates_within_a_part", protects="leakage", blocking=False)
def no_near_duplicates_within_a_part(audited: Audited) -> Outcome:
    """No two patients of one part have nearly the same profile: one patient might count twice there."""
    return _near_duplicates(audited, across=False)


def _near_duplicates(audited: Audited, *, across: bool) -> Outcome:
    from lunar_assets.splits.near_duplicates import FEWEST_MUTATED_GENES, HIGHEST_CORRELATION, are_apart, in_words
    from lunar_assets.splits.published import shown

    pairs = audited.table.frame()
    found = pairs[are_apart(pairs) == across]
    where = "of different parts or cohorts" if across else "of one part"
    measured = {
        "highest_correlation_allowed": HIGHEST_CORRELATION,
        "fewest_mutated_genes_compared": FEWEST_MUTATED_GENES,
        "pairs": len(found),
        "near_duplicates": as_table(found),
    }
    summary = f"{len(found)} pairs of patients {where} are near-duplicates{'' if found.empty else ': '}"
    return Outcome(found.empty, f"{summary}{shown(in_words(found))}.", measured)


@table_check("splits.cutoff_sensitivity", "cutoff_robust", protects="rules", blocking=False)
def cutoff_robust(audited: Audited) -> Outcome:
    """At most 5 % of a cohort's labels would change if the cutoff came from the medians of train patients alone."""
    from lunar_assets.splits.cutoff_sensitivity import MOST_MOVED, moved_by_train_medians

    table = audited.table.frame()
    moved = moved_by_train_medians(table)
    too_many = [dataset for dataset, (labels, patients) in moved.items() if labels > MOST_MOVED * patients]
    counts = ", ".join(f"{labels} of {patients} in {dataset}" for dataset, (labels, patients) in moved.items())
    cutoffs = {str(rule): float(days) for rule, days in table.groupby("rule")["cutoff_days"].first().items()}
    summary = f"By a cutoff of {cutoffs['train']:g} days instead of {cutoffs['all']:g} labels change: {counts}."
    measured = {
        "highest_share_allowed": MOST_MOVED,
        "shares_moved": {dataset: labels / patients for dataset, (labels, patients) in moved.items()},
        "cutoff_days": cutoffs,
        "sensitivity": as_table(table),
    }
    return Outcome(not too_many, summary, measured)
