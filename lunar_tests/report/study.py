"""A study of twelve patients, written by hand: every table that the page reads."""

import pandas as pd

from lunar_assets.report.inputs import PAGE_TABLES
from lunar_assets.warehouse.contracts import TABLES

FACTS = {
    "source": "mirror",
    "synthetic": False,
    "seed": 42,
    "symbols": "hgnc",
    "shared_genes": "train",
    "code_version": "0.1.0+abc",
    "previous_release": None,
    "versions": {"python": "3.11.9", "pandas": "3.0.0"},
}
SETS = (("tcga", "test"), ("glass", "test"), ("glass", "all"))


def patient(dataset, number, split, label, grade, days, **further):
    """A patient with its part of the split."""
    return {
        "dataset": dataset,
        "sample_id": f"{dataset}-{number}",
        "split": split,
        "label": label,
        "grade": grade,
        "ttr_days": days,
        "age": 40.0 + number,
        "sex": "Female",
        "race": "WHITE" if dataset == "tcga" else None,
        "ethnicity": None,
        "histology_cns5": "Glioblastoma" if grade == 4 else "Astrocytoma",
        "idh_codel_subtype": "IDHwt" if grade == 4 else "IDHmut-noncodel",
        "vital_status": "Deceased",
        "ttr_tier": 1,
    } | further


PEOPLE = pd.DataFrame(
    [
        patient("tcga", 1, "train", 0, 2, 500.0),
        patient("tcga", 2, "train", 0, 2, 700.0, race=None),
        patient("tcga", 3, "train", 1, 4, 100.0, ttr_tier=3),
        patient("tcga", 4, "validation", 1, 4, 50.0),
        patient("tcga", 5, "test", 0, 3, 445.0, sex="Male"),
        patient("tcga", 6, "test", 1, 4, 200.0),
        patient("glass", 1, "train", 0, 2, 900.0),
        patient("glass", 2, "train", 1, 4, 100.0),
        patient("glass", 3, "train", 1, 4, 80.0),
        patient("glass", 4, "validation", 0, 4, 600.0),
        patient("glass", 5, "test", 0, 2, 800.0),
        patient("glass", 6, "test", 1, 4, 300.0),
    ]
)

METRICS = {"auroc": (0.75, 0.6, 0.9), "tp": (9.0, None, None), "brier": (None, None, None)}


def tables() -> dict[str, pd.DataFrame]:
    """All tables of the page; those of jobs that have not been run have no rows."""
    given = {
        "raw.files": [
            {
                "dataset": "glass",
                "file": "<b>.txt",
                "bytes": 1234,
                "sha256": "ab" * 32,
                "license": "ODbL",
                "pinned_by": "catalogue",
                "release": "2022-05-31-0a1b2c3d",
            }
        ],
        "cohort.flow": [
            {"dataset": "tcga", "step": "clinical", "excluded": 0, "remaining": 1122},
            {"dataset": "tcga", "step": "dfi_zero", "excluded": 113, "remaining": 540},
            {"dataset": "glass", "step": "clinical", "excluded": 0, "remaining": 309},
            {"dataset": "glass", "step": "not_tcga", "excluded": 20, "remaining": 110},
        ],
        "cohort.cutoff": [
            {"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": 390.0, "rule": "computed"}
        ],
        "cohort.patients": PEOPLE.drop(columns="split"),
        "splits.assignments": PEOPLE[["dataset", "sample_id", "split"]].assign(scheme="published"),
        "splits.comparability": [
            {"dataset": dataset, "variable": variable, "rule": rule, "p_value": p}
            for dataset in ("tcga", "glass")
            for variable in ("label", "age")
            for rule, p in (("paper", 0.5), ("study_code", 0.0001))
        ],
        "splits.cutoff_sensitivity": [
            {"rule": rule, "dataset": dataset, "split": split, "tcga_median_days": tcga, "glass_median_days": glass}
            | {"cutoff_days": cutoff, "n": n, "early": 1, "labels_moved": moved if rule == "train" else 0}
            for rule, tcga, glass, cutoff in (("all", 445.0, 335.0, 390.0), ("train", 427.0, 319.5, 373.25))
            for dataset, split, n, moved in (
                ("tcga", "train", 3, 2),
                ("tcga", "validation", 1, 0),
                ("tcga", "test", 2, 1),
                ("glass", "train", 3, 0),
                ("glass", "validation", 1, 0),
                ("glass", "test", 2, 0),
            )
        ],
        "features.columns": [
            {"feature": "age", "modality": "clinical", "kept": True, "dropped_at": None},
            {"feature": "A_expr", "modality": "expression", "kept": True, "dropped_at": None},
            {"feature": "B_expr", "modality": "expression", "kept": False, "dropped_at": "stability"},
            {"feature": "C_expr", "modality": "expression", "kept": False, "dropped_at": "variance"},
            {"feature": "A_mut", "modality": "mutation", "kept": True, "dropped_at": None},
            {"feature": "B_mut", "modality": "mutation", "kept": False, "dropped_at": "rare_mutation"},
            {"feature": "C_mut", "modality": "mutation", "kept": False, "dropped_at": "constant"},
        ],
        "features.site_effects": [
            {"dataset": "tcga", "part": part, "modality": modality, "correction": correction}
            | {"n_features": 2, "n_samples": 4, "n_sites": 2}
            | dict(zip(("median_share", "q90_share", "share_by_chance"), shares, strict=True))
            for part, modality, correction, shares in (
                ("train", "expression", "before", (0.21, 0.31, 0.13)),
                ("train", "expression", "after", (0.0, 0.0, 0.0)),
                ("rest", "expression", "before", (0.37, 0.50, 0.32)),
                ("rest", "expression", "after", (0.42, 0.51, 0.45)),
            )
        ],
        "features.unusual_sites": [
            {"dataset": "tcga", "sample_id": "tcga-3", "tissue_source_site": "R&D", "problem": "single_train_patient"}
        ],
        "models.runs": [
            {
                "model": "lunar",
                "seed": 42,
                "scheme": "published / published",
                "n_parameters": 276328,
                "best_epoch": 12,
                "train_seconds": 3.21,
                "weights_hash": "cd" * 32,
            }
        ],
        "evaluation.metrics": [
            {"model": model, "dataset": dataset, "part": part, "metric": metric, "n": 29, "one_class": model == "knn"}
            | dict(zip(("value", "ci_low", "ci_high"), values, strict=True))
            for model in ("lunar", "knn")
            for dataset, part in SETS
            for metric, values in METRICS.items()
        ],
        "evaluation.comparisons": [
            {"model": "knn", "reference": reference, "dataset": dataset, "part": part, "difference": -0.125}
            | {"ci_low": -0.25, "ci_high": 0.0, "p_value": 0.0002}
            for reference in ("lunar", "clinical_only")
            for dataset, part in SETS
        ],
        "explanation.importance": [
            {"model": "lunar", "method": method, "feature": feature, "modality": modality}
            | {"mean_absolute": size, "rank": rank}
            for method in ("integrated_gradients", "deep")
            for feature, modality, size, rank in (("age", "clinical", 0.5, 1), ("A_expr", "expression", 0.0012, 2))
        ],
        "explanation.modality_importance": [
            {"model": "lunar", "method": method, "modality": modality, "median_absolute": size, "share": share}
            for method in ("integrated_gradients", "deep")
            for modality, size, share in (("clinical", 0.0362, 0.75), ("expression", 0.0019, 0.25))
        ],
        "explanation.additivity": [
            {"model": "lunar", "method": "integrated_gradients", "relative_error": 0.002, "n": 2},
            {"model": "lunar", "method": "deep", "relative_error": 0.43, "n": 2},
        ],
        "explanation.agreement": [
            {"model": "lunar", "method": "integrated_gradients", "other_method": "deep"}
            | {"rank_correlation": 0.91, "n_features": 2, "n": 2}
        ],
        "explanation.fusion_weights": [
            {"model": "lunar", "dataset": dataset, "sample_id": f"{dataset}-{number}", "modality": modality}
            | {"weight": weight}
            for dataset in ("tcga", "glass")
            for number in (5, 6)
            for modality, weight in (("clinical", 0.3), ("expression", 0.3), ("mutation", 0.4))
        ],
        "report.figures": [figure("fig1_flow", 1), figure("replicates", 2)],
    }
    empty = {name: [] for name in PAGE_TABLES}
    return {name: frame(name, rows) for name, rows in (empty | given).items()}


def frame(name, rows):
    """Rows as a frame; without rows, with the columns of the table."""
    if isinstance(rows, pd.DataFrame):
        return rows
    return pd.DataFrame(rows) if rows else pd.DataFrame({column.name: [] for column in TABLES[name].columns})


def figure(name, position, caption="What it shows."):
    """A figure as the warehouse has it."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    return {
        "figure": name,
        "position": position,
        "title": f"Figure {name}",
        "caption": caption,
        "svg": svg,
        "png": "iVBORw0=",
    }


def replicate_summary() -> pd.DataFrame:
    """Two models over ten replicates; clinical_only is the better one."""
    return pd.DataFrame(
        [
            {
                "model": model,
                "dataset": dataset,
                "part": part,
                "metric": metric,
                "mean": mean,
                "sd": 0.05,
                "q05": mean - 0.1,
            }
            | {"q95": mean + 0.1, "mean_rank": rank, "difference_to_clinical_only": difference}
            | {"ci_low": low, "ci_high": high, "n": 10}
            for dataset, part in SETS
            for metric in ("auroc", "auprc", "tp")
            for model, mean, rank, difference, low, high in (
                ("lunar", 0.7, 1.75, -0.02, -0.07, 0.03),
                ("clinical_only", 0.72, 1.25, None, None, None),
            )
        ]
    )
