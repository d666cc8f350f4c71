"""The list of all checks as Markdown, for `docs/checks.md`: written from the checks themselves."""

import lunar_assets.definitions  # noqa: F401 # pyright: ignore[reportUnusedImport] - defines the checks
from lunar_assets.graph.table_checks import CHECKS, PROTECTED, Protected, TableCheck
from lunar_assets.models.registry import MODEL_NAMES
from lunar_assets.warehouse.contracts import STAGES

HEAD = """# Checks

What the platform makes sure of, by what it protects; written by `make docs` from the checks. A check that *stops*
ends its run before anything that comes after when it is red, and keeps later runs and readers from what it audited.
One that *warns* shows in the UI and stops nothing. Thresholds and measured values are the metadata of a check; its
outcome lies beside the version that it is about, as `<version>.<check>.json`.

Beside those below every asset has the check `contract`, which stops: the stored rows keep the contract of their table
([data dictionary](data_dictionary.md)): columns, types, keys, allowed values and ranges, nothing missing.
"""


def check_list() -> str:
    """The page: a section for each thing that is protected, a row a check; what all models share is written once."""
    return "\n".join([HEAD, *(_section(protects) for protects in PROTECTED)])


def _section(protects: Protected) -> str:
    """The checks that protect one thing, in the order of the stages."""
    others = {f"models/{name}" for name in MODEL_NAMES[1:]}
    of_kind = [
        check
        for check in CHECKS.values()
        if check.protects == protects and check.asset not in others and "contract" not in check.name
    ]
    rows = [_row(check) for check in sorted(of_kind, key=lambda check: STAGES.index(check.asset.split("/")[0]))]
    sentence = f"{PROTECTED[protects][0].upper()}{PROTECTED[protects][1:]}."
    head = [f"## {protects}", "", sentence, "", "| asset | check | red | makes sure that |", "|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _row(check: TableCheck) -> str:
    asset = "models/*" if check.asset == f"models/{MODEL_NAMES[0]}" else check.asset
    description = " ".join(check.description.split()).replace("|", "\\|")
    return f"| `{asset}` | `{check.name}` | {'stops' if check.blocking else 'warns'} | {description} |"


if __name__ == "__main__":
    print(check_list(), end="")
