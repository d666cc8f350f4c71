"""A small made-up study for tests of the whole stage: two cohorts, two sites and more, genes with known properties."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from lunar_assets.features.shared_genes import shared_genes
from lunar_assets.features.tables import FeatureTables, feature_tables

PARTS = {"tcga": (60, 10, 10), "glass": (30, 6, 6)}
KINDS = [
    ("IDHwt", "Glioblastoma"),
    ("IDHwt", "Astrocytoma WT"),
    ("IDHmut-noncodel", "Astrocytoma"),
    ("IDHmut-codel", "Oligodendroglioma"),
]
N_GENES = 40


@dataclass(frozen=True)
class SmallStudy:
    """The inputs of the stage."""

    patients: pd.DataFrame
    assignments: pd.DataFrame
    expression: dict[str, pd.DataFrame]
    mutations: dict[str, pd.DataFrame]

    def tables(self, seed: int = 42) -> FeatureTables:
        shared = shared_genes(self.expression, self.mutations, self.assignments, "train")
        return feature_tables(self.patients, self.assignments, self.expression, self.mutations, shared, seed)

    def ids(self, dataset: str, *splits: str) -> list[str]:
        chosen = (self.assignments["dataset"] == dataset) & self.assignments["split"].isin(splits)
        return list(self.assignments.loc[chosen, "sample_id"])

    def with_patients(self, ids: list[str], **columns: str | float) -> Self:
        changed = self.patients["sample_id"].isin(ids)
        columns_now = {name: self.patients[name].mask(changed, value) for name, value in columns.items()}
        return replace(self, patients=self.patients.assign(**columns_now))

    def with_genes_of(self, dataset: str, ids: list[str], seed: int) -> Self:
        """The study with other expression values and mutation counts for some samples."""
        rng = np.random.default_rng(seed)
        expression, mutations = self.expression[dataset].copy(), self.mutations[dataset].copy()
        expression.loc[ids] = rng.normal(3, 5, (len(ids), expression.shape[1]))
        mutations.loc[ids] = rng.integers(0, 4, (len(ids), mutations.shape[1]))
        return replace(
            self,
            expression={**self.expression, dataset: expression},
            mutations={**self.mutations, dataset: mutations},
        )


def small_study(seed: int = 0) -> SmallStudy:
    """G00 and EGFR are nearly equal, G01 and G02 too; G10 to G19 differ by label; G39 is constant in TCGA."""
    rng = np.random.default_rng(seed)
    genes = ["A2M", "A2ML1", "EGFR", "IDH1", *(f"G{i:02d}" for i in range(N_GENES))]
    patients, assignments, expression, mutations = [], [], {}, {}
    for dataset, parts in PARTS.items():
        n = sum(parts)
        ids = [f"{dataset.upper()}-{i:03d}" for i in rng.permutation(n)]
        label = np.arange(n) % 2
        values = pd.DataFrame(rng.normal(size=(n, len(genes))), ids, genes)
        values["G00"] = values["EGFR"] + 0.05 * rng.normal(size=n)
        values["G02"] = values["G01"] + 0.05 * rng.normal(size=n)
        values.loc[:, "G10":"G19"] += 1.5 * label[:, None]
        expression[dataset] = values
        counts = pd.DataFrame(rng.poisson(0.3, (n, len(genes))), ids, genes)
        counts["G38"] = (np.arange(n) == 0).astype(int)  # mutated in one patient
        mutations[dataset] = counts
        kinds = [KINDS[i] for i in rng.integers(0, len(KINDS), n)]
        patients.append(
            pd.DataFrame(
                {
                    "dataset": dataset,
                    "sample_id": ids,
                    "age": rng.uniform(20, 80, n),
                    "sex": rng.choice(["Female", "Male"], n),
                    "grade": rng.integers(2, 5, n),
                    "idh_codel_subtype": [subtype for subtype, _ in kinds],
                    "histology_cns5": [kind for _, kind in kinds],
                    "tissue_source_site": np.where(np.arange(n) == 3, "lone", rng.choice(["02", "06", "HT"], n)),
                    "label": label,
                }
            )
        )
        split = np.repeat(["train", "validation", "test"], parts)
        assignments.append(pd.DataFrame({"dataset": dataset, "sample_id": ids, "split": split}))
    expression["tcga"]["G39"] = 1.0
    # rows of cohort.patients come in another order than the split
    all_patients = pd.concat(patients).sort_values(["dataset", "sample_id"]).reset_index(drop=True)
    return SmallStudy(all_patients, pd.concat(assignments, ignore_index=True), expression, mutations)
