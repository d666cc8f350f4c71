"""The `LUNAR_*` settings of the environment, read when a run starts and never when definitions load."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from lunar_assets.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parent.parent

SourceName = Literal["demo", "mirror", "public"]
DemoScale = Literal["small", "paper"]
SplitChoice = Literal["auto", "published", "generated"]
SymbolRule = Literal["hgnc", "study_code"]
SharedGeneRule = Literal["train", "study_code"]
BaselinePart = Literal["train", "train_validation"]


@dataclass(frozen=True)
class Settings:
    """All settings of one run; field `x` is the environment variable `LUNAR_X`.

    Attributes:
        source: Where bytes of upstream files come from.
        mirror: Folder with the upstream files, for `source = mirror`.
        warehouse: Local root of everything that is produced.
        seed: Seed of every random step; bootstrap i uses seed + i.
        splits: Whether the published splits are used.
        cutoff_days: Pinned cutoff between early and late recurrence in days, or None for the paper's rule.
        symbols: How upstream gene symbols are mapped to approved ones.
        shared_genes: Over which patients a gene must vary to count as shared by the cohorts.
        baselines: TCGA patients that the models other than the networks are fitted on: train, or train and validation
            as in the study's code.
        scale: Size of the demo cohort: small, or 20,500 genes and cohorts of the published size.
    """

    source: SourceName = "demo"
    mirror: Path | None = None
    warehouse: Path = CHECKOUT / "warehouse"
    seed: int = 42
    splits: SplitChoice = "auto"
    cutoff_days: float | None = None
    symbols: SymbolRule = "hgnc"
    shared_genes: SharedGeneRule = "train"
    baselines: BaselinePart = "train"
    scale: DemoScale = "small"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings, with the defaults of the class where a variable is unset or empty.

        Raises:
            SettingsError: A value is not of the setting's type or not one of its choices, or a mirror is asked for
                and no folder is named.
        """
        types = get_type_hints(cls)
        given = {f.name: environment.get(f"LUNAR_{f.name.upper()}", "").strip() for f in fields(cls)}
        values = {name: _parse(name, text, types[name]) for name, text in given.items() if text}
        settings = cls(**values)
        if settings.source == "mirror" and settings.mirror is None:
            raise SettingsError("LUNAR_SOURCE is mirror, but LUNAR_MIRROR is not set: name the mirror's folder there.")
        return settings

    @property
    def synthetic(self) -> bool:
        """Whether every number that this run leads to is made up."""
        return self.source == "demo"


def _parse(name: str, text: str, kind: Any) -> Any:  # noqa: ANN401 - a type hint, and a value of it
    if choices := get_args(kind) if getattr(kind, "__origin__", None) is Literal else ():
        if text not in choices:
            raise SettingsError(f"LUNAR_{name.upper()} is {text!r}; expected one of {', '.join(choices)}.")
        return text
    parse, expected = {
        "mirror": (_folder, "a folder"),
        "warehouse": (_folder, "a folder"),
        "seed": (_natural, "a whole number of at least 0"),
        "cutoff_days": (_positive, "a number of days above 0"),
    }[name]
    try:
        return parse(text)
    except ValueError:
        shown = f"...{text[text.rindex('@') :]}" if "@" in text else text  # an address may hold a password
        raise SettingsError(f"LUNAR_{name.upper()} is {shown!r}; expected {expected}.") from None


def _folder(text: str) -> Path:
    if "://" in text:
        raise ValueError(text)
    return Path(text).expanduser().resolve()


def _natural(text: str) -> int:
    if (value := int(text)) < 0:
        raise ValueError(text)
    return value


def _positive(text: str) -> float:
    if not 0 < (value := float(text)) < float("inf"):
        raise ValueError(text)
    return value
