"""The report as one self-contained page: flow, splits, features, metrics with intervals, and where all came from."""

from collections.abc import Mapping
from importlib.resources import files

import jinja2
import pandas as pd

from lunar_assets.raw.manifest import release_of

CAUTION = (
    "The test parts are small: one patient moves the AUROC by several points. Read every figure with its interval. "
    "This is research software; nothing here is meant for decisions about a patient."
)


def page(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, object]) -> str:
    """Render the report.

    Args:
        tables: `stage.name` -> rows; the tables that `sections` reads.
        facts: source, synthetic, seed, code_version and settings of the run.

    Returns:
        HTML without any reference to a file or host outside itself.
    """
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    source = files("lunar_assets.report").joinpath("page.html.j2").read_text(encoding="utf-8")
    template = environment.from_string(source)
    return template.render(
        facts=facts,
        release=release_of(tables["raw.files"]),
        caution=CAUTION,
        sections=sections(tables),
        cutoff=tables["cohort.cutoff"].iloc[0],
    )


def sections(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str, pd.DataFrame]]:
    """Title, explanation and rows of every table of the page, in its order."""
    return [
        (
            "Cohort flow",
            "Samples that each step of the selection takes out and leaves; every excluded sample has its reason in "
            "cohort.exclusions.",
            tables["cohort.flow"].drop(columns="step_order"),
        ),
        ("Outcome by grade", "Patients with early and late recurrence.", _outcomes(tables["cohort.patients"])),
        (
            "Time to recurrence",
            "Tier that the time of each patient came from.",
            _tiers(tables["cohort.patients"]),
        ),
        ("Splits", "Patients in each part, and how the part was assigned.", _split_sizes(tables["splits.assignments"])),
        (
            "Comparability of train and test",
            "p-values by the rule of the paper's text; below 0.05 the parts differ.",
            tables["splits.comparability"].query("rule == 'paper'").drop(columns=["rule", "statistic"]),
        ),
        ("Features", "Candidates by modality, and the step that dropped them.", _features(tables["features.columns"])),
        (
            "Metrics on test patients",
            "With 95 % intervals: stratified bootstrap for AUROC, AUPRC, F1 and balanced accuracy, exact binomial for "
            "proportions, none for counts.",
            _metrics(tables["evaluation.metrics"]),
        ),
        (
            "Fusion weights",
            "Median weight of each token in the pooling. With attention over one token, a token of lunar is a function "
            "of the two other modalities: its weight is not one of the modality it is named by.",
            _median_weights(tables["explanation.fusion_weights"]),
        ),
        (
            "Upstream files",
            "What was read, with the first digits of its SHA-256.",
            tables["raw.files"][["dataset", "file", "bytes", "sha256", "license"]].assign(
                sha256=lambda frame: frame["sha256"].str[:12]
            ),
        ),
    ]


def _outcomes(patients: pd.DataFrame) -> pd.DataFrame:
    named = patients.assign(outcome=patients["label"].map({1: "early", 0: "late"}))
    counts = named.pivot_table(
        index=["dataset", "outcome"], columns="grade", values="label", aggfunc="size", fill_value=0
    )
    counts.columns = [f"grade {grade}" for grade in counts.columns]
    return counts.assign(all=counts.sum(axis=1)).reset_index().sort_values("dataset", ascending=False, kind="stable")


def _tiers(patients: pd.DataFrame) -> pd.DataFrame:
    counts = patients.sort_values("ttr_tier").groupby(["dataset", "ttr_tier"], sort=False, as_index=False).size()
    return counts.sort_values("dataset", ascending=False, kind="stable").rename(columns={"size": "patients"})


def _split_sizes(assignments: pd.DataFrame) -> pd.DataFrame:
    counts = assignments.groupby(["dataset", "scheme", "split"], sort=False, as_index=False).size()
    return counts.rename(columns={"size": "patients"})


def _features(columns: pd.DataFrame) -> pd.DataFrame:
    fate = columns.assign(fate=columns["dropped_at"].fillna("kept"))
    return fate.groupby(["modality", "fate"], sort=False).size().rename("features").reset_index()


def _median_weights(weights: pd.DataFrame) -> pd.DataFrame:
    keys = ["model", "dataset", "modality"]
    return weights.groupby(keys, sort=False)["weight"].median().reset_index()


def _metrics(metrics: pd.DataFrame) -> pd.DataFrame:
    shown = metrics[metrics["part"] == "test"]
    interval = shown.apply(
        lambda row: "" if pd.isna(row["ci_low"]) else f"{row['ci_low']:.3f} to {row['ci_high']:.3f}", axis="columns"
    )
    columns = ["model", "dataset", "metric", "value", "interval", "n"]
    return shown.assign(interval=interval)[columns]
