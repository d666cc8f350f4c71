"""Which of Dagster's executors works on the steps of a run: `LUNAR_EXECUTOR` names it, only that one is imported."""

import importlib
import os
from collections.abc import Mapping
from pathlib import Path

import dagster as dg

from lunar_assets.errors import SettingsError
from lunar_assets.settings import Settings

EXECUTORS = {
    "in_process": "dagster.in_process_executor",
    "multiprocess": "dagster.multiprocess_executor",
    "dask": "lunar_assets.graph.dask_steps.dask_executor",
    "k8s": "dagster_k8s.k8s_job_executor",
    "celery": "dagster_celery.celery_executor",
    "celery_k8s": "dagster_celery_k8s.celery_k8s_job_executor",
}
"""Name in the setting -> where the executor is."""


def chosen_executor(environment: Mapping[str, str] = os.environ) -> dg.ExecutorDefinition:
    """The executor that the environment names, in place of Dagster's own default.

    Its config is that of the file, where one is named; else a run can be told it under `execution`, as Dagster has it.

    Raises:
        SettingsError: There is no such executor or file, the file is not one executor with its config, or the library
            of the executor is not installed.
    """
    text = environment.get("LUNAR_EXECUTOR", "").strip() or Settings.executor
    if text in EXECUTORS:
        return _imported(text)
    name, config = _of_file(text)
    return _imported(name).configured(config)


def _of_file(text: str) -> tuple[str, Mapping[str, object]]:
    import yaml

    names = ", ".join(EXECUTORS)
    path = Path(text).expanduser()
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        raise SettingsError(f"LUNAR_EXECUTOR is {text!r}; expected one of {names}, or a YAML file with one of them.")
    wrong = (
        f"{path}, which LUNAR_EXECUTOR names, is not an executor with its config; expected one key of {names}, and "
        "below it what Dagster calls the config of that executor."
    )
    try:
        content = yaml.safe_load(path.read_text())
    except yaml.YAMLError as error:
        raise SettingsError(f"{wrong} It is no YAML: {error}") from error
    if isinstance(content, dict) and len(content) == 1:
        ((name, config),) = content.items()
        if name in EXECUTORS and isinstance(config, dict):
            return name, config
    raise SettingsError(wrong)


def _imported(name: str) -> dg.ExecutorDefinition:
    module, _, attribute = EXECUTORS[name].rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"LUNAR_EXECUTOR asks for {name}, but {error.name} is not installed: pip install 'lunar-assets[{name}]'."
        ) from error
