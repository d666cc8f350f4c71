"""The sections of the report in their order: what each says, which tables it shows, and which figures belong to it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Section:
    """One section of the page.

    Attributes:
        anchor: Its name in links.
        title: Its heading.
        text: What a reader has to know, a paragraph each.
        blocks: Tables and sentences out of the tables and facts of the run.
        figures: Names of the figures that belong to it.
        of_real_data: Whether it is left out for synthetic data.
    """

    anchor: str
    title: str
    text: tuple[str, ...]
    blocks: Callable[[Tables, Facts], Iterator[Block]]
    figures: tuple[str, ...] = ()
    of_real_data: bool = False


def _reading(tables: Tables, facts: Facts) -> Iterator[Block]:
    cutoff = tables["cohort.cutoff"].iloc[0]
    yield (
        f"Recurrence is early before day {cutoff.cutoff_days:g} ({cutoff.rule}; median time to recurrence: TCGA "
        f"{cutoff.tcga_median_days:g} days, GLASS {cutoff.glass_median_days:g} days)."
    )
    entries = [(entry.name, entry.description) for entry in MODELS.values()]
    yield Shown("The models.", pd.DataFrame(entries, columns=["model", "what it is"]), prose=("what it is",))


def _headline(tables: Tables, facts: Facts) -> Iterator[Block]:
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


def _performance(tables: Tables, facts: Facts) -> Iterator[Block]:
    schemes = tables["splits.assignments"][["dataset", "scheme"]].drop_duplicates()
    named = [f"{NAMES[name]} {scheme}" for name, scheme in zip(schemes["dataset"], schemes["scheme"], strict=True)]
    yield f"The split: {', '.join(named)}."
    for dataset, part in words.EVALUATED:
        yield models.metrics(tables["evaluation.metrics"], dataset, part)
    for reference in words.MODEL_REFERENCES:
        yield models.comparisons(tables["evaluation.comparisons"], reference)


def _cohort(tables: Tables, facts: Facts) -> Iterator[Block]:
    yield cohort.flow(tables["cohort.flow"])
    for dataset in words.DATASETS:
        yield cohort.outcomes(tables["cohort.patients"], dataset)
    yield cohort.tiers(tables["cohort.patients"])


def _splits(tables: Tables, facts: Facts) -> Iterator[Block]:
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


def _leaks(tables: Tables, facts: Facts) -> Iterator[Block]:
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


def _features(tables: Tables, facts: Facts) -> Iterator[Block]:
    yield features.fates(tables["features.columns"])
    stability = tables["evaluation.feature_stability"]
    if not stability.empty:
        yield features.stability(stability)
    yield features.site_effects(tables["features.site_effects"])
    unusual = tables["features.unusual_sites"]
    yield features.unusual_sites(unusual) if len(unusual) else "Every patient's site has at least two train patients."


def _explanation(tables: Tables, facts: Facts) -> Iterator[Block]:
    importance = tables["explanation.modality_importance"]
    yield explanation.modalities(importance, tables["explanation.additivity"])
    yield explanation.top_features(tables["explanation.importance"])
    yield explanation.top_of_each(tables["explanation.importance"])
    yield explanation.agreement(tables["explanation.agreement"])
    yield explanation.fusion_weights(tables["explanation.fusion_weights"], importance)


def _changes(tables: Tables, facts: Facts) -> Iterator[Block]:
    compared, changed = tables["report.release_comparison"], tables["report.changes"]
    if compared.empty:
        former = facts["previous_release"]
        yield FIRST_RELEASE if former is None else NO_SNAPSHOT.format(release=former)
        return
    yield changes.overview(compared)
    yield changes.counts(compared)
    yield changes.aurocs(compared)
    yield changes.patients(changed) if len(changed) else "No patient came, left or changed."


def _published(tables: Tables, facts: Facts) -> Iterator[Block]:
    compared = tables["report.published_comparison"]
    yield published.overview(compared)
    yield from published.places(compared)


def _training(tables: Tables, facts: Facts) -> Iterator[Block]:
    yield models.runs(tables["models.runs"])
    trials = tables["models.trials"]
    yield models.trials(trials) if len(trials) else "Hyperparameters are the study's; no search has been run."


def _provenance(tables: Tables, facts: Facts) -> Iterator[Block]:
    found = tables["raw.files"]
    yield provenance.facts(facts, release_of(found))
    yield provenance.versions(facts["versions"])  # type: ignore[arg-type]
    yield provenance.files(found)


def _nothing(tables: Tables, facts: Facts) -> Iterator[Block]:
    yield from ()


SECTIONS = (
    Section(
        "reading",
        "How to read this",
        (
            "LUNAR predicts from clinical data, mutations and gene expression of a primary glioma whether it recurs "
            "early. Models are trained on TCGA and tested on patients of TCGA and GLASS that no fit has seen "
            "(Patricoski-Chavez et al. 2025, doi 10.1038/s43856-025-01083-3).",
            "The test parts are small: one patient moves the AUROC by several points. Read every figure with its "
            "interval, and the repeated evaluation before any single split.",
            "A genomic model says something only where it does better than clinical_only, which sees the clinical "
            "features alone.",
            "All of GLASS is a larger external set; its train part was seen without labels, by the alignment of the "
            "networks and by the batch means.",
            "This is research software; nothing here is meant for decisions about a patient.",
        ),
        _reading,
    ),
    Section(
        "headline",
        "Repeated evaluation",
        (
            "Each replicate draws new splits of both cohorts, fits the features and every model again, and evaluates "
            "them. Ranks are among all models, 1 is best. The interval of the difference to clinical_only is the "
            "corrected resampled t-interval (Nadeau and Bengio 2003), since replicates share patients: a difference "
            "whose interval holds 0 is none that these data can show.",
        ),
        _headline,
        ("replicates",),
    ),
    Section(
        "performance",
        "One split",
        (
            "Intervals are 95 %: stratified bootstrap (2,000 draws) for AUROC, AUPRC, F1 and balanced accuracy, exact "
            "binomial for proportions, none for counts and calibration.",
        ),
        _performance,
        ("fig4_roc_pr", "s4_auroc_auprc", "comparisons", "calibration", "decision_curves"),
    ),
    Section(
        "cohort",
        "Cohort",
        ("Every excluded sample has its reason in cohort.exclusions.",),
        _cohort,
        ("fig1_flow", "fig2_relabelling"),
    ),
    Section(
        "splits",
        "Splits",
        (
            "Train and test are compared by two rules: that of the paper's text leaves missing values out and tests "
            "categories by chi-square, or Fisher's exact test where an expected count of a 2x2 table is below 5; that "
            "of the study's code, which is behind the printed p-values, takes a missing value as a category and tests "
            "every 2x2 table by Fisher's exact test.",
        ),
        _splits,
    ),
    Section(
        "leaks",
        "Leaks that the definitions carry",
        (
            "No fit sees a test patient. But three definitions of the study look at all patients, those of the test "
            "parts too. Here is what they are, which of them this run follows, and what they do in it.",
        ),
        _leaks,
    ),
    Section(
        "features",
        "Features",
        (
            "Every step is fitted on TCGA train alone, but for the means of the GLASS sites: those are of GLASS train.",
            "Batch correction takes the mean of each site, over its train patients, off the genes of all its patients. "
            "In train nothing is left between sites. In the other patients it helps where it leaves less than before, "
            "and harms where it leaves more: means of few patients are uncertain, and move whole sites by chance. "
            "Where sites are small, part of the variance lies between them by chance alone; that figure stands beside.",
        ),
        _features,
        ("s1_variant_classes_tcga", "s2_variant_classes_glass", "s3_mutation_frequency", "feature_stability"),
    ),
    Section(
        "explanation",
        "Explanation",
        (
            "Attributions say what each feature adds to a model's output for TCGA test patients, against TCGA train "
            "patients as background. They must add up to the output less its mean over the background: by how much a "
            "method misses that is its error. DeepExplainer (deep), which the study used, has no rule for layer "
            "normalisation and attention and misses it by far; integrated gradients is the default here.",
            "Fusion weights are weights of tokens. Attention over one token does not depend on its query: in lunar and "
            "lunar_catt the token named clinical is a function of expression and mutations only, the one named "
            "expression of clinical and mutations, the one named mutation of clinical and expression. Their weights "
            "are not weights of the modality that they are named by; in lunar_satt and lunar_natt they are, and in "
            "lunar_joint every token has seen all three. What a modality adds to the output is in its attributions.",
        ),
        _explanation,
        ("fig5_attributions", "attribution_agreement", "s5_fusion_weights"),
    ),
    Section(
        "published",
        "Published and ours",
        (
            "Every summary figure of the study beside that of this run. Equal means within half a unit of the last "
            "digit that is printed.",
        ),
        _published,
        of_real_data=True,
    ),
    Section(
        "changes",
        "What changed",
        (
            "The cutoff is a joint figure of both cohorts: a release of GLASS can move it, and labels of TCGA patients "
            "with it.",
        ),
        _changes,
    ),
    Section("training", "Training", (), _training, ("training_curves",)),
    Section("provenance", "Provenance", (), _provenance),
)
"""All sections but the data dictionary, which is text and not made of the run's tables."""

FURTHER = Section("further", "Further figures", (), _nothing)
"""Where a figure goes that no section names."""
