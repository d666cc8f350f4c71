"""Checks of stage features."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, as_table, table_check
from lunar_assets.warehouse.wide import wide_cohorts

SHOWN = 20
"""Names that metadata lists of each kind of problem, beside the count of all."""

contract_checks("features")


@table_check(
    "features.matrix",
    "unmoved_by_what_it_must_not_see",
    protects="leakage",
    reads=(
        "features.shared_genes",
        "features.columns",
        "features.batch_shifts",
        "cohort.patients",
        "splits.assignments",
        "harmonized.expression",
        "harmonized.mutations",
    ),
)
def unmoved_by_what_it_must_not_see(audited: Audited) -> Outcome:
    """Fitted again, preprocessing and train rows are the same bit by bit when all it must not see has been changed.

    Changed are expression, mutations and clinical facts of the validation and test patients of both cohorts, and every
    label but those of TCGA train.
    """
    from lunar_assets.features.metamorphic import Inputs, differences, disturbed, refitted, train_values

    assignments = audited.read("splits.assignments").frame()
    mutations = audited.read("harmonized.mutations").frame()
    expression, counts = wide_cohorts(assignments, audited.read("harmonized.expression"), mutations)
    before = {
        "features.shared_genes": audited.read("features.shared_genes").frame(),
        "features.columns": audited.read("features.columns").frame(),
        "features.batch_shifts": audited.read("features.batch_shifts").frame(),
        "features.matrix": train_values(audited.table.frame()),
    }
    shared = before["features.shared_genes"]
    seed = int(audited.versions[0].footer["facts"]["seed"])
    other = disturbed(Inputs(audited.read("cohort.patients").frame(), expression, counts), assignments, seed)
    moved = differences(before, refitted(other, assignments, shared, seed))
    of_all = shared["rule"].iloc[0] == "study_code"
    shared_are = "kept, being those of all patients by definition (study_code)" if of_all else "found again"
    hidden = assignments.loc[assignments["split"] != "train", "dataset"].value_counts(sort=False)
    measured = {
        "changed_patients": {str(dataset): int(n) for dataset, n in hidden.items()},
        "compared_rows": {name: len(frame) for name, frame in before.items()},
        "shared_genes": shared_are,
        "seed": seed,
    }
    return _outcome(f"Shared genes were {shared_are}; moved", moved, measured)


@table_check("features.fitted_on", "fitted_on_train_only", protects="leakage", reads=("splits.assignments",))
def fitted_on_train_only(audited: Audited) -> Outcome:
    """Every fitted step has seen exactly the TCGA train patients, and batch correction the GLASS train patients too."""
    from lunar_assets.features.audit import seen_samples

    seen = seen_samples(audited.table.frame(), audited.read("splits.assignments").frame())
    outside = {f"{r['step']} saw outside of {r['dataset']} train": r["outside"] for r in seen.to_dict("records")}
    left_out = {f"{r['step']} did not see of {r['dataset']} train": r["left_out"] for r in seen.to_dict("records")}
    table = seen.assign(outside=seen["outside"].str.len(), left_out=seen["left_out"].str.len())
    return _outcome(f"{len(seen)} fits on train parts; wrong", {**outside, **left_out}, {"steps": as_table(table)})


@table_check("features.matrix", "rows_are_the_split", protects="rows", reads=("cohort.patients", "splits.assignments"))
def rows_are_the_split(audited: Audited) -> Outcome:
    """Every patient has one row in the order of the split, with the part of the split and the label of the cohort."""
    from lunar_assets.features.audit import row_problems

    matrix = audited.table.frame()
    patients, assignments = audited.read("cohort.patients").frame(), audited.read("splits.assignments").frame()
    sizes = matrix.value_counts(["dataset", "split", "label"], sort=False)
    parts = {" ".join(map(str, key)): int(n) for key, n in zip(sizes.index, sizes, strict=True)}
    return _outcome(f"{len(matrix)} rows; wrong", row_problems(matrix, patients, assignments), {"rows": parts})


@table_check("features.matrix", "complete_matrix", protects="rows", reads=("features.columns",))
def complete_matrix(audited: Audited) -> Outcome:
    """The matrix has every kept feature in order, no missing value, and no constant or doubled column."""
    from lunar_assets.features.audit import column_problems, features_of

    matrix = audited.table.frame()
    n_features = len(features_of(matrix))
    found = column_problems(matrix, audited.read("features.columns").frame())
    return _outcome(f"{n_features} features; wrong", found, {"rows": len(matrix), "features": n_features})


@table_check("features.matrix", "standardised_as_claimed", protects="rules", reads=("features.columns",))
def standardised_as_claimed(audited: Audited) -> Outcome:
    """In TCGA train age and expression have mean 0 and standard deviation 1, mutations lie between 0 and 1.

    Other clinical features are whole numbers, as encoded.
    """
    from lunar_assets.features.audit import SCALE_ROUNDING, scale_deviations

    found = scale_deviations(audited.table.frame(), audited.read("features.columns").frame())
    off = found[~(found["deviation"] <= SCALE_ROUNDING)]
    problems = {f"not {claim}": rows.index for claim, rows in off.groupby("claim")}
    problems["centre and scale not as claimed"] = found.index[~found["recorded"]]
    largest = found.groupby("claim")["deviation"].agg(["size", "max"]).reset_index()
    return _outcome(
        f"The largest deviation is {found['deviation'].max():.1e}, allowed are {SCALE_ROUNDING:g}; wrong",
        problems,
        {"largest_deviations": as_table(largest), "threshold": SCALE_ROUNDING},
    )


@table_check("features.matrix", "no_correlated_pair_kept", protects="rules")
def no_correlated_pair_kept(audited: Audited) -> Outcome:
    """No two kept genomic features have |r| of 0.90 or more over TCGA train, and no subtype repeats a CNS5 type."""
    from lunar_assets.features.audit import CORRELATION_ROUNDING, HIGHEST_CORRELATION, correlated, doubled_clinical

    matrix = audited.table.frame()
    pairs = correlated(matrix)
    names = (pairs["first"] + " and " + pairs["second"] + pairs["r"].map(" (r {:.3f})".format)).astype("str")
    too_high = pairs["r"].abs() >= HIGHEST_CORRELATION + CORRELATION_ROUNDING
    return _outcome(
        f"Of {len(pairs)} pairs the highest is {names.iloc[0] if len(pairs) else 'none'}; wrong",
        {"correlated": names[too_high], "the same as a CNS5 type": doubled_clinical(matrix)},
        {
            "highest_pairs": as_table(pairs.head(10)),
            "pairs": len(pairs),
            "threshold": HIGHEST_CORRELATION,
            "rounding": CORRELATION_ROUNDING,
        },
    )


@table_check("features.matrix", "no_feature_is_the_outcome", protects="leakage", reads=("features.columns",))
def no_feature_is_the_outcome(audited: Audited) -> Outcome:
    """No feature is named like an outcome or follow-up, and none alone tells early from late nearly without error."""
    from lunar_assets.features.audit import features_of, tcga_train
    from lunar_assets.features.outcome import HIGHEST_AUROC, OUTCOME_NAMES, named_like_an_outcome, single_feature_auroc

    matrix, candidates = audited.table.frame(), audited.read("features.columns").frame()["feature"]
    features, train = features_of(matrix), tcga_train(matrix)
    auroc = single_feature_auroc(train[features], train["label"])
    named = named_like_an_outcome(dict.fromkeys([*candidates, *features]))
    problems = {
        "named like an outcome": [f"{name} ({kind})" for name, kind in named.items()],
        "telling early from late alone": auroc.index[~(auroc <= HIGHEST_AUROC)],
    }
    measured = {
        "ten_highest": as_table(auroc.head(10).rename("auroc").rename_axis("feature").reset_index()),
        "threshold_auroc": HIGHEST_AUROC,
        "train_patients": len(train),
        "candidates": len(candidates),
        "name_rules": dict(OUTCOME_NAMES),
    }
    return _outcome(f"The highest AUROC is {auroc.iloc[0]:.3f}, of {auroc.index[0]}; wrong", problems, measured)


@table_check("features.site_effects", "site_effect_removed", protects="rules", blocking=False)
def site_effect_removed(audited: Audited) -> Outcome:
    """Batch correction leaves no difference between sites in train, and makes none in the other patients.

    In the other patients the share of variance between sites may rise by what chance adds and by a margin.
    """
    from lunar_assets.features.site_effects import MARGIN, ROUNDING, site_effects_left

    found = site_effects_left(audited.table.frame())
    shares = {
        f"{r['dataset']} {r['part']} {r['modality']}": f"{r['median_before']:.3f} to {r['median_after']:.3f}"
        for r in found.to_dict("records")
    }
    left = [f"{name} {share}" for (name, share), ok in zip(shares.items(), found["ok"], strict=True) if not ok]
    measured = {"site_effects": as_table(found), "medians": shares, "margin": MARGIN, "rounding": ROUNDING}
    return _outcome(f"{len(found)} sets of patients and features; wrong", {"site effects left": left}, measured)


@table_check("features.unusual_sites", "usual_sites", protects="rules", reads=("splits.assignments",), blocking=False)
def usual_sites(audited: Audited) -> Outcome:
    """No patient is the only train patient of a site, or of a site without train patients, which stays uncorrected."""
    parts = audited.read("splits.assignments").frame()[["dataset", "sample_id", "split"]]
    unusual = audited.table.frame().merge(parts, on=["dataset", "sample_id"], how="left")
    place = unusual["problem"] + " " + unusual["dataset"] + " " + unusual["split"]
    found = {str(where): samples for where, samples in unusual.groupby(place)["sample_id"]}
    return _outcome("Patients whose site says nothing", found, {"samples": as_table(unusual), "n": len(unusual)})


def _outcome(
    looked_at: str, problems: Mapping[str, Sequence[str] | pd.Index | pd.Series], measured: dict[str, Any]
) -> Outcome:
    """Green without problems; else red, with the count and the first names of each kind."""
    found = {problem: list(map(str, names)) for problem, names in problems.items() if len(names)}
    in_words = (f"{problem} ({len(names)}: {', '.join(names[:5])})" for problem, names in found.items())
    counted: dict[str, Any] = {
        "problems": {problem: len(names) for problem, names in found.items()},
        "first_of_each": {problem: names[:SHOWN] for problem, names in found.items()},
    }
    return Outcome(not found, f"{looked_at}: {'; '.join(in_words) or 'none'}.", {**measured, **counted})
