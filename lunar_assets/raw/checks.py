"""Checks of stage raw."""

import dagster as dg
import pandas as pd

from lunar_assets.errors import LunarError
from lunar_assets.graph.contract_checks import contract_checks
from lunar_assets.graph.table_checks import Audited, Outcome, table_check
from lunar_assets.raw import catalogue
from lunar_assets.raw.evidence import differences, recorded_before, release_faults
from lunar_assets.raw.glass_release import upstream_release
from lunar_assets.raw.manifest import release_of
from lunar_assets.raw.sensors import CURRENT
from lunar_assets.warehouse.contracts import TABLES
from lunar_assets.warehouse.stored_table import StoredTable

AS_RECORDED = "files_are_as_recorded"

contract_checks("raw")


@table_check("raw.files", "catalogue_complete", protects="sources")
def catalogue_complete(audited: Audited) -> Outcome:
    """Every required file of the catalogue is there, once, and no other."""
    files = audited.table.frame()
    found, known = set(files["file"]), {file.path: file.required for file in catalogue.CATALOGUE}
    named = {
        "missing": sorted(path for path, required in known.items() if required and path not in found),
        "unknown": sorted(found - set(known)),
        "optional_not_at_hand": sorted(path for path, required in known.items() if not required and path not in found),
    }
    listed = "; ".join(f"{what.replace('_', ' ')}: {', '.join(paths) or 'none'}" for what, paths in named.items())
    by_dataset = {str(name): int(n) for name, n in files["dataset"].value_counts().items()}
    measured = {"files": len(found), "files_by_dataset": by_dataset, "required": sum(known.values()), **named}
    return Outcome(not named["missing"] and not named["unknown"], f"{len(found)} files; {listed}.", measured)


@table_check("raw.files", AS_RECORDED, protects="sources")
def files_are_as_recorded(audited: Audited) -> Outcome:
    """Every file lies where its record says, with its size, SHA-256 and format, and as the catalogue pins it.

    Of a file that an earlier run has fetched and had read here only the size is compared, so that a refresh of GLASS
    reads no file of TCGA.
    """
    files = audited.table.frame()
    unread = _read_in_an_earlier_run(audited, files)
    wrong = differences(files, {file.path: file for file in catalogue.CATALOGUE}, unread)
    named = "; ".join(f"{r.file}: {r.what} is {r.found}, expected {r.expected}" for r in wrong.itertuples())
    sizes = files.groupby("dataset")["bytes"].size()
    read = files["bytes"].where(~files["file"].isin(unread), 0).groupby(files["dataset"]).sum()
    measured = {
        "files_by_dataset": {str(name): int(n) for name, n in sizes.items()},
        "megabytes_read_by_dataset": {str(name): round(float(n) / 1e6, 3) for name, n in read.items()},
        "files_compared_by_size": len(unread),
        "files_by_what_vouches": {str(name): int(n) for name, n in files["pinned_by"].value_counts().items()},
        "differences_allowed": 0,
        "differences": dg.MetadataValue.md(wrong.to_markdown(index=False) or ""),
    }
    summary = f"{wrong['file'].nunique()} of {len(files)} files differ from their record. {named}".strip()
    return Outcome(wrong.empty, summary, measured)


def _read_in_an_earlier_run(audited: Audited, files: pd.DataFrame) -> frozenset[str]:
    """Files that this run did not fetch and whose record this check has passed before; none of a run without any."""
    store = audited.warehouse.store
    nodes = [
        (kind, dataset, store.usable(f"raw.{kind}", key, audited.run_id))
        for kind, dataset, key in {(file.kind, file.dataset, _key(file)) for file in catalogue.CATALOGUE}
    ]
    fetched = {(kind, dataset) for kind, dataset, one in nodes if one and one.footer["run_id"] == audited.run_id}
    former = (version for version in reversed(store.versions("raw.files", "")) if version not in audited.versions)
    passed = next((one for one in former if store.outcomes(one).get(AS_RECORDED, {}).get("passed")), None)
    if not fetched or not passed:
        return frozenset()
    return recorded_before(files, StoredTable((passed,)).frame(), fetched)


def _key(file: catalogue.UpstreamFile) -> str:
    """Key of the partition that a file belongs to."""
    return file.dataset if TABLES[f"raw.{file.kind}"].partition else ""


@table_check("raw.files", "release_is_that_of_the_files", protects="sources")
def release_is_that_of_the_files(audited: Audited) -> Outcome:
    """The recorded release is the one that the files themselves give, and all of them are of the run's source."""
    files, settings = audited.table.frame(), audited.warehouse.settings
    faults = release_faults(files, settings)
    recorded = (
        files["release"].fillna("none").groupby(files["dataset"]).agg(lambda found: ", ".join(sorted(set(found))))
    )
    measured = {
        "source": settings.source,
        "release_by_dataset": {str(name): str(release) for name, release in recorded.items()},
        "files": len(files),
        "faults": faults,
    }
    if faults:
        return Outcome(False, f"{'; '.join(faults)}.", measured)
    right = f"Release {release_of(files)} is that of the {len(files)} files, all of source {settings.source}."
    return Outcome(True, right, measured)


@table_check("raw.files", CURRENT, protects="sources", blocking=False)
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
