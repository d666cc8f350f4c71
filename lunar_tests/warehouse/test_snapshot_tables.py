"""Of a snapshot only what is asked for is read, and what is no snapshot is refused with a reason."""

import duckdb
import pandas as pd
import pytest

from lunar_assets.errors import MissingDataError
from lunar_assets.warehouse.published import former_release, snapshot_path
from lunar_assets.warehouse.snapshot_tables import find_snapshot, read_tables
from lunar_assets.warehouse.store import Store

CUTOFF = {"cohort.cutoff": ("cutoff_days",)}


@pytest.fixture
def snapshot(tmp_path):
    path = snapshot_path(tmp_path, "demo-42-aaaaaaaa")
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema cohort")
        connection.execute("create table cohort.cutoff as select 390.0::double as cutoff_days, 'computed' as rule")
    return path


def test_the_columns_that_are_asked_for_are_read_and_the_file_stays_as_it_is(snapshot):
    before = snapshot.read_bytes()
    found = read_tables(snapshot, CUTOFF)
    pd.testing.assert_frame_equal(found["cohort.cutoff"], pd.DataFrame({"cutoff_days": [390.0]}))
    assert snapshot.read_bytes() == before and list(snapshot.parent.iterdir()) == [snapshot]


@pytest.mark.parametrize(
    ("columns", "named"),
    [({"cohort.patients": ("label",)}, "cohort.patients"), ({"cohort.cutoff": ("days",)}, "days")],
    ids=["table", "column"],
)
def test_a_table_or_column_that_is_missing_is_named_with_the_file(snapshot, columns, named):
    with pytest.raises(MissingDataError, match=f"cannot be read from {snapshot}") as refused:
        read_tables(snapshot, columns)
    assert named in str(refused.value)


def test_the_snapshot_of_a_stranger_reads_no_file_of_this_machine(tmp_path):
    """A view in it would be read with the rights of whoever compares with it."""
    secret, path = tmp_path / "secret.csv", tmp_path / "given" / "theirs.duckdb"
    secret.write_text("cutoff_days\n390\n")
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema cohort")
        connection.execute(f"create view cohort.cutoff as from read_csv('{secret}')")
    with pytest.raises(MissingDataError, match="disabled by configuration"):
        read_tables(path, CUTOFF)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "page.duckdb"
    path.write_text("<html>" * 1000)
    with pytest.raises(MissingDataError, match=r"page\.duckdb is not the snapshot of a release"):
        read_tables(path, CUTOFF)


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(MissingDataError, match="does not exist"):
        read_tables(tmp_path / "gone.duckdb", CUTOFF)
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_is_found_by_its_release_and_by_its_path(snapshot, tmp_path):
    assert find_snapshot(tmp_path, "demo-42-aaaaaaaa") == find_snapshot(tmp_path, str(snapshot)) == snapshot


def test_a_wrong_name_lists_the_releases_that_there_are(snapshot, tmp_path):
    with pytest.raises(MissingDataError, match=r"Releases there: demo-42-aaaaaaaa\."):
        find_snapshot(tmp_path, "demo-42-bbbbbbbb")
    with pytest.raises(MissingDataError, match="none yet"):
        find_snapshot(tmp_path / "elsewhere", "demo-42-aaaaaaaa")


PUBLISHED = [("a", "mirror"), ("b", "public"), ("c", "public"), ("d", "public"), ("d", "public")]


@pytest.mark.parametrize(
    ("release", "source", "former"),
    [
        ("e", "public", "d"),
        ("d", "public", "c"),  # published a second time
        ("b", "public", "d"),  # taken back to an older one
        ("a", "mirror", None),
        ("b", "mirror", "a"),
        ("a", "demo", None),
    ],
)
def test_the_former_release_is_the_last_other_one_of_the_source(tmp_path, release, source, former):
    with duckdb.connect(str(tmp_path / "lunar.duckdb")) as connection:
        connection.execute("create schema release")
        connection.execute("create table release.publications (release text, source text, published_at integer)")
        rows = [(*published, time) for time, published in enumerate(PUBLISHED)]
        connection.executemany("insert into release.publications values (?, ?, ?)", rows[::-1])
    assert former_release(Store(tmp_path), release, source) == former


def test_before_the_first_publication_there_is_no_former_release(tmp_path):
    assert former_release(Store(tmp_path), "a", "demo") is None
