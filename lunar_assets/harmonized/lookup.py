"""The choice of the rule that gene names are matched by."""

from collections.abc import Mapping
from pathlib import Path

from lunar_assets.errors import SourceError
from lunar_assets.harmonized.gene_names import GeneNames, platform_names
from lunar_assets.harmonized.gene_names_study import study_names
from lunar_assets.harmonized.genes import read_hgnc
from lunar_assets.raw.catalogue import OTHER_ZIP
from lunar_assets.settings import SymbolRule

HGNC = "hgnc/hgnc_complete_set.txt"


def gene_names(rule: SymbolRule, hgnc: Path, published: Mapping[str, Path]) -> GeneNames:
    """The platform's rule over the HGNC complete set, or the study's own over the table that it published.

    Args:
        rule: hgnc, or study_code.
        hgnc: The HGNC complete set.
        published: The study's published files that are at hand, by path in a mirror.

    Raises:
        SourceError: The study's rule is asked for and its table is not at hand.
    """
    if rule == "hgnc":
        return platform_names(read_hgnc(hgnc, HGNC))
    if OTHER_ZIP not in published:
        raise SourceError(
            f"LUNAR_SYMBOLS is study_code, which needs {OTHER_ZIP}, and that is not at hand in this source. Get it, "
            "or set LUNAR_SYMBOLS to hgnc."
        )
    return study_names(published[OTHER_ZIP], OTHER_ZIP)
