"""The page tells what was measured and never lets made-up data pass for real."""

import pandas as pd
import pytest

from lunar_assets.report.page import page

FACTS = {
    "source": "demo",
    "synthetic": True,
    "seed": 42,
    "code_version": "0.1.0",
    "symbols": "hgnc",
    "shared_genes": "train",
}


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    metric = {"model": "lunar", "dataset": "glass", "part": "test", "n": 16, "one_class": False}
    return {
        "raw.files": pd.DataFrame(
            [
                {
                    "dataset": "glass",
                    "file": "<b>.txt",
                    "bytes": 9,
                    "sha256": "ab" * 32,
                    "license": "ODbL",
                    "release": "2022-05-31-0",
                }
            ]
        ),
        "cohort.flow": pd.DataFrame(
            [{"dataset": "glass", "step_order": 1, "step": "clinical", "excluded": 0, "remaining": 309}]
        ),
        "cohort.cutoff": pd.DataFrame(
            [{"tcga_median_days": 445.0, "glass_median_days": 335.0, "cutoff_days": 390.0, "rule": "computed"}]
        ),
        "cohort.patients": pd.DataFrame(
            {"dataset": ["glass", "glass"], "label": [1, 0], "grade": [4, 2], "ttr_tier": [1, 1]}
        ),
        "splits.assignments": pd.DataFrame(
            {"dataset": ["glass", "glass"], "scheme": ["published"] * 2, "split": ["train", "test"]}
        ),
        "splits.comparability": pd.DataFrame(
            [
                {
                    "dataset": "glass",
                    "variable": "age",
                    "rule": "paper",
                    "test": "mann_whitney_u",
                    "statistic": 1.0,
                    "p_value": 0.117,
                }
            ]
        ),
        "features.columns": pd.DataFrame({"modality": ["expression"] * 2, "dropped_at": [None, "stability"]}),
        "evaluation.metrics": pd.DataFrame(
            [
                metric | {"metric": "auroc", "value": 0.825396, "ci_low": 0.6, "ci_high": 0.98},
                metric | {"metric": "tp", "value": 9.0, "ci_low": None, "ci_high": None},
            ]
        ),
        "explanation.fusion_weights": pd.DataFrame(
            [{"model": "lunar", "dataset": "glass", "modality": "clinical", "weight": 0.313}]
        ),
    }


def test_figures_come_with_their_intervals(tables):
    text = page(tables, FACTS)
    assert "0.8254" in text and "0.600 to 0.980" in text and "390" in text


def test_made_up_data_say_so_and_real_data_do_not(tables):
    assert "SYNTHETIC DATA" in page(tables, FACTS)
    assert "SYNTHETIC DATA" not in page(tables, FACTS | {"synthetic": False, "source": "mirror"})


def test_texts_of_the_data_cannot_become_markup(tables):
    assert "&lt;b&gt;.txt" in page(tables, FACTS)


def test_the_page_needs_no_other_file(tables):
    text = page(tables, FACTS)
    assert "src=" not in text and 'href="http' not in text
