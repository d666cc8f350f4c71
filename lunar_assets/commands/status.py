"""What a warehouse holds: how fresh each table is, whether it is published, what is stale and which checks are red."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import pandas as pd

from lunar_assets.release.publication import PUBLICATIONS
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_assets.warehouse.provenance import outdated
from lunar_assets.warehouse.published import last_publication, versions_of
from lunar_assets.warehouse.store import Store, Version


class Publication(NamedTuple):
    """The last publication, as `release.publications` has it."""

    release: str
    source: str
    published_at: datetime
    code_version: str


class Held(NamedTuple):
    """The latest version of a table, or of one partition of it, `stage.name[key]`; times are UTC."""

    name: str
    stage: str
    made_at: datetime
    rows: int
    published: bool
    stale: bool


class Red(NamedTuple):
    """A check that the latest version of a table has not passed, and whether that stops a run or only warns."""

    name: str
    stage: str
    check: str
    stops: bool
    summary: str


class Status(NamedTuple):
    """What a warehouse holds.

    Attributes:
        publication: What users see; None before the first one.
        held: Every stored table, in the order of the stages.
        red: The checks that these versions have not passed.
        missing: Tables that have never been made, but for those of jobs of their own.
    """

    publication: Publication | None
    held: list[Held]
    red: list[Red]
    missing: list[str]

    @property
    def is_fine(self) -> bool:
        """Whether everything is there, published and fresh, and no check is red that stops a run."""
        fresh = all(one.published and not one.stale for one in self.held)
        return bool(self.publication and not self.missing and fresh and not any(one.stops for one in self.red))

    def lines(self) -> list[str]:
        """What there is to say in sentences: the publication, and everything that is missing, stale or red."""
        said = [_told(self.publication)]
        if not self.held:
            return said
        said += [f"missing: {table} has never been made" for table in self.missing]
        said += [f"stale: {one.name}: an input, a setting or a rule has changed" for one in self.held if one.stale]
        kinds = {True: "red", False: "warning"}
        return said + [f"{kinds[one.stops]}: {one.check} of {one.name}: {one.summary}" for one in self.red]

    def stages(self) -> pd.DataFrame:
        """One row a stage that holds anything: how many stored tables and partitions, the newest, and what is wrong."""
        rows = []
        for stage in STAGES:
            held = [one for one in self.held if one.stage == stage]
            red = [one for one in self.red if one.stage == stage]
            if held:
                newest = max(one.made_at for one in held)
                rows.append(
                    {
                        "stage": stage,
                        "stored": len(held),
                        "newest UTC": f"{newest:%d %b %H:%M}",
                        "unpublished": sum(not one.published for one in held),
                        "stale": sum(one.stale for one in held),
                        "red": sum(one.stops for one in red),
                        "warnings": sum(not one.stops for one in red),
                    }
                )
        return pd.DataFrame(rows)

    def as_record(self) -> dict[str, object]:
        """Everything by name: is_fine, publication, missing, held, red."""
        return {
            "is_fine": self.is_fine,
            "publication": self.publication and self.publication._asdict(),
            "missing": self.missing,
            "held": [one._asdict() for one in self.held],
            "red": [one._asdict() for one in self.red],
        }


def status(store: Store, facts: Mapping[str, object]) -> Status:
    """Look through a warehouse; nothing is changed.

    Args:
        store: Its store, with the blocking checks of every table.
        facts: Settings of now, as `Warehouse.facts` gives them: what was made under others is stale.

    Raises:
        MissingDataError: The published catalogue is damaged.
        OSError: A stored version cannot be read.
    """
    newest, listed = store.newest(), last_publication(store)
    stale = set(outdated(newest, facts))
    published = set() if listed is None else {version.path for version in versions_of(store, listed)}
    held = [
        Held(
            version.name,
            TABLES[version.table].stage,
            datetime.fromisoformat(version.footer["created_at"]),
            version.footer["rows"],
            version.path in published or version.table == PUBLICATIONS,  # the list does not name itself
            version.name in stale,
        )
        for version in newest
    ]
    there = {version.table for version in newest}
    missing = [name for name, table in TABLES.items() if name not in there and not table.optional]
    publication = None if listed is None else _publication(listed.iloc[0])
    return Status(publication, held, [red for version in newest for red in _red(store, version)], missing)


def _red(store: Store, version: Version) -> Iterator[Red]:
    """Checks that a version did not pass, and those that stop a run and were never asked."""
    outcomes, stopping = store.outcomes(version), store.failed_checks(version)
    warning = [check for check, outcome in outcomes.items() if not outcome["passed"] and check not in stopping]
    for check in stopping + warning:
        summary = outcomes[check]["summary"] if check in outcomes else "It has not been run."
        yield Red(version.name, TABLES[version.table].stage, check, check in stopping, summary)


def _publication(row: pd.Series) -> Publication:
    published_at = row["published_at"].to_pydatetime().astimezone(UTC)
    return Publication(row["release"], row["source"], published_at, row["code_version"])


def _told(publication: Publication | None) -> str:
    if publication is None:
        return "Nothing has been published: run `lunar run`."
    made_up = " SYNTHETIC: the demo cohort is made up." if publication.source == "demo" else ""
    return (
        f"Published: release {publication.release} from {publication.source}, "
        f"{publication.published_at:%Y-%m-%d %H:%M} UTC, code {publication.code_version}.{made_up}"
    )
