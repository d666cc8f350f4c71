"""Pages that are written from the code are what the code writes now."""

from collections.abc import Callable

import pytest

from benchmarks import few_patients
from lunar_assets.warehouse.contracts import STAGES
from lunar_assets.written.api import api_pages, science_modules
from lunar_assets.written.checks import check_list
from lunar_assets.written.commands import command_list
from lunar_assets.written.data_dictionary import data_dictionary
from lunar_assets.written.settings import setting_list
from lunar_tests.docs.pages import ROOT

DOCS = ROOT / "docs"
WRITTEN: dict[str, Callable[[], str]] = {
    "data_dictionary.md": data_dictionary,
    "checks.md": check_list,
    "commands.md": command_list,
    "settings.md": setting_list,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_page_is_the_one_that_the_code_writes(name: str):
    assert (DOCS / name).read_text(encoding="utf-8").strip() == WRITTEN[name]().strip(), "run `make docs`"


def test_the_pages_of_the_python_api_are_those_of_the_modules():
    there = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "api").iterdir()}
    assert there == api_pages(), "run `make docs`"


def test_the_python_api_has_the_science_and_nothing_that_knows_dagster():
    assert {"preprocessor", "stability", "batch"} <= set(science_modules("features"))
    assert {"network", "registry", "estimator_model"} <= set(science_modules("models"))
    for stage in STAGES:
        assert not {"assets", "checks", "resources", "sensors"} & set(science_modules(stage))


def test_figures_on_few_patients_are_those_that_the_command_gives():
    page = (DOCS / "limits.md").read_text(encoding="utf-8")
    assert all(f"<!-- {name} -->" in page for name in few_patients.TABLES)
    assert few_patients.filled(page) == page, "run `python -m benchmarks.few_patients docs/limits.md`"
