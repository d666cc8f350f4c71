"""The record of how every gene name of an upstream file was matched, or why not, and how many rows bear it."""

import pandas as pd

from lunar_assets.harmonized.gene_names import GeneNames

COLUMNS = ["dataset", "modality", "input_symbol", "input_entrez_id", "symbol", "matched_by", "n_rows"]


def map_names(names: pd.DataFrame, lookup: GeneNames, dataset: str, modality: str) -> pd.DataFrame:
    """Match the distinct names of a file.

    Args:
        names: One row a distinct name: `input_symbol` (text, empty where upstream gives none), `n_rows` (integer), and
            for mutations `input_entrez_id` (text, may be missing).
        lookup: The rule.
        dataset: tcga or glass.
        modality: expression or mutation.

    Returns:
        Frame of `COLUMNS`, one row a name in the order given. `symbol` is missing where the name is not used.
    """
    entrez_ids = names.get("input_entrez_id", pd.Series(None, index=names.index, dtype="str")).astype("str")
    known = entrez_ids.astype("object").where(entrez_ids.notna(), None)
    given = zip(names["input_symbol"].tolist(), known.tolist(), strict=True)  # value by value a column takes long
    matches = [lookup.match(symbol, entrez_id) for symbol, entrez_id in given]
    return names.assign(
        dataset=dataset,
        modality=modality,
        input_entrez_id=entrez_ids,
        symbol=pd.Series([match.symbol for match in matches], index=names.index, dtype="str"),
        matched_by=pd.Series([match.matched_by for match in matches], index=names.index, dtype="str"),
    )[COLUMNS]
