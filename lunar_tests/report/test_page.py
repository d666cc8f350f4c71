"""The page tells what was measured and what was not, stands alone, and never lets made-up data pass for real."""

import base64
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from lunar_assets.errors import MissingDataError
from lunar_assets.report.blocks import FIRST_RELEASE, NOT_REPEATED
from lunar_assets.report.changes import changes
from lunar_assets.report.changes import comparison as comparison_of_releases
from lunar_assets.report.page import TableText, page
from lunar_assets.report.published import comparison
from lunar_assets.report.sections import SECTIONS
from lunar_tests.report.releases import release
from lunar_tests.report.study import FACTS, figure, replicate_summary, tables

DICTIONARY = [TableText("cohort.flow", "Who left at which step.", [("step", "text", "Step, in its <order>.")])]
SYNTHETIC = FACTS | {"synthetic": True, "source": "demo"}
VOID = {"meta", "img", "wbr", "br", "link"}


class Reader(HTMLParser):
    """Checks that tags are closed in order, and collects elements with their attributes, and the text."""

    def __init__(self, html):
        super().__init__()
        self.open, self.elements, self.words = [], [], []
        self.feed(html)
        assert self.open == []
        self.text = re.sub(r"\s+", " ", "".join(self.words))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


COMPARED = comparison(tables())


def study(**further) -> dict[str, pd.DataFrame]:
    return tables() | {"report.published_comparison": COMPARED} | further


@pytest.fixture(scope="module")
def html() -> str:
    return page(study(), FACTS, DICTIONARY)


@pytest.fixture(scope="module")
def read(html) -> Reader:
    return Reader(html)


def section(html, anchor):
    return html.split(f'<section id="{anchor}">')[1].split("</section>")[0]


def test_every_section_is_there_and_in_the_contents(read):
    anchors = [attributes["id"] for attributes in read.all("section")]
    assert anchors == [*(section.anchor for section in SECTIONS), "dictionary"]
    links = [attributes["href"] for attributes in read.all("a")]
    assert [f"#{anchor}" for anchor in anchors] == [link for link in links if link[1:] in anchors]


@pytest.mark.parametrize(
    "told",
    [
        "Recurrence is early before day 390 (computed; median time to recurrence: TCGA 445 days, GLASS 335 days).",
        "Table 1. TCGA by outcome and grade",
        "Table S9. GLASS test, 29 patients",
        "0.750 0.600 to 0.900",
        "Their weights are not weights of the modality",
        "no rule for layer normalisation and attention",
        "2022-05-31-0a1b2c3d",
        "ab" * 32,
        "0.1.0+abc",
        "pandas",
    ],
)
def test_what_the_page_tells(read, told):
    assert told in read.text


def test_made_up_data_say_so_and_are_not_compared_with_the_study(html):
    made_up = page(study(), SYNTHETIC, DICTIONARY)
    assert "SYNTHETIC DATA" in made_up and '<section id="published">' not in made_up
    assert "SYNTHETIC DATA" not in html and '<section id="published">' in html


def test_a_repeated_evaluation_that_was_not_run_is_missed_in_words(html):
    assert NOT_REPEATED in section(html, "headline")
    assert "lunar run --job repeated_evaluation" in NOT_REPEATED
    repeated = page(study(**{"evaluation.replicate_summary": replicate_summary()}), FACTS, DICTIONARY)
    assert NOT_REPEATED not in repeated
    assert "-0.070 to 0.030" in section(repeated, "headline")


NEAR_DUPLICATE = {
    "kind": "expression",
    "dataset": "tcga",
    "sample_id": "tcga-1",
    "split": "train",
    "other_dataset": "glass",
    "other_sample_id": "glass-6",
    "other_split": "test",
    "correlation": 0.9995,
    "n_genes": 16756,
}


def test_near_duplicates_are_listed_or_said_to_be_none(html):
    none = "of 12 patients no two have nearly the same profile"
    assert none in section(html, "splits")
    found = page(study(**{"splits.near_duplicates": pd.DataFrame([NEAR_DUPLICATE])}), FACTS, DICTIONARY)
    assert "GLASS test" in section(found, "splits") and "0.9995" in section(found, "splits") and none not in found


def test_the_leaks_that_the_definitions_carry_are_named_with_what_they_do_in_the_run(html):
    told = Reader(f"<p>{section(html, 'leaks')}</p>").text
    assert "This run looks at train patients alone (LUNAR_SHARED_GENES=train)" in told
    assert (
        "So does this run: its cutoff is 390 days. By the medians of train patients alone it would be 373.25 days, and "
        "the label would change for 3 of 6 TCGA patients and 0 of 6 GLASS patients, 1 of them test patients." in told
    )
    assert "The test patients (2 of TCGA, 2 of GLASS) are in those means and spreads; no outcome is." in told


def test_the_rules_of_the_study_are_said_to_be_used_where_they_are():
    pinned = tables()["cohort.cutoff"].assign(cutoff_days=400.0, rule="pinned")
    html = page(study(**{"cohort.cutoff": pinned}), FACTS | {"shared_genes": "study_code"}, DICTIONARY)
    told = Reader(f"<p>{section(html, 'leaks')}</p>").text
    assert "so its 4 test patients helped to choose the genes" in told
    assert (
        "pinned at 400 days (LUNAR_CUTOFF_DAYS) and comes from no median; by the study's rule it would be 390" in told
    )


def test_a_first_release_has_nothing_to_be_compared_with(html):
    assert FIRST_RELEASE in section(html, "changes")


def test_a_release_whose_snapshot_is_gone_is_named():
    told = section(page(study(), FACTS | {"previous_release": "2021-01-01-0f0f0f0f"}, DICTIONARY), "changes")
    assert "Not compared with 2021-01-01-0f0f0f0f" in told and FIRST_RELEASE not in told


def test_what_changed_since_the_release_before():
    person, other = ("tcga", "TCGA-1", 388.0, "Astrocytoma"), ("glass", "GLSS-1", 60.0, "Glioblastoma")
    releases = (release([person], 390.0), release([person, other], 387.5), "2021-01-01-0f0f0f0f", "2022-05-31-0a1b2c3d")
    before, after, *ids = releases
    changed = changes(*releases)
    compared = {
        "report.changes": changed,
        "report.release_comparison": comparison_of_releases(before, after, changed, *ids),
    }
    told = Reader(page(study(**compared), FACTS, DICTIONARY)).text
    assert "Release 2022-05-31-0a1b2c3d compared with 2021-01-01-0f0f0f0f" in told
    assert "The cutoff was 390 days and is 387.5 days." in told
    assert "that it moved: 1 in TCGA, 0 in GLASS." in told
    assert "2 changes of patients." in told and "not in the release" in told


def test_the_page_needs_no_other_file_and_no_host(html, read):
    assert re.findall(r"https?://|url\(|@import", html) == []
    loaded = [
        attributes["src"] for tag in ("img", "script", "iframe") for attributes in read.all(tag) if "src" in attributes
    ]
    assert loaded and all(address.startswith("data:") for address in loaded)
    links = [attributes["href"] for attributes in read.all("a")]
    assert {link[:1] for link in links} == {"#", "d"} and read.all("link") == []


def test_links_within_the_page_lead_somewhere_and_names_are_unique(read):
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
    inner = {attributes["href"][1:] for attributes in read.all("a") if attributes["href"].startswith("#")}
    assert inner <= set(names)


def test_heads_say_what_they_head_and_what_scrolls_can_be_reached_by_keyboard(read):
    assert all(attributes["scope"] in ("col", "row", "colgroup") for attributes in read.all("th"))
    assert len(read.all("caption")) == len(read.all("table"))
    scrolling = [attributes for attributes in read.all("div") if attributes.get("class") == "wide"]
    assert len(scrolling) == len(read.all("table")) + len(read.all("figure"))
    assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for attributes in scrolling)


def test_texts_of_the_data_cannot_become_markup():
    odd = pd.DataFrame([figure("fig1_flow", 1, caption='</figure><script>alert("x")</script>')])
    html = page(study(**{"report.figures": odd}), FACTS, DICTIONARY)
    assert "&lt;b&gt;.txt" in html and "<b>" not in html
    assert "alert(&#34;x&#34;)" in html and "R&amp;D" in html and "its &lt;order&gt;" in html


def test_a_figure_stands_in_its_section_with_its_text_and_can_be_saved(html):
    cohort = section(html, "cohort")
    assert 'alt="Figure fig1_flow"' in cohort and 'download="fig1_flow.png"' in cohort
    drawn = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', cohort)
    assert base64.b64decode(drawn[1]).startswith(b"<svg")
    assert 'id="figure-replicates"' in section(html, "headline")


def test_few_replicates_are_called_a_first_look():
    few, many = (
        page(study(**{"evaluation.replicate_summary": replicate_summary().assign(n=n)}), FACTS, DICTIONARY)
        for n in (10, 50)
    )
    assert "A first look at 10 replicates" in section(few, "headline")
    assert "A first look" not in section(many, "headline")


def test_a_figure_that_no_section_names_is_shown_last():
    drawn = pd.DataFrame([figure("fig1_flow", 1), figure("new_idea", 2)])
    html = page(study(**{"report.figures": drawn}), FACTS, DICTIONARY)
    assert 'id="figure-new_idea"' in section(html, "further")
    assert 'id="figure-fig1_flow"' not in section(html, "further")


def test_figures_are_named_in_one_section_only():
    named = [name for section in SECTIONS for name in section.figures]
    assert len(named) == len(set(named)) == 16


def test_a_table_that_is_not_there_is_named():
    given = study()
    del given["cohort.flow"]
    with pytest.raises(MissingDataError, match="cohort.flow"):
        page(given, FACTS, DICTIONARY)


def test_every_place_of_the_study_is_compared(html, read):
    for place in ("Table 1, 178 figures.", "Table 4, 45 figures.", "Supplementary Table S8, 99 figures."):
        assert place in read.text
    assert "Printed the other way round" in section(html, "published")


def test_the_data_dictionary_has_every_column(html):
    assert "Who left at which step." in section(html, "dictionary")
    assert '<th scope="row">step</th><td>text</td>' in section(html, "dictionary")
