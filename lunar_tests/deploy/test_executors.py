"""`LUNAR_EXECUTOR`: what it stands for, what is refused, and that no executor goes on after a failure."""

from pathlib import Path

import dagster as dg
import pytest
import yaml

from lunar_assets.commands.runner import run_job
from lunar_assets.commands.terminal import console
from lunar_assets.errors import SettingsError
from lunar_assets.graph.executors import EXECUTORS, chosen_executor
from lunar_assets.settings import CHECKOUT, Settings
from lunar_tests.deploy import failing

FILES = sorted((CHECKOUT / "deploy" / "executors").glob("*.yaml"))


def test_without_the_setting_all_steps_are_in_the_process_of_the_run():
    assert chosen_executor({}) is dg.in_process_executor
    assert chosen_executor({"LUNAR_EXECUTOR": "  "}) is dg.in_process_executor


@pytest.mark.parametrize("name", EXECUTORS)
def test_every_name_stands_for_an_executor(name):
    assert chosen_executor({"LUNAR_EXECUTOR": name}).name.replace("-", "_").startswith(name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_of_deploy_fits_its_executor(file, monkeypatch):
    """The config of the executor is taken as a run takes it, over the real job; a word too much is refused."""
    for name in ("DASK_SCHEDULER", "CELERY_BROKER", "CELERY_BACKEND"):
        monkeypatch.setenv(name, f"of {name}")
    ((name, config),) = yaml.safe_load(file.read_text()).items()
    assert fits(chosen_executor({"LUNAR_EXECUTOR": str(file)}), {})
    own = chosen_executor({"LUNAR_EXECUTOR": name})
    assert fits(own, config)
    with pytest.raises(dg.DagsterInvalidConfigError, match="no_such_word"):
        fits(own, {**config, "no_such_word": 1})


def fits(executor: dg.ExecutorDefinition, config: dict[str, object]) -> bool:
    """Whether a run with this executor, told this config, can be planned."""

    @dg.op
    def step() -> None: ...

    @dg.job(executor_def=executor)
    def job() -> None:
        step()

    return dg.validate_run_config(job, {"execution": {"config": config}}) is not None


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("dask: [", "is not an executor with its config"),
        ("spark: {}", "is not an executor with its config"),
        ("dask: {}\nk8s: {}", "is not an executor with its config"),
        ("dask", "is not an executor with its config"),
        ("", "is not an executor with its config"),
    ],
)
def test_a_file_that_is_none_of_an_executor_is_refused(tmp_path, content, found):
    file = tmp_path / "executor.yaml"
    file.write_text(content)
    with pytest.raises(SettingsError, match=found):
        chosen_executor({"LUNAR_EXECUTOR": str(file)})


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(
        SettingsError, match="LUNAR_EXECUTOR is 'spark'; expected one of in_process, multiprocess, dask"
    ):
        chosen_executor({"LUNAR_EXECUTOR": "spark"})


def test_a_library_that_is_not_installed_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(EXECUTORS, "k8s", "dagster_of_nobody.executor")
    with pytest.raises(SettingsError, match=r"dagster_of_nobody is not installed: pip install 'lunar-assets\[k8s\]'"):
        chosen_executor({"LUNAR_EXECUTOR": "k8s"})


def test_the_command_in_one_process_says_that_it_is_not_for_other_executors():
    with pytest.raises(SettingsError, match="dg launch --job retrain"):
        run_job("retrain", Settings(executor="dask"), console)


@pytest.mark.pipeline
@pytest.mark.parametrize("file", ["dask_local", "multiprocess"])
def test_what_comes_after_a_red_check_or_a_failed_step_does_not_run(file, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("LUNAR_EXECUTOR", str(CHECKOUT / "deploy" / "executors" / f"{file}.yaml"))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    job = dg.reconstructable(failing.job)
    with dg.DagsterInstance.get() as instance, dg.execute_job(job, instance) as result:
        assert not result.success
        succeeded = {event.step_key for event in result.get_step_success_events()}
        failed = set(result.get_failed_step_keys())
    assert succeeded == {"checked"}
    assert failed == {"checked_is_red", "broken"}
