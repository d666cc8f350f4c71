"""Every command line in the documentation names commands, options, targets and files that there are."""

import importlib.util
import re
import shlex

import pytest
import typer
from typer.main import get_command

from lunar_assets.cli import app
from lunar_tests.docs.pages import PAGES, ROOT, inline, of_language

COMMANDS = get_command(app).commands
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
OF_THE_SYSTEM = {"cp", "duckdb", "export", "ln", "mv", "python3", "sha256sum", "ssh", "systemctl"}
OURS = {"lunar", "make", "python", "dagster", "dagster-daemon", "dagster-webserver"}
LEFT_OPEN = re.compile(r"<[a-z ]+>|\.\.\.")  # what a reader has to fill in


def lines(page: str) -> list[list[str]]:
    """The words of every command line in the blocks of a page; a block of four spaces counts where it is one."""
    shell = [line for text in of_language(page, "sh", "bash") for line in text.splitlines()]
    plain = [line for text in of_language(page, "") for line in text.splitlines()]
    shell += [line for line in plain if re.match(r"(LUNAR_\w+=\S+ )*(\.venv/bin/)?(lunar|make|python) ", line)]
    parts = [part for line in shell for part in re.split(r" && | \| ", line)]
    return [words for part in parts if (words := _without_settings(shlex.split(part, comments=True)))]


def check(words: list[str], *, whole: bool) -> None:
    """Fail unless a command line can be run; of one that is not whole only its names are looked at."""
    program, *arguments = words[0].removeprefix(".venv/bin/"), *words[1:]
    if program == "lunar":
        _check_lunar(arguments, whole=whole)
    elif program == "make":
        names = [argument for argument in arguments if "=" not in argument]
        assert set(names) <= TARGETS, f"there is no target {names}"
    elif program == "python" and "-m" in arguments:
        module = arguments[arguments.index("-m") + 1]
        assert importlib.util.find_spec(module), f"there is no module {module}"
        for path in [argument for argument in arguments if argument.startswith("lunar_tests/")]:
            assert (ROOT / path).exists(), f"there is no {path}"
    else:
        assert program in OURS | OF_THE_SYSTEM | {"cd"}, f"{program} is none of the programs that the docs may use"


def _check_lunar(arguments: list[str], *, whole: bool) -> None:
    name, *rest = arguments
    assert name in COMMANDS or name == "--help", f"there is no `lunar {name}`"
    if whole and not LEFT_OPEN.search(" ".join(rest)):
        COMMANDS[name].make_context(name, list(rest))
        return
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts} | {"--help"}
    assert {word for word in rest if word.startswith("--")} <= options, f"lunar {name} has no such option: {rest}"


def _without_settings(words: list[str]) -> list[str]:
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    return words


@pytest.mark.parametrize("name", PAGES)
def test_every_command_line_of_a_block_can_be_run(name: str):
    for words in lines(PAGES[name].read_text(encoding="utf-8")):
        if words[0] == "lunar" and "[OPTIONS]" in words:
            continue  # the usage lines of the list of commands, which is written from the commands
        check(words, whole=True)


@pytest.mark.parametrize("name", PAGES)
def test_every_command_in_the_prose_has_names_that_there_are(name: str):
    for code in inline(PAGES[name].read_text(encoding="utf-8")):
        words = _without_settings(code.split())
        if len(words) > 1 and words[0].removeprefix(".venv/bin/") in ("lunar", "make") and "<command>" not in words:
            check(words, whole=False)


@pytest.mark.parametrize(
    "line",
    ["lunar runn", "lunar run --jobs retrain", "lunar run --job all", "lunar diff one", "make everything", "curl x"],
)
def test_a_line_that_cannot_be_run_is_found(line: str):
    with pytest.raises((AssertionError, Exception), match="."):
        check(line.split(), whole=True)


def test_lines_are_found_in_every_kind_of_block():
    page = "# One\n\n    make demo\n\n```sh\nLUNAR_SEED=7 .venv/bin/lunar run && lunar report  # why\n```\n"
    assert lines(page) == [[".venv/bin/lunar", "run"], ["lunar", "report"], ["make", "demo"]]


def test_every_command_is_one_of_the_app():
    assert set(COMMANDS) == {"run", "status", "doctor", "sql", "report", "snapshot", "fetch", "diff"}
    assert isinstance(app, typer.Typer)
