"""Small hand-written tables for the figures: three models, one of them unknown to the labels, and a few patients."""

import pandas as pd

MODELS = ("newcomer", "clinical_only", "lunar")  # not in the order of the figures
SETS = (("tcga", "test", 4), ("glass", "test", 4), ("glass", "all", 8))


def tables() -> dict[str, pd.DataFrame]:
    """All tables that the figures are drawn from."""
    return {
        "cohort.flow": flow(),
        "cohort.patients": patients(),
        "harmonized.mutations": mutations(),
        "features.columns": columns(),
        "models.history": history(),
        "models.runs": pd.DataFrame({"model": ["lunar", "clinical_only"], "best_epoch": [2, None]}),
        "evaluation.metrics": metrics(),
        "evaluation.curves": curves(),
        "evaluation.comparisons": comparisons(),
        "evaluation.replicates": replicates(),
        "evaluation.replicate_summary": replicate_summary(),
        "evaluation.feature_stability": feature_stability(),
        **explanation(),
    }


def frame(names: str, rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(names.split()))


def flow() -> pd.DataFrame:
    return frame(
        "dataset step_order step excluded remaining",
        [
            ("glass", 1, "clinical", 0, 309),
            ("glass", 2, "expression_and_mutations", 201, 108),
            ("glass", 3, "tissue_source_site", 7, 101),
            ("tcga", 1, "clinical", 0, 1122),
            ("tcga", 2, "dfi_zero", 431, 691),
            ("tcga", 3, "a_new_step", 500, 191),
        ],
    )


def patients() -> pd.DataFrame:
    changed = ("Oligoastrocytoma", "Oligodendroglioma")
    types = [("Glioblastoma", "Glioblastoma")] * 3 + [changed] * 2 + [("Astrocytoma", "Astrocytoma WT")]
    tcga = frame("histology histology_cns5", types).assign(dataset="tcga")
    glass = frame("histology histology_cns5", [("Glioblastoma", "Astrocytoma")]).assign(dataset="glass")
    return pd.concat([tcga, glass], ignore_index=True)


def mutations() -> pd.DataFrame:
    return frame(
        "dataset variant_classification n",
        [
            ("tcga", "Silent", 30),
            ("tcga", "Missense_Mutation", 100),
            ("tcga", "Missense_Mutation", 1100),
            ("glass", "Nonsense_Mutation", 7),
        ],
    )


def columns() -> pd.DataFrame:
    return frame(
        "feature modality share_mutated",
        [
            ("age", "clinical", None),
            ("IDH1_mut", "mutation", 0.4),
            ("TP53_mut", "mutation", 0.4),
            ("EGFR_mut", "mutation", 0.02),
            ("CIC_mut", "mutation", 0.01),
            ("NONE_mut", "mutation", None),
        ],
    )


def history() -> pd.DataFrame:
    return frame(
        "model epoch part loss task_loss gene_penalty coral_loss auroc",
        [
            ("lunar", 2, "train", 0.05, 0.01, 0.03, 0.01, 0.8),
            ("lunar", 1, "train", 0.07, 0.02, 0.03, 0.02, 0.6),
            ("lunar", 2, "validation", 0.04, 0.008, 0.03, 0.002, 0.7),
            ("lunar", 1, "validation", 0.06, 0.01, 0.03, 0.02, None),
            ("newcomer", 1, "validation", 0.5, 0.5, None, None, 0.5),
        ],
    )


def metrics() -> pd.DataFrame:
    rows = []
    for place, model in enumerate(MODELS):
        for dataset, part, n in SETS:
            auroc = 0.7 + place / 10
            values = {"auroc": auroc, "auprc": auroc - 0.05, "brier": 0.2, "calibration_slope": 1.25}
            values |= {"calibration_intercept": None, "tp": n / 4, "fn": 0, "fp": 0, "tn": 3 * n / 4}
            one_class = model == "newcomer" and dataset == "glass"
            rows += [
                (model, dataset, part, metric, value, auroc - 0.2, None if metric == "auprc" else auroc, n, one_class)
                for metric, value in values.items()
            ]
    return frame("model dataset part metric value ci_low ci_high n one_class", rows)


def curves() -> pd.DataFrame:
    points = {
        "roc": [(0, 0), (0, 0.5), (1, 1)],
        "pr": [(1, 0.25), (0.5, 1), (0, 1)],
        "reliability": [(0.2, 0), (0.8, 0.9)],
        "decision": [(0.2, 0.21), (0.5, 0.11)],
    }
    rows = [
        (model, dataset, part, curve, point, x, y)
        for model in MODELS
        for dataset, part, _ in SETS
        for curve, places in points.items()
        if model != "newcomer" or curve in ("roc", "pr")
        for point, (x, y) in enumerate(places)
    ]
    return frame("model dataset part curve point x y", rows)


def comparisons() -> pd.DataFrame:
    return frame(
        "model reference dataset part difference ci_low ci_high p_value",
        [
            ("clinical_only", "lunar", "tcga", "test", 0.1, -0.1, 0.3, 0.4),
            ("newcomer", "lunar", "tcga", "test", -0.2, -0.3, -0.1, 0.01),
            ("newcomer", "lunar", "glass", "all", -0.15, -0.3, 0.0, 0.05),
            ("lunar", "clinical_only", "tcga", "test", -0.1, -0.3, 0.1, 0.4),
        ],
    )


def replicates() -> pd.DataFrame:
    values = {"lunar": (0.6, 0.7, 0.8), "clinical_only": (0.6, 0.8, 0.9), "newcomer": (0.5, 0.5, None)}
    rows = [
        (replicate, model, "tcga", "test", "auroc", value)
        for model, series in values.items()
        for replicate, value in enumerate(series)
    ]
    return frame("replicate model dataset part metric value", [*rows, (0, "lunar", "tcga", "test", "f1", 0.1)])


def replicate_summary() -> pd.DataFrame:
    return frame(
        "model dataset part metric mean difference_to_clinical_only ci_low ci_high",
        [
            ("newcomer", "tcga", "test", "auroc", 0.5, -0.2, -0.31, -0.09),
            ("lunar", "tcga", "test", "auroc", 0.7, -0.004, -0.1, 0.092),
            ("clinical_only", "tcga", "test", "auroc", 0.767, None, None, None),
            ("lunar", "tcga", "test", "f1", 0.1, 0.1, 0.1, 0.1),
        ],
    )


def feature_stability() -> pd.DataFrame:
    return frame(
        "feature modality share_selected n",
        [
            ("age", "clinical", 1.0, 20),
            ("B_expr", "expression", 0.5, 20),
            ("C_expr", "expression", 1.0, 20),
            ("A_expr", "expression", 0.5, 20),
        ],
    )


def explanation() -> dict[str, pd.DataFrame]:
    lunar = ("lunar", "integrated_gradients")
    attributed = [("age", "clinical", -1.0, -0.3), ("age", "clinical", 2.0, 0.5), ("IDH1_mut", "mutation", 1.0, -0.1)]
    attributed += [("IDH1_mut", "mutation", 0.0, -0.1)]
    weights = [("clinical", 0.2), ("expression", 0.3), ("mutation", 0.5), ("clinical", 0.3), ("expression", 0.3)]
    weights += [("mutation", 0.4)]
    shares = (("clinical", 0.7), ("mutation", 0.3))
    methods = (lunar, ("lunar", "deep"), ("newcomer", "linear"))
    return {
        "explanation.attributions": frame(
            "model method dataset sample_id feature modality feature_value attribution",
            [(*lunar, "tcga", f"TCGA-{i % 2}", *row) for i, row in enumerate(attributed)]
            + [("lunar", "deep", "tcga", "TCGA-0", "age", "clinical", -1.0, 9.0)],
        ),
        "explanation.importance": frame(
            "model method feature modality mean_absolute rank",
            [(*lunar, "IDH1_mut", "mutation", 0.1, 2), (*lunar, "age", "clinical", 0.4, 1)],
        ),
        "explanation.additivity": frame(
            "model method dataset relative_error n",
            [(*lunar, "tcga", 0.004, 2), ("lunar", "deep", "tcga", 0.34, 2), ("newcomer", "linear", "tcga", 1e-9, 2)],
        ),
        "explanation.agreement": frame(
            "model method other_method rank_correlation",
            [("lunar", "deep", "integrated_gradients", 0.4), (*lunar, "deep", 0.4)],
        ),
        "explanation.modality_importance": frame(
            "model method modality share", [(*method, *share) for method in methods for share in shares]
        ),
        "explanation.fusion_weights": frame(
            "model dataset sample_id modality weight",
            [
                (model, dataset, f"P{i // 3}", *weight)
                for model in ("newcomer", "lunar")
                for dataset in ("tcga", "glass")
                for i, weight in enumerate(weights)
            ],
        ),
    }
