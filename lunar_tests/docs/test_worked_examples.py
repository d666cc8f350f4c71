"""The files and patches of the how-to guides, put into a copy of the package, do there what the guides say."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lunar_tests.docs.pages import PAGES, blocks, changed_copy

CHANGING = {
    name for name, page in PAGES.items() if any(b.title or b.language == "diff" for b in blocks(page.read_text()))
}
STEPS = """
import numpy as np
import pandas as pd
from lunar_assets.features.filters import RareMutationFilter, VariableGenesFilter
from lunar_tests.features.small_study import small_study

tables = small_study().tables()
assert ("variable_genes" in set(tables.fitted_on["step"])), "the step was not fitted"
assert RareMutationFilter().min_share == 0.05
values = np.random.default_rng(1).normal(size=(30, 6)) * np.arange(1, 7)
frame = pd.DataFrame(values, columns=["age", *(f"G{i}_expr" for i in range(4)), "TP53_mut"])
found = VariableGenesFilter(n_kept=2).fit(frame)
assert list(found.transform(frame).columns) == ["age", "G2_expr", "G3_expr", "TP53_mut"]
assert set(found.dropped_["dropped_at"]) == {"variable_genes"}
"""
MODEL = """
import lunar_assets.definitions
from lunar_assets.models.registry import MODELS, fit
from lunar_tests.models.synthetic import matrix, training_data

model = fit("naive_bayes", training_data(), 42)
assert model.score(matrix()).shape == (len(matrix()),)
names = {key.to_user_string() for key in lunar_assets.definitions.defs.resolve_asset_graph().get_all_asset_keys()}
assert "models/naive_bayes" in names
"""


@pytest.fixture(scope="module")
def copy_of(tmp_path_factory: pytest.TempPathFactory):
    """The changed copy of the package of a page, made once."""
    made: dict[str, Path] = {}

    def copy(name: str) -> Path:
        if name not in made:
            made[name] = changed_copy(PAGES[name], tmp_path_factory.mktemp("copy"))
        return made[name]

    return copy


def python(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, which then is the package."""
    environment = os.environ | {"PYTHONPATH": str(copy), "LUNAR_WAREHOUSE": str(copy / "warehouse")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(CHANGING))
def test_files_and_patches_fit_the_code_as_it_is(copy_of, name: str):
    copy = copy_of(name)
    done = python(copy, "-c", "import lunar_assets.definitions as d; print(d.__file__)")
    assert done.stdout.strip() == str(copy / "lunar_assets" / "definitions.py"), done.stderr


def test_the_added_model_is_fitted_and_is_an_asset(copy_of):
    done = python(copy_of("docs/how_to/add_a_model.md"), "-c", MODEL)
    assert done.returncode == 0, done.stderr


def test_the_tests_of_all_models_have_the_added_one_in_them(copy_of):
    page = PAGES["docs/how_to/add_a_model.md"].read_text()
    command = re.search(r"^\.venv/bin/python (-m pytest .* -k naive_bayes)$", page, re.MULTILINE)
    assert command
    done = python(copy_of("docs/how_to/add_a_model.md"), *command[1].split(), "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b1[0-9] passed", done.stdout), done.stdout


def test_the_changed_preprocessing_is_fitted(copy_of):
    done = python(copy_of("docs/how_to/change_preprocessing.md"), "-c", STEPS)
    assert done.returncode == 0, done.stderr


def test_the_tests_that_change_with_the_steps_are_those_that_the_page_names(copy_of):
    paths = ["lunar_tests/features/test_tables.py", "lunar_tests/features/test_checks.py::test_right_tables_pass"]
    done = python(
        copy_of("docs/how_to/change_preprocessing.md"), "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths
    )
    failed = set(re.findall(r"^FAILED .*::(test_\w+)", done.stdout, re.MULTILINE))
    page = PAGES["docs/how_to/change_preprocessing.md"].read_text()
    assert failed == set(re.findall(r"`(test_\w+)`", page)), done.stdout
