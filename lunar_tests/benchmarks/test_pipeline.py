"""Where the time of a run went, from the events that Dagster records."""

import dagster as dg
import pytest

from benchmarks.pipeline import Run, _made_late, _take

KIND = dg.DagsterEventType


def steps_of(*events):
    steps = {}
    for event in events:
        _take(steps, *event)
    return steps


READS_AND_WRITES = (
    ("harmonized__genes", KIND.STEP_START, 0.0),
    ("harmonized__genes", KIND.LOADED_INPUT, 1.0),
    ("harmonized__genes", KIND.STEP_INPUT, 1.1),
    ("harmonized__genes", KIND.LOADED_INPUT, 2.0),
    ("harmonized__genes", KIND.STEP_OUTPUT, 7.0),
    ("harmonized__genes", KIND.HANDLED_OUTPUT, 8.5),
    ("harmonized__genes", KIND.STEP_SUCCESS, 9.0),
)
TWO_CHECKS = (
    ("harmonized__genes_checks", KIND.STEP_START, 9.0),
    ("harmonized__genes_checks", KIND.ASSET_CHECK_EVALUATION, 10.0),
    ("harmonized__genes_checks", KIND.STEP_OUTPUT, 10.0),
    ("harmonized__genes_checks", KIND.ASSET_CHECK_EVALUATION, 11.0),
    ("harmonized__genes_checks", KIND.STEP_OUTPUT, 11.0),
    ("harmonized__genes_checks", KIND.STEP_SUCCESS, 11.5),
)
PUBLICATION = (
    ("release__publications", KIND.STEP_START, 12.0),
    ("release__publications", KIND.STEP_OUTPUT, 15.0),
    ("release__publications", KIND.STEP_SUCCESS, 15.5),
)


def test_a_run_is_computing_storing_and_dagster():
    run = Run(16.0, steps_of(*READS_AND_WRITES, *TWO_CHECKS, *PUBLICATION))
    assert run.computing() == 5.0 + 2.0
    assert run.storing() == 2.0 + 1.5 + 3.0
    assert run.dagster() == 16.0 - 13.5


def test_the_time_of_a_stage_is_that_of_its_steps_with_their_checks():
    run = Run(16.0, steps_of(*READS_AND_WRITES, *TWO_CHECKS, *PUBLICATION))
    assert run.of_stages(["harmonized"]) == 9.0 + 2.5
    assert run.of_stages(["raw"]) == 0


def test_of_a_step_with_two_outputs_the_first_one_ends_its_computing():
    two = (*READS_AND_WRITES[:-1], ("harmonized__genes", KIND.STEP_OUTPUT, 8.6), READS_AND_WRITES[-1])
    assert Run(9.0, steps_of(*two)).computing() == 5.0


def test_rows_that_are_made_when_they_are_stored_count_as_computing():
    made = ("harmonized__genes", KIND.ASSET_MATERIALIZATION, 8.0, 1.2)
    run = Run(9.0, steps_of(*READS_AND_WRITES[:-2], made, *READS_AND_WRITES[-2:]))
    assert run.computing() == 5.0 + 1.2
    assert run.storing() == 2.0 + 1.5 - 1.2


@pytest.mark.parametrize(("metadata", "seconds"), [({"making_seconds": 1.25}, 1.25), ({}, 0.0)])
def test_how_long_that_took_is_in_the_metadata_of_the_asset(metadata, seconds):
    @dg.asset
    def expression():
        return dg.MaterializeResult(metadata=metadata)

    with dg.DagsterInstance.ephemeral() as instance:
        events = dg.materialize([expression], instance=instance).all_node_events
    assert sum(map(_made_late, events)) == seconds
