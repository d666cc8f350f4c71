"""Contracts of stage explanation: what the outputs of a model are made of."""

from lunar_assets.warehouse.contracts.columns import Table, double, integer, text
from lunar_assets.warehouse.contracts.shared import DATASET, FEATURE, METHOD, MODALITY, MODEL, SAMPLE_ID

TABLES = (
    Table(
        "explanation",
        "attributions",
        "What each feature adds to the margin of a model (the logit; the decision function of the linear SVC; the "
        "probability of k nearest neighbours and the perceptron) for TCGA test patients, against TCGA train patients "
        "as background.",
        (
            MODEL,
            METHOD,
            DATASET,
            SAMPLE_ID,
            FEATURE,
            MODALITY,
            double("feature_value", "Value of the feature in features.matrix."),
            double("attribution", "What the feature adds to the margin."),
        ),
        ("model", "method", "dataset", "sample_id", "feature"),
    ),
    Table(
        "explanation",
        "background",
        "The patients that the attributions of a model by a method are relative to: TCGA train. One row a model, "
        "method and patient.",
        (MODEL, METHOD, DATASET, SAMPLE_ID),
        ("model", "method", "dataset", "sample_id"),
    ),
    Table(
        "explanation",
        "additivity",
        "How far the attributions of a method miss what they must add up to: the margin minus its mean over the "
        "background. One row a model and method.",
        (
            MODEL,
            METHOD,
            DATASET,
            double(
                "relative_error",
                "Mean absolute gap of the sum over the mean absolute value that it must have.",
                minimum=0,
            ),
            integer("n", "Patients explained.", minimum=1),
        ),
        ("model", "method", "dataset"),
    ),
    Table(
        "explanation",
        "importance",
        "How much a feature matters to a model by a method: mean absolute attribution over the patients explained.",
        (
            MODEL,
            METHOD,
            FEATURE,
            MODALITY,
            double("mean_absolute", "Mean absolute attribution.", minimum=0),
            integer("rank", "Rank among the features of the model, 1 for the largest.", minimum=1),
        ),
        ("model", "method", "feature"),
    ),
    Table(
        "explanation",
        "modality_importance",
        "How much each modality matters to a model by a method.",
        (
            MODEL,
            METHOD,
            MODALITY,
            integer("n_features", "Features of the modality.", minimum=1),
            double("median_absolute", "Median over its features of the mean absolute attribution.", minimum=0),
            double("summed_absolute", "Sum over its features of the mean absolute attribution.", minimum=0),
            double("share", "The sum as a share of that of all modalities.", minimum=0, maximum=1.000001),
        ),
        ("model", "method", "modality"),
    ),
    Table(
        "explanation",
        "agreement",
        "Whether two methods rank the features of a model alike: Spearman correlation of mean absolute attributions.",
        (
            MODEL,
            METHOD,
            text("other_method", "The method that it is compared with."),
            double("rank_correlation", "Spearman correlation; empty where one ranks all alike.", nullable=True),
            integer("n_features", "Features compared.", minimum=1),
            integer("n", "Patients that both methods explain.", minimum=1),
        ),
        ("model", "method", "other_method"),
    ),
    Table(
        "explanation",
        "fusion_weights",
        "Weight of each modality's token in the pooling of the networks, test patients. With cross-attention over "
        "one token, a token is a function of the two other modalities; its weight is not that of its own.",
        (
            MODEL,
            DATASET,
            SAMPLE_ID,
            MODALITY,
            double("weight", "Weight, mean over heads.", minimum=0, maximum=1.000001),
        ),
        ("model", "dataset", "sample_id", "modality"),
    ),
)
