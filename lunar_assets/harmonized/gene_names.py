"""What upstream gene names mean, by the platform's rule: approved, then previous, then alias, over all of HGNC."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from lunar_assets.harmonized.genes import APPROVED, why_not_used


class Match(NamedTuple):
    """The approved symbol that a name stands for, or None; and how it was matched or why not (`words.MATCH_KINDS`)."""

    symbol: str | None
    matched_by: str


NO_MATCH = Match(None, "none")


@dataclass(frozen=True)
class GeneNames:
    """What names and Entrez ids mean.

    Attributes:
        by_symbol: Match of each gene symbol that is known.
        by_entrez_id: Match of each Entrez id that is known, as text.
    """

    by_symbol: Mapping[str, Match]
    by_entrez_id: Mapping[str, Match]

    def match(self, symbol: str, entrez_id: str | None = None) -> Match:
        """Match one name: by Entrez id where that is known, else by symbol; never without a symbol (paper, Methods).

        Args:
            symbol: Gene symbol as upstream writes it; empty where it gives none.
            entrez_id: Entrez id as upstream writes it. 0 and ids that no table has are not known.
        """
        if not symbol:
            return NO_MATCH
        if entrez_id is not None and entrez_id in self.by_entrez_id:
            return self.by_entrez_id[entrez_id]
        return self.by_symbol.get(symbol, NO_MATCH)


def platform_names(hgnc: pd.DataFrame) -> GeneNames:
    """Build the platform's rule from HGNC; the order of its rows does not matter.

    A name is looked up over all approved entries first, so that the own name of a non-coding or X-chromosome gene is
    never taken for the alias of another gene. A name with more than one target of its kind is ambiguous and not used.

    Args:
        hgnc: Frame of `genes.read_hgnc`.

    Returns:
        The rule; its matches are limited to protein-coding genes of the autosomes.
    """
    approved = hgnc[hgnc["status"] == APPROVED]
    reasons = dict(zip(approved["symbol"], why_not_used(approved["locus_group"], approved["location"]), strict=True))
    by_symbol: dict[str, Match] = {}
    # From the weakest kind of name to the strongest, which overwrites.
    for column, kind in (("alias_symbol", "alias"), ("prev_symbol", "previous"), ("symbol", "approved")):
        by_symbol |= _matches(approved, column, kind, reasons)
    return GeneNames(by_symbol, _matches(approved, "entrez_id", "entrez", reasons))


def _matches(genes: pd.DataFrame, column: str, kind: str, reasons: Mapping[str, str]) -> dict[str, Match]:
    """Match of every name in a column whose values are joined by `|`."""
    targets: dict[str, str | None] = {}  # None for a name of several genes
    for target, names in zip(genes["symbol"].tolist(), genes[column].tolist(), strict=True):
        for name in filter(None, map(str.strip, names.split("|"))):
            targets[name] = target if targets.get(name, target) == target else None
    usable = {target: Match(None, why) if why else Match(target, kind) for target, why in reasons.items()}
    ambiguous = Match(None, "ambiguous")
    return {name: ambiguous if target is None else usable[target] for name, target in targets.items()}
