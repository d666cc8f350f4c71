"""Settings come from LUNAR_* variables; a wrong one is refused by name."""

import re
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
            "LUNAR_WAREHOUSE": "s3://bucket/lunar/",
            "LUNAR_LOCAL": str(tmp_path / "w"),
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
    expected = Settings("mirror", tmp_path, "s3://bucket/lunar", tmp_path / "w", 7, *rules, "auto", "paper", "dask")
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
        ("LUNAR_WAREHOUSE", "s3://", "a folder, or an address"),
        ("LUNAR_WAREHOUSE", "s3:/bucket/lunar", "a folder, or an address"),
        ("LUNAR_WAREHOUSE", "s3://bucket/*", "a folder, or an address"),
        ("LUNAR_WAREHOUSE", "s3://bucket//lunar", "a folder, or an address"),
        ("LUNAR_WAREHOUSE", "s3://bucket/../other", "a folder, or an address"),
        ("LUNAR_WAREHOUSE", "file://relative", "a folder, or an address"),
        ("LUNAR_LOCAL", "s3://bucket/lunar", "a folder"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name, value, expected):
    with pytest.raises(SettingsError, match=re.escape(f"{name} is '{value}'; expected {expected}")):
        Settings.from_environment({name: value})


def test_a_mirror_without_a_folder_is_refused():
    with pytest.raises(SettingsError, match="LUNAR_MIRROR is not set"):
        Settings.from_environment({"LUNAR_SOURCE": "mirror"})


def test_without_an_address_everything_is_in_one_folder(tmp_path: Path):
    for given in ({"WAREHOUSE": str(tmp_path)}, {"LOCAL": str(tmp_path)}, {"WAREHOUSE": tmp_path.as_uri()}):
        settings = Settings.from_environment({f"LUNAR_{name}": value for name, value in given.items()})
        assert (settings.root, settings.address) == (tmp_path, "")


def test_tables_at_an_address_leave_the_rest_in_a_folder(tmp_path: Path):
    at_home = Settings.from_environment({"LUNAR_WAREHOUSE": "s3://bucket/a-b_c.d/lunar=1/"})
    assert (at_home.root, at_home.address) == (Settings().root, "s3://bucket/a-b_c.d/lunar=1")
    elsewhere = Settings.from_environment({"LUNAR_WAREHOUSE": "s3://bucket", "LUNAR_LOCAL": str(tmp_path)})
    assert (elsewhere.root, elsewhere.address) == (tmp_path, "s3://bucket")


def test_two_folders_are_refused(tmp_path: Path):
    same = {"LUNAR_WAREHOUSE": str(tmp_path), "LUNAR_LOCAL": str(tmp_path)}
    assert Settings.from_environment(same).root == tmp_path
    with pytest.raises(SettingsError, match="which holds everything, but LUNAR_LOCAL is .*other.*Set one of them only"):
        Settings.from_environment(same | {"LUNAR_LOCAL": str(tmp_path / "other")})


@pytest.mark.parametrize(
    "address",
    ["s3://AKIA:hunter2@bucket/lunar", "s3://hunter2@bucket", "https://host/lunar?X-Amz-Signature=hunter2"],
)
def test_an_address_with_credentials_is_refused_and_not_shown(address):
    with pytest.raises(SettingsError, match="without user and password") as refused:
        Settings.from_environment({"LUNAR_WAREHOUSE": address})
    assert "hunter2" not in str(refused.value) and refused.value.__suppress_context__
