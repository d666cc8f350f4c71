"""The command line as a script meets it: exit codes, JSON, Ctrl-C."""

import json

import pytest
from typer.testing import CliRunner

from lunar_assets.cli import app
from lunar_assets.errors import QueryError


@pytest.fixture
def answer(own_warehouse, monkeypatch):
    """What `lunar sql` does where the query gives this."""

    def lunar_sql(found, *options):
        def select(*_):
            if isinstance(found, BaseException):
                raise found
            return found

        monkeypatch.setattr("lunar_assets.warehouse.queries.select", select)
        return CliRunner().invoke(app, ["sql", "select 1", *options])

    return lunar_sql


def test_ctrl_c_in_any_command_ends_with_130_and_is_said(answer):
    result = answer(KeyboardInterrupt())
    assert (result.exit_code, result.output) == (130, "Interrupted. What was published before stands.\n")


def test_what_is_refused_ends_with_2_and_without_a_traceback(answer):
    result = answer(QueryError("Expected one SELECT statement."))
    assert (result.exit_code, result.output) == (2, "QueryError: Expected one SELECT statement.\n")


def test_sql_answers_in_json_where_a_script_asks(answer):
    import pandas as pd

    result = answer(pd.DataFrame({"n": [191], "label": [None]}), "--json")
    assert json.loads(result.output) == [{"n": 191, "label": None}]


@pytest.mark.parametrize("command", [command.name or command.callback.__name__ for command in app.registered_commands])
def test_every_command_has_help_without_an_environment(command, own_warehouse):
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0 and len(result.output.splitlines()) > 5
    assert not own_warehouse.exists()


def test_exit_codes_are_in_the_help():
    assert "130 interrupted" in " ".join(CliRunner().invoke(app, ["--help"]).output.split())
