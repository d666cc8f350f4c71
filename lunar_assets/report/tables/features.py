"""What became of the candidate features, how often they are kept, what site still explains, and unusual sites."""

import pandas as pd

from lunar_assets import words
from lunar_assets.features.site_effects import site_effects_left
from lunar_assets.report.display import NAMES, Shown, grouped

FATES = {
    "constant": "constant in TCGA train",
    "rare_mutation": "mutated in too few patients",
    "variance": "next to no variance after batch correction",
    "correlation_literature": "correlated with a gene of the literature",
    "correlation_count": "correlated with other genes",
    "correlation_clinical": "equal to a type of tumour",
    "stability": "not selected often enough",
}
SHARES = {"ever": 0.0, "in half": 0.5, "in 80 %": 0.8, "in all": 1.0}
PATIENTS = {"train": "train", "rest": "validation and test"}
SITE_SHARES = {"median": "median", "by chance": "chance"}
PROBLEMS = {
    "single_train_patient": "only train patient of its site: ends on the train mean in every gene",
    "unseen": "no train patient at its site: stays uncorrected",
}


def fates(columns: pd.DataFrame) -> Shown:
    """Candidates of each modality, where they were dropped, and what is left; `features.columns`."""
    modalities = list(words.MODALITIES)
    dropped = pd.crosstab(columns["dropped_at"], columns["modality"]).reindex(
        index=list(words.FEATURE_STEPS), columns=modalities, fill_value=0
    )
    by_modality = columns.groupby("modality")["kept"].agg(["size", "sum"]).reindex(modalities, fill_value=0).T
    frame = pd.concat(
        [
            by_modality.loc[["size"]].rename({"size": "candidates"}),
            dropped.rename({step: f"dropped: {fate}" for step, fate in FATES.items()}),
            by_modality.loc[["sum"]].rename({"sum": "kept"}),
        ]
    )
    return Shown("Features of each modality, step by step.", frame.astype(int).rename_axis("step").reset_index())


def stability(rows: pd.DataFrame) -> Shown:
    """How many features the replicates keep alike; `evaluation.feature_stability`."""
    counts = {name: rows[rows["share_selected"] >= share].groupby("modality").size() for name, share in SHARES.items()}
    frame = pd.DataFrame(counts).reindex(list(words.MODALITIES)).fillna(0).astype(int)
    caption = f"Features kept ever, in half, in 80 % and in all of {rows['n'].max()} replicates."
    return Shown(caption, frame.rename_axis("modality").reset_index())


def site_effects(rows: pd.DataFrame) -> Shown:
    """Variance between sites before and after batch correction, beside what chance gives; `features.site_effects`."""
    left = site_effects_left(rows)
    columns = {
        ("", "cohort"): left["dataset"].map(NAMES),
        ("", "patients"): left["part"].map(PATIENTS),
        ("", "features"): left["modality"],
        **{(when, of): left[f"{kind}_{when}"] for when in ("before", "after") for of, kind in SITE_SHARES.items()},
    }
    frame = pd.concat(list(columns.values()), axis=1)
    frame.columns = grouped(columns)
    caption = "Share of the variance of a feature that lies between sites, before and after batch correction."
    return Shown(caption, frame, heads=3)


def unusual_sites(rows: pd.DataFrame) -> Shown:
    """Patients whose site says nothing about its batch; `features.unusual_sites`."""
    frame = pd.DataFrame(
        {
            "cohort": rows["dataset"].map(NAMES),
            "sample": rows["sample_id"],
            "site": rows["tissue_source_site"],
            "problem": rows["problem"].map(PROBLEMS),
        }
    )
    caption = f"{len(frame)} patients whose site says nothing about its batch."
    return Shown(caption, frame, heads=2, prose=("site", "problem"), folded=True)
