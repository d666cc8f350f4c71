"""The pages of the Python API, for `docs/api/`: which modules of a stage a notebook can call."""

import ast
import sys
from importlib import import_module
from pathlib import Path

from lunar_assets.warehouse.contracts import STAGES

PACKAGE = Path(__file__).parent.parent
PLATFORM = ("dagster", "lunar_assets.warehouse")
SEEN_BY_DAGSTER = ("__init__", "assets", "checks", "resources", "schedules", "sensors")

HEAD = """# Python API

The science of every stage stands in modules that know neither Dagster nor the warehouse: frames and arrays go in,
frames and arrays come out. Call them in a notebook on tables that you read from `lunar.duckdb`, or on data of your own
in the columns of the [data dictionary](../data_dictionary.md). Written from the docstrings; a name that begins with
`_` is not for use from outside.

What a table function takes and gives is named by its contract, such as `features.matrix`. Every random step takes a
seed. Errors are those of `lunar_assets.errors`: each says what was found, where, what was expected and what to do.

| stage | what it is | modules |
|---|---|---|
"""

SHARED = """
## Errors

::: lunar_assets.errors

## Words

::: lunar_assets.words
"""


def api_pages() -> dict[str, str]:
    """All pages by their file name: an index, and one page a stage that has modules of this kind."""
    modules = {stage: science_modules(stage) for stage in STAGES}
    pages = {f"{stage}.md": _page(stage, names) for stage, names in modules.items() if names}
    rows = [
        f"| [{stage}]({stage}.md) | {_about(stage)} | {', '.join(f'`{name}`' for name in names)} |"
        for stage, names in modules.items()
        if names
    ]
    return {"index.md": HEAD + "\n".join(rows) + "\n" + SHARED} | pages


def science_modules(stage: str) -> list[str]:
    """Modules right in the folder of a stage that import neither Dagster nor the warehouse, functions included."""
    paths = [path for path in sorted((PACKAGE / stage).glob("*.py")) if path.stem not in SEEN_BY_DAGSTER]
    return [path.stem for path in paths if not _knows_the_platform(path)]


def _knows_the_platform(path: Path) -> bool:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imported = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    imported += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return any(name == of or name.startswith(f"{of}.") for name in imported for of in PLATFORM)


def _about(stage: str) -> str:
    """The first sentence of a stage's own docstring, without its number and name."""
    text = import_module(f"lunar_assets.{stage}").__doc__ or ""
    about = text.strip().splitlines()[0].partition(": ")[2]
    return about[:1].upper() + about[1:]


def _page(stage: str, names: list[str]) -> str:
    modules = [f"::: lunar_assets.{stage}.{name}\n" for name in names]
    return "\n".join([f"# Stage {stage}\n", f"{_about(stage)}\n", *modules])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, text in api_pages().items():
        (folder / name).write_text(text, encoding="utf-8")
