"""Settings, tables, columns and files that the documentation names are there, under that name."""

import re
from dataclasses import fields

import pytest

from lunar_assets.settings import Settings
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_tests.docs.pages import PAGES, ROOT, inline

SETTINGS = {f"LUNAR_{field.name.upper()}" for field in fields(Settings)}
OF_TESTS = {"LUNAR_SHARED", "LUNAR_TEST_MIRROR"}
TABLE = re.compile(rf"({'|'.join(STAGES)})\.(?P<table>[a-z_]+)(?:\.(?P<column>[a-z_0-9]+))?")
FILE = re.compile(r"(?P<path>(?:lunar_assets/|lunar_tests/|benchmarks/)[\w/]+(?:\.py)?/?)")


def text(name: str) -> str:
    return PAGES[name].read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_every_setting_is_one(name: str):
    assert set(re.findall(r"\bLUNAR_[A-Z_]+\b", text(name))) <= SETTINGS | OF_TESTS


def test_the_settings_of_tests_are_read_by_tests():
    assert all(setting in (ROOT / "lunar_tests" / "conftest.py").read_text() for setting in OF_TESTS)


def test_every_setting_is_documented():
    page = text("docs/settings.md")
    assert all(f"| `{setting}` |" in page for setting in SETTINGS)


@pytest.mark.parametrize("name", PAGES)
def test_every_table_and_column_is_one(name: str):
    for code in inline(text(name)):
        found = TABLE.fullmatch(code)
        if not found or (ROOT / "lunar_assets" / code.replace(".", "/")).with_suffix(".py").exists():
            continue  # features.site_effects may be a table or a module
        table = TABLES.get(f"{found[1]}.{found['table']}")
        assert table, f"{name}: there is no table {code}"
        if found["column"]:
            assert found["column"] in {column.name for column in table.columns}, f"{name}: there is no column {code}"


@pytest.mark.parametrize("name", PAGES)
def test_every_file_of_the_code_is_there(name: str):
    for code in inline(text(name)):
        for found in FILE.finditer(code):
            assert (ROOT / found["path"]).exists() or "<" in code, f"{name}: there is no {found['path']}"


def test_every_module_of_stage_by_stage_is_there():
    rows = [line for line in text("docs/stage_by_stage.md").splitlines() if line.startswith("| ") and ".py`" in line]
    assert len(rows) > 30
    for row in rows:
        folder = ""
        for path in re.findall(r"`([\w/]+\.py)`", row):
            folder = path.rpartition("/")[0] or folder
            assert (ROOT / "lunar_assets" / folder / path.rpartition("/")[2]).exists(), row
