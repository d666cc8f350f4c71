"""The leaks. Each changes the pipeline as a mistake or a liar would, and leaves the rest of it alone.

Those whose docstring says so lie: what they record of themselves is clean, so that a check which compares records finds
nothing and one that computes again has to.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from lunar_tests.attacks.harness import doctored, latest, replace

Plant = pytest.MonkeyPatch


class Everybody:
    """All patients of both cohorts, overheard from the preprocessing while it builds its input."""

    def __init__(self, plant: Plant) -> None:
        from lunar_assets.features import tables

        self.cohorts: list[Any] = []
        self.labels = pd.Series(dtype="int64")
        build, make = tables.cohort_features, tables.feature_tables

        def overhear(*arguments):
            self.cohorts = [*self.cohorts[-1:], build(*arguments)]
            return self.cohorts[-1]

        def note_labels(patients, *others):
            self.labels = patients.set_index("sample_id")["label"]
            return make(patients, *others)

        plant.setattr(tables, "cohort_features", overhear)
        plant.setattr(tables, "feature_tables", note_labels)

    @property
    def tcga(self) -> Any:
        return self.cohorts[0]


def after_the_fit(plant: Plant, spoil: Any) -> None:
    """Fit the preprocessing as it should be; then let a step be fitted again on whom it must not see."""
    from lunar_assets.features import tables

    everybody = Everybody(plant)

    class Spoiled(tables.Preprocessor):
        def fit(self, tcga_train, *others):
            super().fit(tcga_train, *others)
            spoil(self, everybody)
            return self

    plant.setattr(tables, "Preprocessor", Spoiled)


def as_if_train(step: Any, *arguments: Any) -> None:
    """Fit a step, and let it say that it has seen train samples only."""
    seen = step.sample_ids_
    step.fit(*arguments)
    step.sample_ids_ = seen


def scaler_fitted_on_all_rows(plant: Plant, warehouse: Path) -> None:
    """Centre and scale of all TCGA patients; lies."""

    def spoil(preprocessor, everybody):
        rows = preprocessor.before_sites.transform(everybody.tcga.values)
        rows = preprocessor.site_corrections["tcga"].transform(rows, everybody.tcga.sites)
        rows = Pipeline(preprocessor.after_sites.steps[:-1]).transform(rows)
        as_if_train(preprocessor.scaling, rows)

    after_the_fit(plant, spoil)


def features_selected_before_the_split(plant: Plant, warehouse: Path) -> None:
    """Stability selection by the labels of all TCGA patients; lies."""

    def spoil(preprocessor, everybody):
        rows = preprocessor.before_sites.transform(everybody.tcga.values)
        rows = preprocessor.site_corrections["tcga"].transform(rows, everybody.tcga.sites)
        rows = Pipeline(preprocessor.after_sites.steps[:-2]).transform(rows)
        as_if_train(preprocessor.stability, rows, everybody.labels.loc[rows.index])
        preprocessor.scaling.fit(preprocessor.stability.transform(rows).loc[preprocessor.scaling.sample_ids_])

    after_the_fit(plant, spoil)


def batch_correction_over_test(plant: Plant, warehouse: Path) -> None:
    """Site means of all TCGA patients; lies."""

    def spoil(preprocessor, everybody):
        rows = preprocessor.before_sites.transform(everybody.tcga.values)
        as_if_train(preprocessor.site_corrections["tcga"], rows, everybody.tcga.sites)

    after_the_fit(plant, spoil)


def steps_fitted_on_everybody(plant: Plant, warehouse: Path) -> None:
    """The whole preprocessing gets all patients as train patients."""
    from lunar_assets.features import tables

    everybody = tables.samples
    plant.setattr(tables, "samples", lambda assignments, dataset, split=None: everybody(assignments, dataset))


def genes_shared_over_test_patients(plant: Plant, warehouse: Path) -> None:
    """Genes that vary over all patients instead of the train parts; lies about its rule."""
    from lunar_assets.features import shared_genes

    honest = shared_genes.shared_genes

    def leaky(expression, mutations, assignments, rule):
        return honest(expression, mutations, assignments, "study_code").assign(rule=rule)

    plant.setattr(shared_genes, "shared_genes", leaky)


def outcome_as_a_feature(plant: Plant, warehouse: Path) -> None:
    """The time to recurrence among the clinical features, under its own name."""
    from lunar_assets.features.encode import ClinicalEncoder

    encode = ClinicalEncoder.transform
    plant.setattr(
        ClinicalEncoder,
        "transform",
        lambda self, patients: encode(self, patients).assign(ttr_days=patients["ttr_days"]),
    )


def outcome_under_another_name(plant: Plant, warehouse: Path) -> None:
    """The time to recurrence in the place of age; lies."""
    from lunar_assets.features.encode import ClinicalEncoder

    encode = ClinicalEncoder.transform
    plant.setattr(
        ClinicalEncoder, "transform", lambda self, patients: encode(self, patients).assign(age=patients["ttr_days"])
    )


def patient_in_two_parts(plant: Plant, warehouse: Path) -> None:
    """A test patient who trains as well."""
    doctored(
        plant,
        "lunar_assets.splits.choose.assign",
        lambda table: pd.concat(
            [table, table[table["split"] == "test"].head(1).assign(split="train")], ignore_index=True
        ),
    )


def tcga_patient_in_glass(plant: Plant, warehouse: Path) -> None:
    """The step of the cohort flow that takes TCGA patients out of GLASS is gone."""
    from lunar_assets.cohort import steps

    nobody = pd.Series(dtype="str")
    blind = tuple(
        step.__class__(step.name, lambda samples: nobody, step.datasets) if step.name == "not_tcga" else step
        for step in steps.STEPS
    )
    plant.setattr("lunar_assets.cohort.selection.STEPS", blind)


def tcga_patient_in_glass_under_another_id(plant: Plant, warehouse: Path) -> None:
    """Upstream delivers the tumour of a TCGA patient once more, as a GLASS sample."""
    copy_profile(warehouse, "tcga", "glass")


def patient_twice_in_tcga(plant: Plant, warehouse: Path) -> None:
    """Upstream delivers the tumour of a train patient once more, as that of a test patient."""
    copy_profile(warehouse, "tcga", "tcga")


def copy_profile(warehouse: Path, origin: str, target: str) -> None:
    """Give the expression of a train sample to a test sample."""
    assignments = latest(warehouse, "splits.assignments")

    def first(dataset, split):
        chosen = assignments[(assignments["dataset"] == dataset) & (assignments["split"] == split)]
        return str(chosen["sample_id"].iloc[0])

    copied, given = first(origin, "train"), first(target, "test")
    rows, own = (latest(warehouse, "harmonized.expression", key) for key in (origin, target))
    profile = rows.loc[rows["sample_id"] == copied].set_index("symbol").drop(columns=["dataset", "sample_id"])
    mine = (own["sample_id"] == given) & own["symbol"].isin(profile.index)
    for column in profile:
        own.loc[mine, column] = profile[column].reindex(own.loc[mine, "symbol"]).to_numpy()
    replace(warehouse, "harmonized.expression", target, own)


def labels_of_glass_in_training(plant: Plant, warehouse: Path) -> None:
    """GLASS train patients with their labels among those that models are fitted on."""
    retold(plant, lambda matrix: matrix.assign(dataset=matrix["dataset"].mask(glass_train(matrix), "tcga")))


def glass_train(matrix: pd.DataFrame) -> pd.Series:
    """Every other GLASS train patient, so that some are left to align with."""
    chosen = (matrix["dataset"] == "glass") & (matrix["split"] == "train")
    return chosen & (chosen.cumsum() % 2 == 0)


def test_rows_in_early_stopping(plant: Plant, warehouse: Path) -> None:
    """TCGA test patients choose the epoch together with the validation patients."""
    tcga_test = {"split": lambda m: m["split"].mask((m["dataset"] == "tcga") & (m["split"] == "test"), "validation")}
    retold(plant, lambda matrix: matrix.assign(**tcga_test))


def early_stopping_on_test_with_a_clean_record(plant: Plant, warehouse: Path) -> None:
    """TCGA test patients choose the epoch under the names of validation patients; lies."""

    def swap(matrix):
        tcga = matrix["dataset"] == "tcga"
        test = matrix.index[tcga & (matrix["split"] == "test")]
        validation = matrix.index[tcga & (matrix["split"] == "validation")]
        n = min(len(test), len(validation))
        swapped = matrix.copy()
        others = matrix.columns.difference(["dataset", "sample_id", "split"])
        swapped.loc[validation[:n], others] = matrix.loc[test[:n], others].to_numpy()
        return swapped

    retold(plant, swap)


def retold(plant: Plant, change: Any) -> None:
    """Train models on a changed feature matrix."""
    from lunar_assets.models.data import TrainingData

    honest = TrainingData.from_matrix.__func__
    plant.setattr(
        TrainingData, "from_matrix", classmethod(lambda cls, matrix, *others: honest(cls, change(matrix), *others))
    )


def explained_against_test(plant: Plant, warehouse: Path) -> None:
    """The background of the attributions is the test part."""
    from lunar_assets.explanation import attributions

    plant.setattr(
        attributions,
        "background_patients",
        lambda matrix: matrix[(matrix["dataset"] == "tcga") & (matrix["split"] == "test")],
    )


def threshold_chosen_on_test(plant: Plant, warehouse: Path) -> None:
    """Scores are cut where accuracy on the TCGA test part is best."""

    def choose(table):
        test = table[(table["dataset"] == "tcga") & (table["split"] == "test")]
        cuts = sorted(test["score"])
        best = max(cuts, key=lambda cut: np.mean((test["score"] >= cut) == test["label"]))
        return table.assign(predicted=(table["score"] >= best).astype("int64"))

    doctored(plant, "lunar_assets.evaluation.predictions.predictions", choose)


def better_metrics(plant: Plant, warehouse: Path) -> None:
    """Metrics that the predictions do not give."""

    def better(table):
        auroc = table["metric"] == "auroc"
        return table.assign(value=table["value"].mask(auroc, 0.99), ci_high=table["ci_high"].mask(auroc, 1.0))

    doctored(plant, "lunar_assets.evaluation.metrics.evaluate", better)
