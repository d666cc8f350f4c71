"""Small tables for tests of the warehouse."""

from pathlib import Path

import pandas as pd
import pytest

from lunar_assets.warehouse.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store in which harmonized.genes needs a green contract check."""
    return Store(tmp_path, {"harmonized.genes": frozenset({"contract"})})


@pytest.fixture
def genes() -> pd.DataFrame:
    """Two genes of glioma."""
    return pd.DataFrame(
        {
            "hgnc_id": ["HGNC:5382", "HGNC:11998"],
            "symbol": ["IDH1", "TP53"],
            "entrez_id": ["3417", None],
            "ensembl_id": ["ENSG00000138413", "ENSG00000141510"],
            "chromosome": ["2", "17"],
            "location": ["2q34", "17p13.1"],
        }
    )


@pytest.fixture
def mutations() -> pd.DataFrame:
    """Mutation counts of one GLASS and one TCGA sample."""
    return pd.DataFrame(
        {
            "dataset": ["tcga", "glass"],
            "sample_id": ["TCGA-06-0125-01", "GLSS-19-0266-TP"],
            "symbol": ["IDH1", "TP53"],
            "variant_classification": ["Missense_Mutation", "Silent"],
            "n": [1, 2],
        }
    )
