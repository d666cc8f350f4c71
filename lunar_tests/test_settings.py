"""Settings come from LUNAR_* variables; a wrong one is refused by name."""

from pathlib import Path

import pytest

from lunar_assets.errors import SettingsError
from lunar_assets.settings import Settings


def test_defaults_hold_where_nothing_is_set():
    settings = Settings.from_environment({})
    assert (settings.source, settings.seed, settings.splits, settings.cutoff_days) == ("demo", 42, "auto", None)
    assert settings.warehouse.name == "warehouse" and settings.warehouse.is_absolute()


def test_every_setting_is_read(tmp_path: Path):
    settings = Settings.from_environment(
        {
            "LUNAR_SOURCE": "mirror",
            "LUNAR_MIRROR": str(tmp_path),
            "LUNAR_WAREHOUSE": str(tmp_path / "w"),
            "LUNAR_SEED": "7",
            "LUNAR_SPLITS": "generated",
            "LUNAR_CUTOFF_DAYS": "390",
            "LUNAR_SYMBOLS": "study_code",
            "LUNAR_SHARED_GENES": "study_code",
            "LUNAR_BASELINES": "train_validation",
            "LUNAR_DEVICE": "auto",
            "LUNAR_SCALE": "paper",
            "LUNAR_EXECUTOR": "dask",
        }
    )
    rules = ("generated", 390.0, "study_code", "study_code", "train_validation")
    expected = Settings("mirror", tmp_path, tmp_path / "w", 7, *rules, "auto", "paper", "dask")
    assert settings == expected


def test_only_the_demo_is_synthetic(tmp_path: Path):
    assert Settings().synthetic
    assert not Settings(source="mirror", mirror=tmp_path).synthetic


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LUNAR_SOURCE", "internet", "one of demo, mirror, public"),
        ("LUNAR_SEED", "-1", "a whole number of at least 0"),
        ("LUNAR_SEED", "4.5", "a whole number of at least 0"),
        ("LUNAR_CUTOFF_DAYS", "nan", "a number of days above 0"),
        ("LUNAR_CUTOFF_DAYS", "soon", "a number of days above 0"),
        ("LUNAR_SPLITS", "Published", "one of auto, published, generated"),
        ("LUNAR_WAREHOUSE", "s3://bucket/lunar", "a folder"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name, value, expected):
    with pytest.raises(SettingsError, match=f"{name} is '{value}'; expected {expected}"):
        Settings.from_environment({name: value})


def test_a_mirror_without_a_folder_is_refused():
    with pytest.raises(SettingsError, match="LUNAR_MIRROR is not set"):
        Settings.from_environment({"LUNAR_SOURCE": "mirror"})
