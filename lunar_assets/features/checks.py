"""Checks of stage features."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.table_checks import Audited, Outcome, table_check

contracts = contract_checks("features")


@table_check("features.fitted_on", "fitted_on_train_only", reads=("splits.assignments",))
def fitted_on_train_only(audited: Audited) -> Outcome:
    """No fitted step has seen a validation or test patient; GLASS patients were seen by batch correction alone."""
    fitted = audited.table.frame()
    assignments = audited.read("splits.assignments").frame()
    split = assignments.set_index(["dataset", "sample_id"])["split"]
    seen = fitted.set_index(["dataset", "sample_id"]).index
    parts = split.reindex(seen).to_numpy()
    wrong = fitted[parts != "train"]
    glass = sorted(set(fitted.loc[fitted["dataset"] == "glass", "step"]) - {"batch"})
    counts = fitted.value_counts(["step", "dataset"], sort=False)
    seen_by_step = {" ".join(map(str, key)): int(n) for key, n in zip(counts.index, counts, strict=True)}
    summary = (
        f"{len(wrong)} samples outside train were seen; steps fitted on GLASS beside batch means: {glass or 'none'}."
    )
    return Outcome(
        wrong.empty and not glass,
        summary,
        {**seen_by_step, "samples_outside_train": sorted(set(wrong["sample_id"]))[:20]},
    )


@table_check("features.matrix", "complete_matrix", reads=("features.columns", "splits.assignments"))
def complete_matrix(audited: Audited) -> Outcome:
    """The matrix has every patient in split order, every kept feature in order, and no constant or doubled column."""
    matrix = audited.table.frame()
    columns = audited.read("features.columns").frame()
    assignments = audited.read("splits.assignments").frame()
    features = [name for name in matrix.columns if name not in ("dataset", "sample_id", "split", "label")]
    train = matrix.loc[(matrix["dataset"] == "tcga") & (matrix["split"] == "train"), features]
    problems = {
        "rows differ from the split": list(matrix["sample_id"]) != list(assignments["sample_id"]),
        "columns differ from features.columns": features != list(columns.loc[columns["kept"], "feature"]),
        "values are missing": bool(matrix[features].isna().any().any()),
        "columns are constant in TCGA train": bool((train.nunique() < 2).any()),
        "columns are doubled in TCGA train": bool(train.T.duplicated().any()),
    }
    found = [problem for problem, there in problems.items() if there]
    return Outcome(
        not found, "; ".join(found) or "The matrix is complete.", {"rows": len(matrix), "features": len(features)}
    )
