"""Which genes both cohorts of the study measure and can use: the candidates of the expression and mutation features.

A further cohort has its columns in the table and no say in it, so that it moves no figure of the others.
"""

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from lunar_assets import words
from lunar_assets.features.parts import rows_of, samples

SharedGeneRule = Literal["train", "study_code"]
Cohorts = Mapping[str, pd.DataFrame]


def shared_genes(
    expression: Cohorts, mutations: Cohorts, assignments: pd.DataFrame, rule: SharedGeneRule
) -> pd.DataFrame:
    """Every gene measured in a cohort, and whether both cohorts of the study measure it without gap and see it vary.

    The study looked at whole cohorts, so its test patients helped to choose genes (`study_code`); by default only the
    train parts do (`train`). Source: Patricoski-Chavez et al. 2025, Methods, and the study's code.

    Args:
        expression: Per dataset, float frame of samples x genes; a missing value is a gap.
        mutations: Per dataset, frame of mutation counts, samples x genes.
        assignments: splits.assignments; patients outside of it do not count.
        rule: Patients over which a gene must vary.

    Returns:
        Frame of features.shared_genes, by modality and symbol.

    Raises:
        InconsistentDataError: A patient of the assignments has no row.
    """
    by_modality = {"expression": expression, "mutation": mutations}
    table = pd.concat([_of_modality(kind, by_modality[kind], assignments, rule) for kind in by_modality])
    return table.assign(rule=rule).reset_index(drop=True)


def _of_modality(modality: str, cohorts: Cohorts, assignments: pd.DataFrame, rule: SharedGeneRule) -> pd.DataFrame:
    flags = {}
    for dataset in words.DATASETS:
        what = f"{modality} of {dataset}"
        patients = rows_of(cohorts[dataset], samples(assignments, dataset), what)
        looked_at = patients.loc[samples(assignments, dataset, words.TRAIN)] if rule == "train" else patients
        flags[f"in_{dataset}"] = patients.notna().all()
        flags[f"varies_in_{dataset}"] = looked_at.max() > looked_at.min()
    columns = [f"{flag}_{dataset}" for flag in ("in", "varies_in") for dataset in words.DATASETS]
    # a gene that only one cohort's file lists is neither measured nor varying in the other
    table = pd.DataFrame(flags).reindex(columns=columns).eq(True).sort_index()
    return (
        table.assign(shared=table[[name for name in columns if name.endswith(words.STUDY)]].all(axis=1))
        .rename_axis("symbol")
        .reset_index()
        .assign(modality=modality)[["modality", "symbol", *columns, "shared"]]
    )
