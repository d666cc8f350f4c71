"""Checks of stage raw."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.nodes import Audited, Outcome, table_check
from lunar_assets.raw.catalogue import CATALOGUE

contracts = contract_checks("raw")


@table_check("raw.files", "catalogue_complete")
def catalogue_complete(audited: Audited) -> Outcome:
    """Every required file of the catalogue is there, once, and no other."""
    found = set(audited.table.frame()["file"])
    missing = sorted(file.path for file in CATALOGUE if file.required and file.path not in found)
    unknown = sorted(found - {file.path for file in CATALOGUE})
    optional = sorted(file.path for file in CATALOGUE if not file.required and file.path not in found)
    named = {"missing": missing, "unknown": unknown, "optional and not at hand": optional}
    summary = f"{len(found)} files; " + "; ".join(f"{what}: {paths or 'none'}" for what, paths in named.items()) + "."
    measured = {"files": len(found), "missing": missing, "unknown": unknown, "optional_not_at_hand": optional}
    return Outcome(not missing and not unknown, summary, measured)
