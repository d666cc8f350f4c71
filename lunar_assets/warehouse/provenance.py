"""Whether tables belong together: made from one source, and from the same contents of what they were made from."""

from collections.abc import Mapping, Sequence

from lunar_assets.errors import InconsistentDataError
from lunar_assets.warehouse.store import Version

SETTINGS_THAT_COUNT = ("source", "seed", "symbols", "shared_genes", "baselines")
"""Facts in which two runs must agree for an optional table of one to stand beside the tables of the other."""


def mismatches(versions: Sequence[Version]) -> list[str]:
    """Every pair of tables that was made from different contents of the same table.

    Args:
        versions: The versions that are about to be used together.

    Returns:
        One sentence a mismatch; empty when the versions form one consistent set.
    """
    made_from: dict[str, dict[str, list[str]]] = {}
    for version in versions:
        contents = {**version.footer["lineage"], version.name: version.footer["content_hash"]}
        for name, content in contents.items():
            made_from.setdefault(name, {}).setdefault(content, []).append(version.name)
    return [
        f"{name}: "
        + " but ".join(f"content {content[:8]} in {', '.join(users)}" for content, users in contents.items())
        for name, contents in made_from.items()
        if len(contents) > 1
    ]


def assert_consistent(versions: Sequence[Version]) -> None:
    """Refuse a set of versions that do not belong together.

    Raises:
        InconsistentDataError: Lists every mismatch and says what to materialise.
    """
    if found := mismatches(versions):
        listed = "\n".join(f"- {line}" for line in found)
        raise InconsistentDataError(
            f"These tables were made from different versions of the same input:\n{listed}\n"
            "Materialise the tables that use the older content again, and everything after them; the job full_refresh "
            "does all of it."
        )


def same_settings(version: Version, facts: Mapping[str, object]) -> bool:
    """Whether a version was made under the settings that figures hang on."""
    return all(version.footer["facts"].get(name) == facts[name] for name in SETTINGS_THAT_COUNT)


def assert_of_source(versions: Sequence[Version], source: str) -> None:
    """Refuse versions that were made from another source than that of the run: made-up rows must not pass for real.

    Raises:
        InconsistentDataError: Lists them with their source and says what to do.
    """
    others = [f"{v.name} ({v.footer['facts']['source']})" for v in versions if v.footer["facts"]["source"] != source]
    if others:
        raise InconsistentDataError(
            f"LUNAR_SOURCE is {source}, but these tables were made from another source: {', '.join(others)}. Run "
            "full_refresh to make everything from one source, or set LUNAR_SOURCE to that of the tables."
        )
