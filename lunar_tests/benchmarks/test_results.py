"""The tables of `docs/performance.md` say what was measured, and stand where the page has room for them."""

import re

from benchmarks.harness import PUBLISHED, TWICE_GENES, TWICE_PATIENTS, Measured
from benchmarks.large import table
from benchmarks.results import Found, against_references, filled, floors, growth, target, targets
from benchmarks.single import Figure
from lunar_tests.docs.pages import ROOT

PAGE = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
NAMES = ("machine", "targets", "references", "floors", "growth", "single", "pipeline", "large")


def found(module: str, side: str, cpu_seconds: float, above_gb: float, size: str = PUBLISHED.name) -> Found:
    seconds = cpu_seconds / 2 if side == "platform" else cpu_seconds  # on two cores
    return Found(module, side, size, Measured(seconds, cpu_seconds, above_gb + 0.2, above_gb))


RUNS = [
    found("preprocessing", "platform", 2, 0.5),
    found("preprocessing", "reference", 100, 5),
    found("correlation", "platform", 0.6, 0.2),
    found("correlation", "floor", 0.3, 0.2),
    Found("correlation", "reference", PUBLISHED.name, None, "left out: needs some 19 GB, 3 were free"),
    found("stability", "platform", 2.2, 0.2),
    found("stability", "floor", 0.2, 0.2),
    found("correlation", "platform", 0.6, 0.2, TWICE_PATIENTS.name),
    found("correlation", "platform", 2.4, 0.4, TWICE_GENES.name),
]


def test_ratios_are_of_wall_and_processor_time_and_of_memory_above_the_interpreter():
    row = against_references(RUNS).set_index("what").loc["preprocessing, all steps"]
    assert (row["times faster"], row["times less CPU"], row["times smaller"]) == ("100", "50", "10")


def test_a_reference_that_was_left_out_says_why():
    assert "needs some 19 GB" in against_references(RUNS).set_index("what").loc["correlated pairs", "reference s"]


def test_a_target_that_was_missed_says_so():
    reached = targets(RUNS, [Figure("the report page", 3.0, "MB", 5), Figure("no target", 1.0, "s")])
    assert dict(zip(reached["what"], reached["reached"], strict=True)) == {
        "preprocessing, all steps: times faster than the reference": "yes",
        "stability selection: times its four matrix products": "**no**",
        "preprocessing, all steps: times smaller in memory": "yes",
        "correlated pairs: times the same tiles multiplied in single precision on one thread, nothing else": "yes",
        "the report page, MB": "yes",
    }


def test_growth_is_a_power():
    row = growth(RUNS).set_index("what").loc["correlated pairs"]
    assert row.to_dict() == {
        "CPU, patients": "0.0",
        "memory, patients": "0.0",
        "CPU, genes": "2.0",
        "memory, genes": "1.0",
    }


def test_a_floor_is_counted_in_times():
    assert floors(RUNS)["times"].tolist() == ["2.0", "11.0"]


def test_the_page_has_a_place_for_every_table_and_keeps_the_rest():
    text = filled(PAGE, dict.fromkeys(NAMES, "| anew |"))
    assert text.count("| anew |") == len(NAMES)
    assert filled(text, dict.fromkeys(NAMES, "| anew |")) == text
    assert by_hand(text) == by_hand(PAGE)


def by_hand(page: str) -> list[str]:
    """Everything that stands outside the places of the tables."""
    return re.split("<!-- benchmarks: .*? -->.*?<!-- end -->", page, flags=re.DOTALL)


def test_what_nothing_was_wanted_of_is_neither_reached_nor_missed():
    assert target("Dagster, s", 2.75) == {"what": "Dagster, s", "found": "2.8", "wanted": "", "reached": ""}
    assert target("replicates", 1.69, at_least=1.7)["reached"] == "**no**"
    assert target("replicates", 1.7, at_least=1.7)["reached"] == "yes"


def test_large_cohorts_have_a_row_a_step_with_the_powers_of_their_growth():
    def figures(seconds: float, gb: float):
        return [("split", 1.0, seconds, gb / 2), ("preprocess", 1.0, 3 * seconds, gb)]

    sizes = {(1_000, 20_000): (1, 1), (3_000, 20_000): (3, 1.5), (10_000, 20_000): (10, 3.5)}
    fewer_genes = {(3_000, 10_000): (0.75, 1), (3_000, 5_000): (0.1875, 0.5)}
    shown = table({size: figures(*found) for size, found in (sizes | fewer_genes).items()}).set_index("step")
    assert shown.index.tolist() == ["split", "preprocess", "**all**"]
    assert shown.loc["preprocess", "10,000 patients: CPU s, GB at most"] == "30.0, 3.50"
    assert shown.loc["**all**"].to_dict() == {
        "1,000 patients: CPU s, GB at most": "4.0, 1.00",
        "3,000 patients: CPU s, GB at most": "12.0, 1.50",
        "10,000 patients: CPU s, GB at most": "40.0, 3.50",
        "power of patients": "1.0",
        "power of genes": "2.0",
    }
