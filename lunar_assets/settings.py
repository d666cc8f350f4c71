"""The `LUNAR_*` settings of the environment, read when a run starts; only the executor is, when definitions load."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

from lunar_assets.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parent.parent

SourceName = Literal["demo", "mirror", "public"]
DemoScale = Literal["small", "paper"]
SplitChoice = Literal["auto", "published", "generated"]
SymbolRule = Literal["hgnc", "study_code"]
SharedGeneRule = Literal["train", "study_code"]
DeviceChoice = Literal["cpu", "cuda", "auto"]
BaselinePart = Literal["train", "train_validation"]


def _setting(default: Any, meaning: str, shown: str | None = None) -> Any:  # noqa: ANN401 - a field of a dataclass
    """A field with what docs/settings.md says of it, and of its default where that is not its value."""
    return field(default=default, metadata={"meaning": meaning, "default": shown})


@dataclass(frozen=True)
class Settings:
    """All settings of one run; field `x` is the environment variable `LUNAR_X`, its metadata say what it means."""

    source: SourceName = _setting("demo", "`demo`, `mirror` or `public`: where the bytes of upstream files come from")
    mirror: Path | None = _setting(
        None,
        "folder of the mirror: `datahub/<study>/<file>`, `xena/<dataset>/<file>`, `gdc/<file>`, `hgnc/<file>`, "
        "`lunar/<file>` and a `SHA256SUMS`, which is what counts there",
    )
    warehouse: Path | str = _setting(
        CHECKOUT / "warehouse",
        "local folder of everything that is produced; or an address of object storage, `s3://<bucket>/<prefix>`, where "
        "the Parquet files of tables go ([how](how_to/tables_on_s3.md))",
        shown="`LUNAR_LOCAL`, or `warehouse/` of the checkout",
    )
    local: Path | None = _setting(
        None,
        "with an address in `LUNAR_WAREHOUSE`: local folder of everything else (catalogues, report, snapshots, "
        "downloads, trained models, Dagster's state)",
        shown="`warehouse/` of the checkout",
    )
    seed: int = _setting(42, "seed of every random step; bootstrap i uses seed + i")
    splits: SplitChoice = _setting(
        "auto",
        "`auto`: per data set the study's published split where it is at hand and has every patient, else that of the "
        "last publication with new patients added, else a fresh one; `published`: an error where it cannot be had; "
        "`generated`: not the published one",
    )
    cutoff_days: float | None = _setting(
        None,
        "pins the day that divides early from late; unset: mean of the two cohorts' median times to recurrence",
    )
    symbols: SymbolRule = _setting(
        "hgnc", "`study_code`: the study's own mapping of gene symbols (needs `lunar/other.zip`)"
    )
    shared_genes: SharedGeneRule = _setting(
        "train", "genes must vary in both train parts; `study_code`: in both whole cohorts, test patients included"
    )
    baselines: BaselinePart = _setting(
        "train",
        "TCGA patients that the models other than the networks are fitted on; `train_validation`: validation patients "
        "too, as the study's code did",
    )
    device: DeviceChoice = _setting(
        "cpu",
        "what trains the networks: `cuda`, an error where there is no such GPU; `auto`, a GPU where there is one. "
        "Last digits differ from the CPU's; everything else runs on the CPU",
    )
    scale: DemoScale = _setting(
        "small", "size of the demo cohort; `paper`: 20,500 genes and cohorts of the published size"
    )
    executor: str = _setting(
        "in_process",
        "what works on the steps of a run that Dagster launches: `in_process`, `multiprocess`, `dask`, `k8s`, `celery` "
        "or `celery_k8s`, or a YAML file with one of them and its config ([deploying](deploying.md))",
    )

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
        values.setdefault("warehouse", values.get("local", cls.warehouse))
        settings = cls(**values)
        if isinstance(settings.warehouse, Path) and settings.local not in (None, settings.warehouse):
            raise SettingsError(
                f"LUNAR_WAREHOUSE is the folder {settings.warehouse}, which holds everything, but LUNAR_LOCAL is "
                f"{settings.local}: it names the local folder where LUNAR_WAREHOUSE is an address such as "
                "s3://bucket/prefix. Set one of them only."
            )
        if settings.source == "mirror" and settings.mirror is None:
            raise SettingsError("LUNAR_SOURCE is mirror, but LUNAR_MIRROR is not set: name the mirror's folder there.")
        return settings

    @property
    def root(self) -> Path:
        """Local folder of everything that is produced, but for tables where these are at an address."""
        return self.warehouse if isinstance(self.warehouse, Path) else self.local or CHECKOUT / "warehouse"

    @property
    def address(self) -> str:
        """Where tables are in object storage; empty where they are under the root."""
        return "" if isinstance(self.warehouse, Path) else self.warehouse

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
        "warehouse": (_folder_or_address, "a folder, or an address s3://<bucket>/<prefix> without user and password"),
        "local": (_folder, "a folder"),
        "seed": (_natural, "a whole number of at least 0"),
        "cutoff_days": (_positive, "a number of days above 0"),
        "executor": (str, "a name or a file"),
    }[name]
    try:
        return parse(text)
    except ValueError:
        shown = f"...{text[text.rindex('@') :]}" if "@" in text else text  # an address may hold a password,
        shown = f"{shown[: shown.index('?')]}?..." if "?" in shown else shown  # or a signature
        raise SettingsError(f"LUNAR_{name.upper()} is {shown!r}; expected {expected}.") from None


def _folder(text: str) -> Path:
    if "://" in text:
        raise ValueError(text)
    return Path(text).expanduser().resolve()


def _folder_or_address(text: str) -> Path | str:
    protocol, is_address, rest = text.partition("://")
    if not is_address and not re.match("[a-z0-9]+:", text):
        return _folder(text)
    if protocol == "file" and rest.startswith("/"):
        return _folder(rest)
    parts = rest.rstrip("/").split("/")
    # No credentials, nothing that is read as a pattern, no way up.
    if protocol == "file" or not all(re.fullmatch(r"[\w.=+-]+", part) and part.strip(".") for part in parts):
        raise ValueError(text)
    return f"{protocol}://{'/'.join(parts)}"


def _natural(text: str) -> int:
    if (value := int(text)) < 0:
        raise ValueError(text)
    return value


def _positive(text: str) -> float:
    if not 0 < (value := float(text)) < float("inf"):
        raise ValueError(text)
    return value
