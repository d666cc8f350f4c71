"""Which member of each pair of correlated genomic features goes: genes of the literature stay, hubs of pairs go."""

from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd

from lunar_assets.features.correlation import correlated_pairs
from lunar_assets.features.feature_filter import FeatureFilter
from lunar_assets.features.literature import LITERATURE_GENES
from lunar_assets.features.names import genes, of_modality

WHY = {
    "literature": "a feature of a literature glioma gene",
    "count": "which is in fewer correlated pairs",
    "variance": "which is in as many correlated pairs and varies at least as much",
}


class CorrelationFilter(FeatureFilter):
    """Prunes expression and mutation features until no pair with |r| >= threshold over train samples is left whole.

    (a) Of a pair of a literature gene's feature with another gene's, the other goes. (b) The pairs that are left are
    walked in column order; a pair with a member that has gone is skipped; else the member that occurs in more pairs of
    the full list goes, on a tie the one with the lower variance (ddof 1), then the first.
    Source: Patricoski-Chavez et al. 2025, Methods, and the study's code.

    Attributes:
        pairs_: Frame of all pairs in the order in which they were decided: first, second, r, dropped, step.
    """

    pairs_: pd.DataFrame

    def __init__(self, threshold: float = 0.90, literature: AbstractSet[str] = LITERATURE_GENES) -> None:
        """Prune at |r| >= `threshold`; genes of `literature` win by rule (a)."""
        self.threshold = threshold
        self.literature = literature

    def _judge(self, frame: pd.DataFrame, labels: pd.Series | None) -> pd.DataFrame:
        genomic = of_modality(frame, "expression", "mutation")
        pairs = correlated_pairs(genomic, self.threshold)
        in_literature = np.isin(genes(genomic.columns), list(self.literature))
        self.pairs_, rules = _named(_walk(_with_losers(pairs, in_literature, genomic)), genomic.columns)
        return _reasons(self.pairs_, rules)


def _with_losers(pairs: pd.DataFrame, in_literature: np.ndarray, genomic: pd.DataFrame) -> pd.DataFrame:
    """Pairs with the member that each would drop (`loser`) and the `rule` that says so; rule (a) first."""
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    n_pairs = np.bincount(np.concatenate([first, second]), minlength=genomic.shape[1])
    involved = np.flatnonzero(n_pairs)
    variance = np.zeros(genomic.shape[1])
    variance[involved] = genomic.iloc[:, involved].var(ddof=1)
    conditions = [in_literature[first] != in_literature[second], n_pairs[first] != n_pairs[second]]
    first_goes = np.select(
        conditions, [in_literature[second], n_pairs[first] > n_pairs[second]], variance[first] <= variance[second]
    )
    rule = np.select(conditions, ["literature", "count"], "variance")
    pairs = pairs.assign(loser=np.where(first_goes, first, second), rule=rule)
    return pairs.iloc[np.argsort(rule != "literature", kind="stable")]


def _walk(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs with `goes`: whether the pair dropped its loser, or was skipped because a member had gone already."""
    gone: set[int] = set()
    goes = []
    for first, second, loser in zip(*(pairs[name].tolist() for name in ("first", "second", "loser")), strict=True):
        goes.append(first not in gone and second not in gone)
        if goes[-1]:
            gone.add(loser)
    return pairs.assign(goes=np.array(goes, dtype=bool))


def _named(pairs: pd.DataFrame, features: pd.Index) -> tuple[pd.DataFrame, pd.Series]:
    """The table of pairs with names for positions, and beside it the rule of every pair."""
    names = features.to_numpy(dtype=object)
    table = pd.DataFrame(
        {
            "first": names[pairs["first"]],
            "second": names[pairs["second"]],
            "r": pairs["r"].to_numpy(),
            "dropped": pd.Series(names[pairs["loser"]]).where(pairs["goes"].to_numpy()),
            "step": np.where(pairs["rule"] == "literature", "correlation_literature", "correlation_count"),
        }
    )
    return table.astype({"first": "str", "second": "str", "dropped": "str", "step": "str"}), pairs["rule"]


def _reasons(table: pd.DataFrame, rules: pd.Series) -> pd.DataFrame:
    """The `dropped_` table: a row for every pair that dropped a feature, in words."""
    deciding = table["dropped"].notna().to_numpy()
    pairs = table[deciding]
    stays = pairs["second"].where(pairs["first"] == pairs["dropped"], pairs["first"])
    return pd.DataFrame(
        {
            "feature": pairs["dropped"],
            "dropped_at": pairs["step"],
            "reason": [
                f"r = {r:.3f} with {other}, {WHY[rule]}"
                for r, other, rule in zip(pairs["r"], stays, rules[deciding], strict=True)
            ],
            "statistic": pairs["r"],
        }
    )
