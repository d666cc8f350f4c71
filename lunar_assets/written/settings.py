"""The list of settings as Markdown, for `docs/settings.md`: written from the fields of `Settings`."""

from dataclasses import Field, fields
from typing import Any

from lunar_assets.settings import Settings

HEAD = """# Settings

Environment variables, read when a run starts; `LUNAR_EXECUTOR` when Dagster loads the definitions. A wrong
value is refused by name. Written by `make docs` from `lunar_assets/settings.py`.

| setting | default | meaning |
|---|---|---|
"""

TAIL = """

Proxies and certificates for `public` are those of the environment: `HTTPS_PROXY`, `NO_PROXY`, `REQUESTS_CA_BUNDLE`.
`DAGSTER_HOME` moves Dagster's runs and logs out of the warehouse; unset, they lie in `dagster/` there.

`lunar/other.zip` and `lunar/models.zip` are optional; a miss is noted on the node `raw/published`.
"""


def setting_list() -> str:
    """The page: a row a setting, in the order of the class."""
    return HEAD + "\n".join(map(_row, fields(Settings))) + TAIL


def _row(setting: Field[Any]) -> str:
    default = "" if setting.default is None else f"`{setting.default}`"
    shown = setting.metadata["default"] or default
    return f"| `LUNAR_{setting.name.upper()}` | {shown} | {setting.metadata['meaning']} |"


if __name__ == "__main__":
    print(setting_list(), end="")
