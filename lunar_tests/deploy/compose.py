"""A compose file as the engine reads it, as far as tests ask: commands, environments and healthchecks of services."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


class Compose:
    """The file, with the variables that `.env` would set."""

    def __init__(self, path: Path, variables: Mapping[str, str]) -> None:
        self.variables, self.path = variables, path
        self.content: dict[str, Any] = yaml.safe_load(path.read_text())
        self.services: dict[str, Any] = self.content["services"]

    def command(self, service: str) -> list[str]:
        return [self.filled_in(str(word)) for word in self.services[service]["command"]]

    def environment(self, service: str) -> dict[str, str]:
        settings = self.services[service]["environment"]
        return {name: self.filled_in(str(value)) for name, value in settings.items()}

    def healthcheck(self, service: str) -> list[str]:
        return self.services[service]["healthcheck"]["test"]

    @property
    def image_healthcheck(self) -> list[str]:
        """That of the Dockerfile, which a service without one of its own has."""
        dockerfile = (self.path.parent / "Dockerfile").read_text().replace("\\\n", " ")
        found = re.search(r"^HEALTHCHECK .*CMD (\[.*\])$", dockerfile, re.MULTILINE)
        assert found
        return json.loads(found[1])

    def filled_in(self, text: str) -> str:
        """A value with its variables; one that must be set and is not raises KeyError, as the engine refuses it."""

        def value(match: re.Match[str]) -> str:
            if given := self.variables.get(match["name"]):
                return given
            if match["kind"] != "-":
                raise KeyError(match["name"])
            return match["rest"]

        return VARIABLE.sub(value, text)
