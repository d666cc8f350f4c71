"""Fixtures of stage raw: one small demo cohort, made once, and its files read plainly."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from lunar_assets.raw.demo.write import write_demo
from lunar_tests.upstream.datahub import SMALL, Datahub
from lunar_tests.upstream.hosts import Hosts

DEMO_SEED = 42


@pytest.fixture
def datahub(hosts: Hosts) -> Datahub:
    """The datahub with one release of GLASS, of files that nobody reads, served by the local hosts."""
    datahub = Datahub(SMALL)
    datahub.release("first", {})
    datahub.serve(hosts)
    return datahub


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo cohort of seed `DEMO_SEED`; only to be read."""
    folder = tmp_path_factory.mktemp("demo") / "cohort"
    write_demo(folder, seed=DEMO_SEED, scale="small")
    return folder


@pytest.fixture(scope="session")
def demo_table(demo_folder: Path) -> Callable[..., pd.DataFrame]:
    """Reads a tab-separated file of the demo as text, without any rule of the platform."""

    def read(path: str, encoding: str = "utf-8") -> pd.DataFrame:
        # only the datahub writes comment lines
        comment = "#" if path.startswith("datahub/") else None
        return pd.read_csv(
            demo_folder / path, sep="\t", dtype=str, keep_default_na=False, comment=comment, encoding=encoding
        )

    return read


@pytest.fixture(scope="session")
def cdr(demo_folder: Path) -> pd.DataFrame:
    """The clinical data resource, as text, missing values as pandas sees them."""
    path = demo_folder / "gdc/TCGA-CDR-SupplementalTableS1.xlsx"
    return pd.read_excel(path, sheet_name="TCGA-CDR", dtype=str, engine="openpyxl")


@pytest.fixture(scope="session")
def maf(demo_table: Callable[..., pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The mutation files by dataset."""
    studies = {"tcga": "lgggbm_tcga_pub", "glass": "difg_glass"}
    return {dataset: demo_table(f"datahub/{study}/data_mutations.txt") for dataset, study in studies.items()}


@pytest.fixture(scope="session")
def matrix(demo_folder: Path) -> dict[str, pd.DataFrame]:
    """The expression matrices by dataset, gene names as index, as they stand in the file."""
    files = {
        "tcga": "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz",
        "glass": "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt",
    }
    return {dataset: pd.read_csv(demo_folder / path, sep="\t", index_col=0) for dataset, path in files.items()}


@pytest.fixture(scope="session")
def hgnc(demo_table: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    return demo_table("hgnc/hgnc_complete_set.txt")
