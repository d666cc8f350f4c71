"""What a user does in the UI, click by click: the page says how it ended, and Dagster's records agree."""

import re
import time

import pytest

from lunar_assets.definitions import defs
from lunar_assets.warehouse.contracts import STAGES
from lunar_tests.browser import chromium, questions
from lunar_tests.browser.planted import one_entrez_id_for_two_genes

expect = pytest.importorskip(
    "playwright.sync_api", reason="no browser: playwright is not installed (pip install -e '.[dev]')"
).expect

# a mark, not a fixture: without a browser not even the demo is run for these tests
pytestmark = [pytest.mark.pipeline, pytest.mark.skipif(chromium.PATH is None, reason=chromium.NONE)]

KNOWN_WARNINGS = ["Found a dagster instance configuration value (dagster.yaml) in the current folder"]
"""What `dg dev` may warn of: the dagster.yaml of the checkout, which is the one linked into the home that it uses."""


def test_the_code_location_loads_without_a_warning(page, ui):
    page.goto("/locations")
    expect(page.get_by_text("1 code location")).to_be_visible()
    expect(page.get_by_text("Loaded", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("warning|error|alert"))).to_have_count(0)
    entries = ui.ask(questions.LOCATIONS)["workspaceOrError"]["locationEntries"]
    assert entries == [{"loadStatus": "LOADED", "locationOrLoadError": {"__typename": "RepositoryLocation"}}]
    warned = [line for line in ui.log.read_text().splitlines() if re.search("warning", line, re.IGNORECASE)]
    assert [line for line in warned if not any(known in line for known in KNOWN_WARNINGS)] == []


def test_the_lineage_shows_the_ten_groups(page, shot):
    page.goto("/")
    page.get_by_role("link", name="Lineage").click()
    page.get_by_text("Hide navigation").click()
    for stage in STAGES:
        expect(page.get_by_role("button", name=re.compile(rf"\b{stage}$"))).to_be_visible()  # in the list
        expect(nodes(page).get_by_text(stage, exact=True)).to_be_visible()
    expect(nodes(page)).to_have_count(len(STAGES))
    page.reload()  # drawn anew for the room that there is now
    expect(nodes(page)).to_have_count(len(STAGES))
    expect(page.locator("path[stroke]")).not_to_have_count(0)  # the edges come last
    shot("lineage")


def test_a_group_shows_its_tables_and_how_their_checks_ended(page, shot):
    page.goto("/locations/lunar_assets/asset-groups/cohort/lineage")
    page.get_by_text("Hide navigation").click()
    page.reload()
    for table, checks in (
        ("candidates", "1 / 1 Passed"),
        ("patients", "7 / 8 Passed"),
    ):  # some times are censoring times
        expect(nodes(page).filter(has_text=f"{table}Latest event")).to_contain_text(checks)
    shot("group")


def test_a_table_shows_its_rows_and_its_figure(page, shot, demo):
    page.goto("/assets/cohort/flow")
    ((rows,),) = demo.rows("select count(*) from cohort.flow")
    expect(page.get_by_text("Row count").locator("..")).to_contain_text(str(rows))
    shot("table")
    (first,) = demo.rows("select * from cohort.flow where dataset = 'glass' and step_order = 1")
    expect(page.get_by_role("row", name=" ".join(map(str, first)), exact=True)).to_be_visible()
    synthetic = page.get_by_role("row").filter(has_text="SYNTHETIC (demo cohort)")
    synthetic.evaluate("row => row.scrollIntoView({block: 'end'})")
    shot("metadata")
    page.get_by_role("row").filter(has_text="fig1_flow").get_by_text("[Show Markdown]").click()
    figure = page.get_by_role("dialog").get_by_role("img", name="Figure 1")
    expect(figure).to_be_visible()
    assert figure.evaluate("image => image.complete && image.naturalWidth") > 500
    shot("figure")


def test_the_report_opens_from_the_disk_and_begins_with_what_the_data_are(page, ui, shot):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((ui.warehouse / "report" / "index.html").as_uri())
    expect(page.get_by_text("SYNTHETIC").first).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Repeated evaluation")).to_be_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    shot("report")


def test_every_job_is_there_with_the_runs_of_the_command_line(page, ui, shot):
    page.goto("/jobs")
    for job in defs.jobs or []:
        expect(page.get_by_role("link", name=re.compile(rf"\b{job.name}\b"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"\bago$"))).not_to_have_count(0)  # when a job ran last
    shot("jobs")
    (run,) = [run for run, job in runs(ui).items() if job == "full_refresh"]
    page.get_by_role("link", name=re.compile(r"\bfull_refresh\b")).click()
    page.get_by_role("tab", name="Runs").click()
    expect(page.get_by_role("link", name=run[:8])).to_be_visible()


def test_a_bad_value_is_refused_in_the_launchpad_with_the_reason(page, ui, shot):
    page.goto("/locations/lunar_assets/jobs/tuning/playground")
    page.locator(".CodeMirror").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("resources:\n  search:\n  config:\n  trials: 0\n")  # the editor keeps the indentation
    former = runs(ui)
    page.get_by_role("button", name="Launch run").click()
    refusal = page.get_by_role("dialog").get_by_text("trials is 0: Input should be greater than or equal to 1").first
    expect(refusal).to_be_in_viewport()
    assert runs(ui) == former


def test_the_sensor_says_why_it_does_nothing_and_can_be_switched_off_and_on(page, ui, shot):
    page.goto("/automation")
    page.get_by_role("link", name="glass_release").click()
    expect(page.get_by_role("button", name="0 runs requested")).to_be_visible()
    shot("sensor")
    page.get_by_role("button", name="0 runs requested").click()
    tick = page.get_by_role("dialog")
    expect(tick).to_contain_text("Skip reason: LUNAR_SOURCE is demo: there is no upstream to look at.")
    shot("tick")
    tick.get_by_role("button", name="Close").click()
    state = sensor(ui)
    assert state["status"] == "RUNNING" and state["ticks"][0]["status"] == "SKIPPED"

    switch = page.get_by_role("checkbox")
    for status, checked in (("STOPPED", False), ("RUNNING", True)):
        switch.locator("..").click()
        expect(switch).to_be_checked(checked=checked)
        page.reload()
        expect(switch).to_be_checked(checked=checked)
        assert sensor(ui)["status"] == status


def test_one_partition_is_materialised_from_the_page(page, ui, shot):
    page.goto("/assets/cohort/candidates?view=partitions")
    page.get_by_role("button", name="Materialize…").click()
    page.get_by_text("Select a partition or create one").click()
    page.get_by_role("menuitem").filter(has_text="glass").click()
    page.get_by_text("Launch runs to materialize").click()  # closes the list of partitions
    expect(page.get_by_role("menuitem")).to_have_count(0)
    shot("partition")
    run = launched(ui, page.get_by_role("button", name="Launch 1 run"))
    assert ui.end_of(run) == "SUCCESS"
    made_by = {key: latest_of(ui, "cohort/candidates", key) for key in ("glass", "tcga")}
    assert made_by["glass"] == run != made_by["tcga"]

    page.get_by_text("glass", exact=True).first.click()
    page.get_by_role("link", name=run[:8]).click()
    expect(page.get_by_text("Success", exact=True).first).to_be_visible()
    expect(page.get_by_text("partition: glass")).to_be_visible()


def test_a_bad_input_turns_a_check_red_and_the_reason_can_be_read(page, ui, shot):
    one_entrez_id_for_two_genes(ui.warehouse)
    page.goto("/asset-groups")
    expect(nodes(page)).to_have_count(len(STAGES))
    page.locator(".CodeMirror").click()
    page.keyboard.type('key:"raw/genes" or key:"harmonized/genes"')
    page.keyboard.press("Enter")
    expect(nodes(page)).to_have_count(2)
    run = launched(ui, page.get_by_role("button", name="Materialize all"))
    assert ui.end_of(run) == "FAILURE"

    page.goto("/assets/harmonized/genes")
    page.get_by_role("tab", name="Checks").click()
    page.get_by_text("no_gene_twice").first.click()
    reason = re.compile(r"^Ids that stand for two of the \d+ genes: entrez_id 3417\.$")
    expect(page.get_by_text(reason)).to_be_visible()
    expect(page.get_by_text("This is a blocking asset check.")).to_be_visible()
    expect(page.get_by_text("Failed", exact=True)).to_have_count(2)  # in the list of checks, and beside the reason
    shot("red_check")
    genes = {"path": ["harmonized", "genes"]}
    (red,) = ui.ask(questions.CHECK, key=genes, name="no_gene_twice")["assetCheckExecutions"]
    assert red["runId"] == run and red["status"] == "FAILED" and red["evaluation"]["severity"] == "ERROR"
    assert reason.match(red["evaluation"]["description"])


def nodes(page):
    """The nodes of the graph."""
    return page.locator("foreignObject")


def launched(ui, button) -> str:
    """Id of the run that a click on a button launches."""
    former, until = set(runs(ui)), time.monotonic() + 120
    button.click()
    while not (new := set(runs(ui)) - former):
        assert time.monotonic() < until, "no run was launched"
        time.sleep(0.5)
    return new.pop()


def runs(ui) -> dict[str, str]:
    """The job of every run."""
    return {run["runId"]: run["jobName"] for run in ui.ask(questions.RUNS)["runsOrError"]["results"]}


def latest_of(ui, asset: str, partition: str) -> str:
    """Id of the run that made a partition last."""
    node = ui.ask(questions.MADE_BY, key={"path": asset.split("/")}, partitions=[partition])["assetNodeOrError"]
    return node["assetMaterializations"][0]["runId"]


def sensor(ui) -> dict:
    selector = {**ui.place, "sensorName": "glass_release"}
    return ui.ask(questions.SENSOR, selector=selector)["sensorOrError"]["sensorState"]
