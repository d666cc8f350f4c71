"""The cohort flow as tables: who left at which step and why, and how many each step left (Fig. 1 of the paper)."""

import pandas as pd

from lunar_assets.cohort.steps import STEPS


def exclusions(candidates: pd.DataFrame) -> pd.DataFrame:
    """Everybody who left, once.

    Args:
        candidates: Frame of cohort.candidates, of one or both datasets.

    Returns:
        Frame of cohort.exclusions, sorted by dataset and sample_id.
    """
    left = candidates[candidates["first_failed_step"].notna()].sort_values(["dataset", "sample_id"], ignore_index=True)
    return left[["dataset", "sample_id", "first_failed_step", "reason"]].rename(columns={"first_failed_step": "step"})


def flow(candidates: pd.DataFrame) -> pd.DataFrame:
    """Samples that each step takes and leaves.

    Args:
        candidates: Frame of cohort.candidates, of one or both datasets.

    Returns:
        Frame of cohort.flow: the steps of each dataset in their order, those that nobody fails included.
    """
    return pd.concat([_flow_of(str(name), rows) for name, rows in candidates.groupby("dataset")], ignore_index=True)


def _flow_of(dataset: str, rows: pd.DataFrame) -> pd.DataFrame:
    steps = [step.name for step in STEPS if dataset in step.datasets]
    excluded = rows["first_failed_step"].value_counts().reindex(steps, fill_value=0).to_numpy()
    order = range(1, len(steps) + 1)
    remaining = len(rows) - excluded.cumsum()
    return pd.DataFrame(
        {"dataset": dataset, "step_order": order, "step": steps, "excluded": excluded, "remaining": remaining}
    )
