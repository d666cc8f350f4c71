"""Dagster's databases are held open while a run goes on, and are whole and free after it."""

import sqlite3
from contextlib import closing

import dagster as dg
import pytest

from lunar_assets.commands.held_open import held_open

RUN = "11111111-1111-1111-1111-111111111111"
EVENT = dg.EventLogEntry(None, 20, "begun", RUN, 0.0)


@pytest.fixture
def databases(tmp_path):
    runs = tmp_path / "history" / "runs"
    runs.mkdir(parents=True)
    for name in ("index.db", f"{RUN}.db"):
        with closing(sqlite3.connect(runs / name)) as database:
            database.execute("pragma journal_mode=wal")
            database.execute("create table event_logs (id integer)")
            database.commit()
    return runs


def write(path, times=1):
    """As Dagster writes: a connection an event."""
    for _ in range(times):
        with closing(sqlite3.connect(path)) as database:
            database.execute("insert into event_logs values (1)")
            database.commit()


def test_the_log_is_folded_in_once_at_the_end(databases, tmp_path):
    path = databases / f"{RUN}.db"
    log = path.with_name(f"{path.name}-wal")
    with held_open(tmp_path, RUN) as hold:
        write(path)
        assert not log.exists(), "without a connection that stays SQLite folds it in each time"
        hold(EVENT)
        write(path, 3)
        assert log.stat().st_size > 0
    assert not log.exists()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("select count(*) from event_logs").fetchone() == (4,)


def test_a_database_that_comes_later_is_held_from_then_on(databases, tmp_path):
    late = databases / f"{RUN}.db"
    late.rename(databases / "elsewhere.db")
    with held_open(tmp_path, RUN) as hold:
        hold(EVENT)
        (databases / "elsewhere.db").rename(late)
        hold(EVENT)
        write(late)
        assert late.with_name(f"{late.name}-wal").exists()


def test_without_databases_there_is_nothing_to_hold(tmp_path):
    with held_open(tmp_path, RUN) as hold:
        hold(EVENT)
    assert list(tmp_path.iterdir()) == []
