"""Checks of stage raw."""

from lunar_assets.contract_checks import contract_checks
from lunar_assets.errors import LunarError
from lunar_assets.raw.catalogue import CATALOGUE
from lunar_assets.raw.glass_release import upstream_release
from lunar_assets.raw.manifest import release_of
from lunar_assets.raw.sensors import CURRENT
from lunar_assets.table_checks import Audited, Outcome, table_check

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


@table_check("raw.files", CURRENT, blocking=False)
def glass_is_current(audited: Audited) -> Outcome:
    """The release of GLASS is the one that upstream has now; each look of the sensor answers this too."""
    source, ours = audited.warehouse.settings.source, release_of(audited.table.frame())
    if source != "public":
        return Outcome(True, f"Release {ours}; source {source} has no upstream to compare with.", {"ours": ours})
    try:
        seen = upstream_release()
    except LunarError as error:
        return Outcome(False, f"Release {ours}; upstream could not be asked: {error}", {"ours": ours})
    found = {"upstream": seen.id, "ours": ours, "commit": seen.commit}
    return Outcome(seen.id == ours, f"Upstream has release {seen.id}; ours is {ours}.", found)
