"""What each section of the report shows of a run: tables, and the sentences that depend on its figures."""

from collections.abc import Iterator, Mapping

import pandas as pd

from lunar_assets import words
from lunar_assets.models.registry import MODELS
from lunar_assets.raw.manifest import release_of
from lunar_assets.report.display import NAMES, Shown
from lunar_assets.report.tables import (
    changes,
    cohort,
    explanation,
    features,
    models,
    provenance,
    published,
    replicates,
    splits,
)
from lunar_assets.splits.cutoff_sensitivity import moved_by_train_medians
from lunar_assets.splits.near_duplicates import FEWEST_MUTATED_GENES, HIGHEST_CORRELATION

Tables = Mapping[str, pd.DataFrame]
Facts = Mapping[str, object]
Block = Shown | str
"""A table, or a sentence that depends on the run."""

NOT_REPEATED = (
    "The repeated evaluation has not been run on these data, so nothing here says how much the figures below owe to "
    "one split. Run it with: lunar run --job repeated_evaluation"
)
FIRST_LOOK = (
    "A first look at {n} replicates: their means still move. {usual} of them come from: "
    "lunar run --job repeated_evaluation"
)
FIRST_RELEASE = "This is the first release in this warehouse: there is no earlier one to compare it with."
NO_SNAPSHOT = (
    "Not compared with {release}, the release before it: its snapshot is not in this warehouse any more, so nothing "
    "here says what changed."
)
NO_NEAR_DUPLICATES = (
    "Every patient was compared with every other one, of both cohorts and all parts: of {n:,} patients no two have "
    "nearly the same profile, neither an expression whose ranks correlate above {correlation:g} nor the same mutated "
    "genes ({genes} or more) at the same age and sex."
)
THE_GENES = "1. The genes. The study takes genes that vary over all patients of each cohort, test patients among them. "
SHARED_GENES = {
    "train": "This run looks at train patients alone (LUNAR_SHARED_GENES=train). All that test patients still decide "
    "is whether a gene was measured in everybody.",
    "study_code": "This run follows the study (LUNAR_SHARED_GENES=study_code), so its {n} test patients helped to "
    "choose the genes.",
}
THE_CUTOFF = (
    "2. The cutoff. The study takes the median times to recurrence of all patients, so test patients help to decide "
    "who is early. "
)
CUTOFF_RULES = {
    "computed": "So does this run: its cutoff is {cutoff:g} days.",
    "pinned": "The cutoff of this run is pinned at {cutoff:g} days (LUNAR_CUTOFF_DAYS) and comes from no median; by "
    "the study's rule it would be {study:g} days.",
}
THE_EXPRESSION = (
    "3. The expression. Upstream gives it set against other samples already: in TCGA each gene less its mean over the "
    "samples of all TCGA cohorts, in GLASS each gene as a z-score over all samples of the release, recurrences among "
    "them. The test patients ({tcga} of TCGA, {glass} of GLASS) are in those means and spreads; no outcome is. In TCGA "
    "the mean of a gene is the same number for everybody and goes away when features are standardised on train; in "
    "GLASS mean and spread stay in the values. What was there before is not in the files, so the platform cannot undo "
    "it."
)


def of_reading(tables: Tables, facts: Facts) -> Iterator[Block]:
    """The cutoff of the run, and what each model is."""
    cutoff = tables["cohort.cutoff"].iloc[0]
    yield (
        f"Recurrence is early before day {cutoff.cutoff_days:g} ({cutoff.rule}; median time to recurrence: TCGA "
        f"{cutoff.tcga_median_days:g} days, GLASS {cutoff.glass_median_days:g} days)."
    )
    entries = [(entry.name, entry.description) for entry in MODELS.values()]
    yield Shown("The models.", pd.DataFrame(entries, columns=["model", "what it is"]), prose=("what it is",))


def of_headline(tables: Tables, facts: Facts) -> Iterator[Block]:
    """The repeated evaluation, or that it has not been run."""
    summary = tables["evaluation.replicate_summary"]
    if summary.empty:
        yield NOT_REPEATED
        return
    if (n := int(summary["n"].max())) < words.DEFAULT_REPLICATES:
        yield FIRST_LOOK.format(n=n, usual=words.DEFAULT_REPLICATES)
    evaluated = set(zip(summary["dataset"], summary["part"], strict=True))
    for dataset, part in words.EVALUATED:
        if (dataset, part) in evaluated:
            yield replicates.summary(summary, dataset, part)
    shuffled = tables["evaluation.shuffled_labels"]
    if not shuffled.empty:
        yield replicates.shuffled(shuffled)


def of_performance(tables: Tables, facts: Facts) -> Iterator[Block]:
    """The split, and the metrics on it."""
    schemes = tables["splits.assignments"][["dataset", "scheme"]].drop_duplicates()
    named = [f"{NAMES[name]} {scheme}" for name, scheme in zip(schemes["dataset"], schemes["scheme"], strict=True)]
    yield f"The split: {', '.join(named)}."
    for dataset, part in words.EVALUATED:
        yield models.metrics(tables["evaluation.metrics"], dataset, part)
    for reference in words.MODEL_REFERENCES:
        yield models.comparisons(tables["evaluation.comparisons"], reference)


def of_cohort(tables: Tables, facts: Facts) -> Iterator[Block]:
    """Flow and description of each cohort."""
    yield cohort.flow(tables["cohort.flow"])
    for dataset in words.DATASETS:
        yield cohort.outcomes(tables["cohort.patients"], dataset)
    yield cohort.tiers(tables["cohort.patients"])


def of_splits(tables: Tables, facts: Facts) -> Iterator[Block]:
    """Sizes of the parts, and whether they are comparable."""
    patients, assignments = tables["cohort.patients"], tables["splits.assignments"]
    yield splits.sizes(patients, assignments)
    pairs = tables["splits.near_duplicates"]
    yield (
        splits.near_duplicates(pairs)
        if len(pairs)
        else NO_NEAR_DUPLICATES.format(n=len(patients), correlation=HIGHEST_CORRELATION, genes=FEWEST_MUTATED_GENES)
    )
    for dataset in words.DATASETS:
        yield splits.comparability(patients, assignments, tables["splits.comparability"], dataset)


def of_leaks(tables: Tables, facts: Facts) -> Iterator[Block]:
    """What the definitions let test patients decide, in this run."""
    tests = tables["splits.assignments"].query("split == 'test'")["dataset"].value_counts()
    yield THE_GENES + SHARED_GENES[str(facts["shared_genes"])].format(n=tests.sum())
    yield _leak_of_cutoff(tables["cohort.cutoff"].iloc[0], tables["splits.cutoff_sensitivity"])
    yield splits.cutoff_sensitivity(tables["splits.cutoff_sensitivity"])
    yield THE_EXPRESSION.format(**tests)


def _leak_of_cutoff(cutoff: pd.Series, sensitivity: pd.DataFrame) -> str:
    days = sensitivity.groupby("rule")["cutoff_days"].first()
    moved = moved_by_train_medians(sensitivity)
    by_train = sensitivity.query("rule == 'train' and split == 'test'")
    return (
        f"{THE_CUTOFF}{CUTOFF_RULES[cutoff['rule']].format(cutoff=cutoff['cutoff_days'], study=days['all'])} By the "
        f"medians of train patients alone it would be {days['train']:g} days, and the label would change for "
        + " and ".join(f"{labels} of {patients} {NAMES[name]} patients" for name, (labels, patients) in moved.items())
        + f", {by_train['labels_moved'].sum()} of them test patients."
    )


def of_features(tables: Tables, facts: Facts) -> Iterator[Block]:
    """The fate of the candidates, their stability, and what sites explain."""
    yield features.fates(tables["features.columns"])
    stability = tables["evaluation.feature_stability"]
    if not stability.empty:
        yield features.stability(stability)
    yield features.site_effects(tables["features.site_effects"])
    unusual = tables["features.unusual_sites"]
    yield features.unusual_sites(unusual) if len(unusual) else "Every patient's site has at least two train patients."


def of_explanation(tables: Tables, facts: Facts) -> Iterator[Block]:
    """What modalities add, how exact methods are, and how they agree."""
    importance = tables["explanation.modality_importance"]
    yield explanation.modalities(importance, tables["explanation.additivity"])
    yield explanation.top_features(tables["explanation.importance"])
    yield explanation.top_of_each(tables["explanation.importance"])
    yield explanation.agreement(tables["explanation.agreement"])
    yield explanation.fusion_weights(tables["explanation.fusion_weights"], importance)


def of_changes(tables: Tables, facts: Facts) -> Iterator[Block]:
    """What changed since the release before."""
    compared, changed = tables["report.release_comparison"], tables["report.changes"]
    if compared.empty:
        former = facts["previous_release"]
        yield FIRST_RELEASE if former is None else NO_SNAPSHOT.format(release=former)
        return
    yield changes.overview(compared)
    yield changes.counts(compared)
    yield changes.aurocs(compared)
    yield changes.patients(changed) if len(changed) else "No patient came, left or changed."


def of_published(tables: Tables, facts: Facts) -> Iterator[Block]:
    """Every published figure beside ours."""
    compared = tables["report.published_comparison"]
    yield published.overview(compared)
    yield from published.places(compared)


def of_training(tables: Tables, facts: Facts) -> Iterator[Block]:
    """How each model was trained, and the search."""
    yield models.runs(tables["models.runs"])
    trials = tables["models.trials"]
    yield models.trials(trials) if len(trials) else "Hyperparameters are the study's; no search has been run."


def of_provenance(tables: Tables, facts: Facts) -> Iterator[Block]:
    """Versions, settings, and files."""
    found = tables["raw.files"]
    yield provenance.facts(facts, release_of(found))
    yield provenance.versions(facts["versions"])  # type: ignore[arg-type]
    yield provenance.files(found)


def no_blocks(tables: Tables, facts: Facts) -> Iterator[Block]:
    """No table and no sentence."""
    yield from ()
