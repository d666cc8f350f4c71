"""The list of commands as Markdown, for `docs/commands.md`: written from the functions behind `lunar`."""

import inspect
from collections.abc import Callable
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from lunar_assets.cli import app
from lunar_assets.commands.terminal import FAILED, INTERRUPTED, REFUSED

HEAD = """# Commands

`.venv/bin/lunar <command>`, or `lunar` with the environment activated; `lunar <command> --help` says the same in a
terminal. [Settings](settings.md) are environment variables; an option goes before the setting of its name. Written by
`make docs` from the commands themselves.

## How a command ends

| exit code | meaning |
|---|---|
"""
EXIT_CODES = {
    0: "fine",
    FAILED: "a step of a run failed or a blocking check was red; or a look found something to do (`status`, `doctor`, "
    "`fetch --check`, `run --verify`)",
    REFUSED: "refused: a wrong option, a setting that cannot be, a download that is not what it must be, a query that "
    "is no SELECT. The message says what was found, what was expected, and what to do",
    INTERRUPTED: "interrupted by Ctrl-C; a run is cancelled and publishes nothing",
}
AFTER_CODES = """
What users see changes only by a run that publishes: after any other end it is the last publication.
"""
KINDS = {bool: "", int: "whole number", str: "text"}


def command_list() -> str:
    """The page: how a command ends, a section a command in the order of the help."""
    commands = [command.callback for command in app.registered_commands if command.callback]
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items())
    return "\n".join([HEAD + codes, AFTER_CODES, *map(_section, commands)])


def _section(command: Callable[..., Any]) -> str:
    text, _, example = inspect.cleandoc(command.__doc__ or "").partition("Example")
    hints = get_type_hints(command, include_extras=True)
    parameters = inspect.signature(command).parameters.values()
    rows = [_row(parameter, *get_args(hints[parameter.name])) for parameter in parameters]
    options = " [OPTIONS]" if any(p.default is not p.empty for p in parameters) else ""
    arguments = "".join(f" {_name(p, get_args(hints[p.name])[1])}" for p in parameters if p.default is p.empty)
    lines = [
        f"## lunar {command.__name__}",
        "",
        f"    lunar {command.__name__}{options}{arguments}",
        "",
        text.strip(),
        "",
    ]
    if rows:
        lines += ["| option | values | default | meaning |", "|---|---|---|---|", *rows, ""]
    if example:
        lines += ["```sh", *(line.strip() for line in example.partition(": ")[2].split("; ")), "```", ""]
    return "\n".join(lines)


def _row(parameter: inspect.Parameter, kind: Any, info: Any) -> str:  # noqa: ANN401 - a type hint, and what typer reads
    default = parameter.default
    shown = f"`{default}`" if default not in (None, False, parameter.empty) else ""
    must = "must be given" if default is parameter.empty else shown
    return f"| `{_name(parameter, info)}` | {_values(kind, info)} | {must} | {info.help} |"


def _name(parameter: inspect.Parameter, info: Any) -> str:  # noqa: ANN401 - what typer reads
    if parameter.default is parameter.empty:
        return info.metavar or parameter.name.upper()
    given = [name for name in (info.default, *(info.param_decls or ())) if str(name).startswith("--")]
    return next(iter(given), f"--{parameter.name.replace('_', '-')}")


def _values(kind: Any, info: Any) -> str:  # noqa: ANN401 - a type hint, and what typer reads
    (kind,) = [one for one in get_args(kind) if one is not NoneType] if NoneType in get_args(kind) else [kind]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(kind))
    if info.min is not None:
        return f"{info.min} to {info.max}"
    return str(info.metavar or KINDS.get(kind, kind.__name__.lower()))


if __name__ == "__main__":
    print(command_list(), end="")
