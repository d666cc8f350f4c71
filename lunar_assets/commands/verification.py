"""Whether a run gave the tables of the publication before it again, content hash by content hash."""

from collections.abc import Mapping

import pandas as pd

from lunar_assets.warehouse.published import published_versions
from lunar_assets.warehouse.store import Store


def published_contents(store: Store) -> dict[str, str]:
    """Content hash of every table of the last publication, by table and partition; empty before the first one.

    A hash is taken over all values but those of the columns that the contract calls volatile: times, durations,
    paths and ids of runs.
    """
    return {version.name: str(version.footer["content_hash"]) for version in published_versions(store)}


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> pd.DataFrame:
    """Tables whose content is not that of the publication before.

    Args:
        before: What `published_contents` gave before the run.
        after: The same after it.

    Returns:
        Frame with the columns table, before and after (the first 16 digits of the hashes; empty where a publication
        does not have the table), in the order of the publications.
    """
    names = dict.fromkeys([*before, *after])
    rows = [(name, before.get(name, "")[:16], after.get(name, "")[:16]) for name in names]
    frame = pd.DataFrame(rows, columns=["table", "before", "after"])
    return frame[frame["before"] != frame["after"]].reset_index(drop=True)
