"""Contracts of stage explanation: what the outputs of a model are made of."""

from lunar_assets.warehouse.contracts.columns import Table, double
from lunar_assets.warehouse.contracts.shared import DATASET, MODALITY, MODEL, SAMPLE_ID

TABLES = (
    Table(
        "explanation",
        "fusion_weights",
        "Weight of each modality's token in the pooling of the network, test patients. With cross-attention over "
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
