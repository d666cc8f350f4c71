"""Contracts of stage evaluation: predictions, metrics with intervals, and curves."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, boolean, double, integer, text
from lunar_assets.warehouse.contracts.shared import DATASET, MODEL, SAMPLE_ID, SPLIT

_PART = text("part", "Patients evaluated: the test part, or all of GLASS.", allowed=("test", "all"))

TABLES = (
    Table(
        "evaluation",
        "predictions",
        "Score and prediction of every patient by every model. One row a model and patient.",
        (
            MODEL,
            DATASET,
            SAMPLE_ID,
            SPLIT,
            integer("label", "1 early recurrence, 0 late.", allowed=(words.LATE, words.EARLY)),
            double("score", "Score of early recurrence; a probability for all models but the linear SVC."),
            integer("predicted", "Predicted label at the model's threshold.", allowed=(words.LATE, words.EARLY)),
        ),
        ("model", "dataset", "sample_id"),
    ),
    Table(
        "evaluation",
        "metrics",
        "Metrics of every model on a set of patients, with 95 % intervals.",
        (
            MODEL,
            DATASET,
            _PART,
            text("metric", "Metric.", allowed=words.METRICS),
            double("value", "Estimate; empty where it is not defined.", nullable=True),
            double("ci_low", "Lower end of the 95 % interval.", nullable=True),
            double("ci_high", "Upper end of the 95 % interval.", nullable=True),
            integer("n", "Patients.", minimum=1),
            boolean("one_class", "Whether the model predicts one class only, or gives one score to all."),
        ),
        ("model", "dataset", "part", "metric"),
    ),
    Table(
        "evaluation",
        "curves",
        "Points of ROC, precision-recall, reliability and decision curves.",
        (
            MODEL,
            DATASET,
            _PART,
            text("curve", "Kind of curve.", allowed=("roc", "pr", "reliability", "decision")),
            integer("point", "Order of the point on its curve, from 0.", minimum=0),
            double("x", "False positive rate, recall, mean predicted score, or threshold probability."),
            double("y", "True positive rate, precision, observed share, or net benefit."),
            double("threshold", "Score threshold of the point; empty at the ends.", nullable=True),
        ),
        ("model", "dataset", "part", "curve", "point"),
    ),
)
