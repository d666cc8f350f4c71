"""Runs in a copy of the package to which the guide was applied: `python -m lunar_tests.third_cohort.run OUTCOME`.

From the raw files to the metrics; then what the report shows of them, and what the demo says of a cohort that it lacks.
"""

import json
import os
import sys
from pathlib import Path

import lunar_assets
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.report.tables import models
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_tests.attacks.harness import errors, latest, red_checks, run

BEFORE_MODELS = STAGES[: STAGES.index("models")]
ASSETS = [
    *(f"{table.stage}/{table.name}" for table in TABLES.values() if table.stage in BEFORE_MODELS),
    *(f"models/{name}" for name in MODEL_NAMES),
    *(f"evaluation/{name}" for name in ("predictions", "metrics", "comparisons")),
]

if __name__ == "__main__":
    done = run(*ASSETS)
    outcome = {
        "package": str(Path(lunar_assets.__file__).parent),
        "success": done.success,
        "red": sorted(red_checks(done)),
        "errors": errors(done),
    }
    if done.success:
        metrics = latest(Path(os.environ["LUNAR_WAREHOUSE"]), "evaluation.metrics")
        shown = {part: models.metrics(metrics, "cgga", part) for part in ("test", "all")}
        outcome["shown"] = {part: [table.caption, len(table.frame)] for part, table in shown.items()}
    os.environ |= {"LUNAR_SOURCE": "demo", "LUNAR_WAREHOUSE": os.environ["LUNAR_WAREHOUSE"] + "_of_demo"}
    outcome["demo"] = errors(run("raw/clinical"))
    Path(sys.argv[1]).write_text(json.dumps(outcome))
