"""Stage explanation: what the trained network attends to."""

import dagster as dg
import pandas as pd

from lunar_assets.nodes import table_asset


@table_asset("explanation.fusion_weights", kinds={"pytorch"}, ins={"lunar": dg.AssetIn(key=["models", "lunar"])})
def fusion_weights(features__matrix: pd.DataFrame, lunar) -> pd.DataFrame:  # noqa: ANN001 - importing its type costs seconds
    """Reads the weights of the pooling over the test patients of both cohorts."""
    from lunar_assets.explanation.fusion_weights import fusion_weights

    return fusion_weights(lunar, features__matrix)
