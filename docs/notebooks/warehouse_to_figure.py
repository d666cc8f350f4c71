# ---
# jupyter:
#   jupytext:
#     formats: py:percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # From the warehouse to a figure
#
# Who recurs early, and how much better than age, grade, sex and type alone do the models say so? Open it with
# `jupytext --to ipynb docs/notebooks/warehouse_to_figure.py`, or in any editor that knows percent cells. It reads the
# published tables only; `LUNAR_WAREHOUSE` says where they are, as for every other part of the platform.

# %%
import os
from pathlib import Path

import duckdb
import matplotlib.pyplot as plt

catalogue = Path(os.environ.get("LUNAR_WAREHOUSE", "warehouse")) / "lunar.duckdb"
warehouse = duckdb.connect(str(catalogue), read_only=True)

# %% [markdown]
# ## What am I looking at?
#
# Figures of the demo cohort are made up, and every table says so in its comment. Ask before you believe anything.

# %%
((source,),) = warehouse.sql("select source from release.publications order by published_at desc limit 1").fetchall()
data = "SYNTHETIC: the demo cohort, not patients" if source == "demo" else f"source {source}"
data

# %% [markdown]
# ## Who is in the study, and who left?

# %%
warehouse.sql("select dataset, step, excluded, remaining from cohort.flow order by dataset desc, step_order").df()

# %% [markdown]
# ## Time to recurrence
#
# The dashed line is the day that divides early from late: half the sum of the medians of both cohorts.

# %%
patients = warehouse.sql("from cohort.patients").df()
((cutoff_days,),) = warehouse.sql("select cutoff_days from cohort.cutoff").fetchall()

# %% [markdown]
# ## AUROC with its interval
#
# With so few test patients the interval is the figure, and the point in it hardly one. `clinical_only` is the model to
# beat: a logistic regression on age, grade, sex and type.

# %%
auroc = warehouse.sql(
    """
    select model, dataset, value, ci_low, ci_high, n from evaluation.metrics
    where metric = 'auroc' and part = 'test' order by dataset desc, value
    """
).df()
auroc

# %%
figure, (times, scores) = plt.subplots(1, 2, figsize=(11, 4.5), width_ratios=[1, 1.4], layout="constrained")
for dataset, cohort in patients.groupby("dataset"):
    times.ecdf(cohort["ttr_days"], label=f"{dataset}, {len(cohort)} patients")
times.axvline(cutoff_days, linestyle="--", color="grey")
times.set(xlabel="days to recurrence", ylabel="share of patients", xlim=(0, 2000))
times.legend()

models = list(auroc.loc[auroc["dataset"] == "tcga", "model"])
for offset, (dataset, rows) in zip((-0.15, 0.15), auroc.groupby("dataset"), strict=True):
    rows = rows.set_index("model").reindex(models)
    ends = [rows["value"] - rows["ci_low"], rows["ci_high"] - rows["value"]]
    positions = [position + offset for position in range(len(models))]
    scores.errorbar(rows["value"], positions, xerr=ends, fmt="o", label=f"{dataset}, n = {int(rows['n'].max())}")
scores.axvline(0.5, linestyle="--", color="grey")
scores.set(xlabel="AUROC on test patients, 95 % interval", yticks=range(len(models)), yticklabels=models)
scores.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
figure.suptitle(data)

# %% [markdown]
# Every interval that reaches the dashed line is one of a model that may know nothing. `evaluation.replicate_summary`
# has the same over fresh splits, which is what the report leads with.
