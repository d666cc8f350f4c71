"""Whether tables belong together: made under the settings of the run, and from the same contents of their inputs."""

from collections.abc import Mapping, Sequence

from lunar_assets.errors import InconsistentDataError
from lunar_assets.warehouse.contracts import STAGES
from lunar_assets.warehouse.store import Version

CODE_VERSION = "2"
"""Raised when a rule changes what a table holds; together with the data versions it decides what is stale."""

COUNTS_FROM = {
    "source": "raw",
    "demo_cohort": "raw",
    "code": "raw",
    "symbols": "harmonized",
    "cutoff_days": "cohort",
    "seed": "splits",
    "splits": "splits",
    "shared_genes": "features",
    "baselines": "models",
    "device": "models",
}
"""Facts in which tables must agree with the run, and the first stage whose tables hang on each."""

_SPELLED = {
    "demo_cohort": "the seed and scale of the demo cohort",
    "code": "the version of the rules (CODE_VERSION)",
}


def other_settings(versions: Sequence[Version], facts: Mapping[str, object]) -> dict[str, list[Version]]:
    """Versions that were made under another setting than that of the run.

    Args:
        versions: The versions that are about to be used.
        facts: Settings of the run, as `Warehouse.facts` gives them.

    Returns:
        The versions that differ, by setting; settings in which none does are left out. A setting that a version does
        not know of, since the code of its time did not record it, counts as another one.
    """
    found = {setting: [v for v in versions if _differs(v, setting, facts)] for setting in COUNTS_FROM}
    return {setting: different for setting, different in found.items() if different}


def same_settings(version: Version, facts: Mapping[str, object]) -> bool:
    """Whether a version was made under the settings that its figures hang on."""
    return not other_settings([version], facts)


def contents_of(versions: Sequence[Version]) -> dict[str, dict[str, list[Version]]]:
    """For every table that versions are or were made from: its contents, and the versions that hold to each."""
    held: dict[str, dict[str, list[Version]]] = {}
    for version in versions:
        for name, content in {**version.footer["lineage"], version.name: version.footer["content_hash"]}.items():
            held.setdefault(name, {}).setdefault(content, []).append(version)
    return held


def mismatches(versions: Sequence[Version]) -> list[str]:
    """Every table of which the versions have seen different contents, as one sentence each; empty when all agree."""
    return [
        f"{name}: " + " but ".join(f"content {content[:8]} in {_names(users)}" for content, users in contents.items())
        for name, contents in contents_of(versions).items()
        if len(contents) > 1
    ]


def outdated(versions: Sequence[Version], facts: Mapping[str, object]) -> list[str]:
    """Names of what has to be materialised again: made under other settings, or from an older content than another."""
    old = {version.name for different in other_settings(versions, facts).values() for version in different}
    now = {version.name: version.footer["content_hash"] for version in versions}
    for name, contents in contents_of(versions).items():
        newest = now.get(name) or max(contents, key=lambda content: max(user.id for user in contents[content]))
        old |= {user.name for content, users in contents.items() if content != newest for user in users}
    return sorted(old)


def assert_together(versions: Sequence[Version], facts: Mapping[str, object]) -> None:
    """Refuse versions that do not belong to one another or not to the run.

    Raises:
        InconsistentDataError: Lists every setting and every content in which they differ, and what to materialise.
    """
    found = [
        f"{_SPELLED.get(setting, f'LUNAR_{setting.upper()}')} is {facts[setting]} in this run, but another one made "
        + ", ".join(f"{v.name} ({v.footer['facts'].get(setting, 'not recorded')})" for v in different)
        for setting, different in other_settings(versions, facts).items()
    ]
    found += mismatches(versions)
    if found:
        listed = "\n".join(f"- {line}" for line in found)
        raise InconsistentDataError(
            f"These tables do not belong together:\n{listed}\n"
            f"Materialise {', '.join(outdated(versions, facts))} again, and everything after them (the job "
            "full_refresh makes all of it); or put settings back to what the tables were made under."
        )


def _differs(version: Version, setting: str, facts: Mapping[str, object]) -> bool:
    stage = version.table.partition(".")[0]
    if STAGES.index(stage) < STAGES.index(COUNTS_FROM[setting]):
        return False
    made_under = version.footer["facts"]
    return setting not in made_under or made_under[setting] != facts[setting]


def _names(versions: Sequence[Version]) -> str:
    return ", ".join(version.name for version in versions)
