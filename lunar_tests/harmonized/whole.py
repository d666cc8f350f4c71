"""Blocks of harmonised expression put together to one frame, for tests that look at all rows."""

import pandas as pd
from pandas.api.types import union_categoricals

from lunar_assets.harmonized.expression import LongExpression


def whole(blocks: LongExpression) -> pd.DataFrame:
    """The rows of all blocks; texts stay categories."""
    parts = list(blocks)
    columns = {
        name: union_categoricals([part[name] for part in parts])
        if isinstance(parts[0][name].dtype, pd.CategoricalDtype)
        else pd.concat([part[name] for part in parts], ignore_index=True)
        for name in parts[0].columns
    }
    return pd.DataFrame(columns, copy=False)
