"""What a run can be told: every field explained, every bad value refused before there is a run."""

import dagster as dg
import pytest
from dagster._core.execution.api import create_execution_plan

from lunar_assets.definitions import defs

COMMIT, SHA256 = "a" * 40, "0" * 64
FILE = "datahub/difg_glass/data_mutations.txt"
TOLD = {
    "glass_pins": ("full_refresh", "glass_refresh"),
    "repetition": ("repeated_evaluation",),
    "shuffling": ("shuffled_labels",),
    "search": ("tuning",),
}
"""What can be told, and the jobs that listen."""


def plan(job: str, resource: str, **fields: object) -> None:
    """What happens between the button and the run: the config is checked, and the steps are planned."""
    create_execution_plan(defs.resolve_job_def(job), {"resources": {resource: {"config": fields}}})


def refusal(job: str, resource: str, **fields: object) -> str:
    with pytest.raises(dg.DagsterError) as refused:
        plan(job, resource, **fields)
    return str(refused.value)


@pytest.mark.parametrize("resource", TOLD)
def test_every_field_is_explained_and_says_which_job_listens(resource):
    root = defs.resolve_job_def("full_refresh").run_config_schema.config_type.fields
    told = root["resources"].config_type.fields[resource]
    for job in TOLD[resource]:
        assert job in told.description and resource in defs.resolve_job_def(job).description
    fields = told.config_type.fields["config"].config_type.fields
    assert fields and all(field.description and not field.is_required for field in fields.values())


@pytest.mark.parametrize(
    ("job", "resource", "fields", "message"),
    [
        ("tuning", "search", {"trials": 0}, "trials is 0: Input should be greater than or equal to 1"),
        ("tuning", "search", {"minutes": -1.0}, "minutes is -1.0: Input should be greater than 0"),
        ("tuning", "search", {"trials": "many"}, 'Value "many"'),
        ("tuning", "search", {"seeds": 3}, 'unexpected config entry "seeds"'),
        ("shuffled_labels", "shuffling", {"replicates": 2}, "replicates is 2: Input should be greater"),
        ("repeated_evaluation", "repetition", {"workers": 0}, "workers is 0: Input should be greater"),
        ("full_refresh", "glass_pins", {"commit": "master"}, "commit is 'master': String should match"),
        ("glass_refresh", "glass_pins", {"commit": COMMIT}, "belong together"),
        (
            "glass_refresh",
            "glass_pins",
            {"commit": COMMIT, "sha256": {FILE: "md5"}, "bytes": {FILE: 3}},
            f"sha256.{FILE} is 'md5': String should match",
        ),
        ("glass_refresh", "glass_pins", {"sha256": {FILE: SHA256}, "bytes": {FILE: 3}}, "belong together"),
    ],
)
def test_a_bad_value_is_refused_before_there_is_a_run(job, resource, fields, message):
    assert message in refusal(job, resource, **fields)


def test_what_is_refused_says_that_nothing_was_started_and_what_to_do():
    assert "Nothing was started: mend the config and launch again." in refusal("tuning", "search", trials=0)


def test_good_values_are_planned():
    plan("tuning", "search", trials=1, minutes=0.5)
    plan("repeated_evaluation", "repetition", workers=1)
    plan("glass_refresh", "glass_pins", commit=COMMIT, sha256={FILE: SHA256}, bytes={FILE: 3})


def test_no_launchpad_can_say_which_checks_a_table_has_to_pass():
    root = defs.resolve_job_def("full_refresh").run_config_schema.config_type.fields
    warehouse = root["resources"].config_type.fields["warehouse"].config_type.fields["config"].config_type
    assert dict(warehouse.fields) == {}
