"""Commands end as docs/commands.md says."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lunar_assets.cli import app
from lunar_assets.warehouse import queries
from lunar_assets.written.commands import EXIT_CODES


def code_of(arguments: Sequence[str]) -> int:
    with pytest.raises(SystemExit) as end:
        app(list(arguments))
    return int(end.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["doctor"], 0),
        (["status"], 1),  # nothing has been published
        (["sql", "drop table patients"], 2),
        (["run", "--job", "everything"], 2),
        (["fetch", "--check", "--accept", "x"], 2),
    ],
)
def test_a_command_ends_with_the_code_of_its_kind(own_warehouse: Path, arguments: list[str], code: int):
    assert code_of(arguments) == code
    assert code in EXIT_CODES


def test_a_setting_that_cannot_be_is_refused(own_warehouse: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LUNAR_SEED", "many")
    assert code_of(["run"]) == 2


def test_an_interrupted_command_ends_with_130(own_warehouse: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(queries, "select", interrupt)
    assert code_of(["sql", "select 1"]) == 130
    assert 130 in EXIT_CODES
