"""The model card, the data card and the TRIPOD+AI page name what is there, and their queries and figures are right."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import duckdb
import numpy as np
import pandas as pd
import pytest
import typer
from sklearn.metrics import roc_auc_score

from lunar_assets.cli import app
from lunar_assets.definitions import defs
from lunar_assets.graph.table_checks import CHECKS
from lunar_assets.models.checkpoints import MEMBERS, PUBLISHED_SUFFIX
from lunar_assets.models.registry import MODELS
from lunar_assets.report.figures.registry import FIGURES
from lunar_assets.report.published import comparison, figures
from lunar_assets.report.sections import SECTIONS
from lunar_assets.settings import CHECKOUT, Settings
from lunar_assets.warehouse.catalogue import no_rows
from lunar_assets.warehouse.contracts import STAGES, TABLES
from lunar_assets.warehouse.queries import select
from lunar_tests.answers import queries
from lunar_tests.report.study import tables

MODEL_CARD, DATA_CARD, TRIPOD = CARDS = tuple(
    CHECKOUT / "docs" / f"{name}.md" for name in ("model_card", "data_card", "tripod_ai")
)
PARTS = dict.fromkeys(range(1, 28), "") | {3: "abc", 5: "ab", 6: "abc", 8: "abc", 9: "abc", 12: "abcdefg", 18: "abcdef"}
PARTS |= {20: "abc", 23: "ab", 27: "abc"}
ITEMS = [f"{item}{part}" for item, parts in PARTS.items() for part in parts or ("",)]
"""The items of TRIPOD+AI and their parts (Collins et al., BMJ 2024;385:e078378, Table 2)."""

SETTINGS = {f"LUNAR_{name.upper()}": get_args(kind) for name, kind in get_type_hints(Settings).items()}
NAMES = {
    *TABLES,
    *(f"{table}.{column.name}" for table, contract in TABLES.items() for column in contract.columns),
    *(str(word) for table in TABLES.values() for column in table.columns for word in column.allowed or ()),
    *SETTINGS,
    *(f"{setting}={choice}" for setting, choices in SETTINGS.items() for choice in choices),
    *FIGURES,
    *MODELS,
    *(f"{model}{PUBLISHED_SUFFIX}" for model in MEMBERS),
    *(name for _, name in CHECKS),
    *(job.name for job in defs.jobs or ()),
}
"""All that may stand between backticks, but for commands and paths."""


@pytest.fixture(params=CARDS, ids=lambda page: page.stem)
def card(request: pytest.FixtureRequest) -> Path:
    return request.param


def prose(page: Path) -> str:
    """The page without its queries, on one line a paragraph."""
    return re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)


def table(page: Path, head: str) -> list[list[str]]:
    """The rows of the one table whose head begins like this, without head and rule; cells without backticks."""
    (body,) = re.findall(rf"^{re.escape(head)}.*\n\|[-|]+\n((?:\|.*\n)+)", page.read_text(), re.MULTILINE)
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in body.splitlines()]


def is_command(name: str) -> bool:
    """Whether it is a command of `lunar` with options that it has."""
    program, _, rest = name.partition(" ")
    command, *arguments = rest.split() or [""]
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    if program != "lunar" or command not in commands:
        return False
    options = {option for parameter in commands[command].params for option in parameter.opts}
    return {word for word in arguments if word.startswith("-")} <= options


def test_everything_between_backticks_is_there(card):
    names = re.findall(r"`([^`]+)`", prose(card))
    assert len(names) > 30
    unknown = {name for name in names if name not in NAMES and not is_command(name)}
    assert {name for name in unknown if "/" not in name or not (CHECKOUT / name).exists()} == set()


@pytest.mark.parametrize(
    "name", ["cohort.flows", "cohort.flow.left", "LUNAR_SPEED", "LUNAR_BASELINES=test", "fig9_flow", "lunar_free"]
)
def test_a_name_that_is_not_there_would_be_found(name):
    assert name not in NAMES


@pytest.mark.parametrize("command", ["lunar predict", "lunar run --patient", "moon run"])
def test_a_command_that_is_not_there_would_be_found(command):
    assert not is_command(command)


def test_what_is_called_a_figure_or_a_section_is_one(card):
    called = re.findall(r"[Ff]igures?\s((?:`\w+`(?:,| and)?\s?)+)", prose(card))
    assert {name for names in called for name in re.findall(r"`(\w+)`", names)} <= set(FIGURES)
    sections = {" ".join(title.split()) for title in re.findall(r"section\s\*([^*]+)\*", prose(card))}
    assert sections <= {section.title for section in SECTIONS}


def test_links_lead_to_headings_that_are_there(card):
    for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#([^)]+)\)", prose(card)):
        page = (card.parent / target).resolve() if target else card
        headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in headings}


def test_every_item_of_tripod_ai_is_there_once_in_order_with_an_answer():
    rows = re.findall(r"^\| (\d+[a-g]?) \| (.+?) \| (.+) \|$", TRIPOD.read_text(), re.MULTILINE)
    assert [item for item, _, _ in rows] == ITEMS
    for item, _, answer in rows:
        verdict = re.match(r"\*\*(Here|Part|Yours)\.\*\*", answer)
        assert verdict, item
        assert verdict[1] == "Yours" or re.search(r"`\w|\]\(", answer), f"{item}: nothing is named that answers it"


def test_the_models_are_those_of_the_registry_with_their_thresholds():
    rows = {model: float(threshold) for model, *_, threshold in table(MODEL_CARD, "| model | takes")}
    assert rows == {name: entry.threshold for name, entry in MODELS.items()}
    assert list(rows) == list(MODELS)


def test_the_figures_of_the_models_are_those_that_the_study_published():
    published = figures().query("place in ['Supplementary Table S8', 'Supplementary Table S9']")
    value = published.set_index(["dataset", "group", "variable"])["value"]
    places = (("tcga", "auroc"), ("tcga", "auprc"), ("glass", "auroc"), ("glass", "auprc"))
    rows = table(MODEL_CARD, "| model | AUROC, TCGA")
    assert [model for model, *_ in rows] == list(published["group"].unique())
    for model, *cells in rows:
        assert cells == [f"{value[dataset, model, metric]:.2f}" for dataset, metric in places], model


COMPOSITION = {
    "patients in the study": ("patients", ""),
    "female": ("sex", "Female"),
    "male": ("sex", "Male"),
    "glioblastoma (WHO 2021)": ("histology_cns5", "Glioblastoma"),
    "astrocytoma, IDH-mutant": ("histology_cns5", "Astrocytoma"),
    "oligodendroglioma": ("histology_cns5", "Oligodendroglioma"),
    "astrocytoma, IDH-wildtype": ("histology_cns5", "Astrocytoma WT"),
    "white": ("race", "WHITE"),
    "Black or African American": ("race", "BLACK OR AFRICAN AMERICAN"),
    "Asian": ("race", "ASIAN"),
    "American Indian or Alaska Native": ("race", "AMERICAN INDIAN OR ALASKA NATIVE"),
}
"""Rows of the data card that are sums over the outcomes of Tables 1 and 2: variable and category there."""


def test_the_composition_is_that_of_tables_1_and_2():
    printed = figures().query("place in ['Table 1', 'Table 2']")
    rows = {row: cells for row, *cells in table(DATA_CARD, "| | TCGA")}

    def patients(dataset: str, group: str, variable: str = "patients", category: str = "") -> int:
        chosen = printed[printed["dataset"].eq(dataset) & printed["group"].str.contains(group)]
        return int(chosen.loc[chosen["variable"].eq(variable) & chosen["category"].eq(category), "value"].sum())

    for i, dataset in enumerate(("tcga", "glass")):
        found = {row: patients(dataset, "all grades", *what) for row, what in COMPOSITION.items()}
        found |= {"early recurrence": patients(dataset, "early, all grades")}
        found |= {"race not known": patients(dataset, "cohort", "race", "missing")}
        found |= {f"grade {grade}": patients(dataset, f"grade {grade}") for grade in (2, 3, 4)}
        assert {row: rows[row][i] for row in found if found[row]} == {row: str(n) for row, n in found.items() if n}
    assert [cells[1] for row, cells in rows.items() if COMPOSITION.get(row, ("",))[0] == "race"] == ["not recorded"] * 4


def test_what_else_is_said_of_the_study_is_what_it_printed():
    printed = figures().set_index(["dataset", "group", "variable", "category", "statistic"])["value"]
    text = " ".join((MODEL_CARD.read_text() + DATA_CARD.read_text()).split())
    assert f"{printed['tcga', 'train', 'patients', '', 'n'].max():.0f} patients, 58 of them early" in text
    assert printed["tcga", "train", "label", "early", "n"].max() == 58
    tests = [f"{printed[dataset, 'test', 'patients', '', 'n'].max():.0f}" for dataset in ("tcga", "glass")]
    assert " and ".join(tests) + " test patients (paper" in text
    days = [f"{printed[name, 'cohort', 'ttr_days', '', 'median'].max():.0f}" for name in ("tcga", "glass")]
    assert f"| median time to recurrence, days | {' | '.join(days)} |" in text
    assert f"{printed['both', 'cohort', 'ttr_days', '', 'cutoff'].max():.0f} days in the paper" in text


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue with every table of the contracts, and no rows."""
    path = tmp_path_factory.mktemp("catalogue") / "lunar.duckdb"
    with duckdb.connect(str(path)) as connection:
        for stage in STAGES:
            connection.execute(f"create schema {stage}")
        for name, contract in TABLES.items():
            connection.execute(f"create table {name} as {no_rows(contract)}")
    return path


def test_there_is_no_table_of_performance_by_group_while_the_card_says_so():
    assert "No table or figure of this platform gives performance by any of these" in MODEL_CARD.read_text()
    groups = {"sex", "age", "grade", "histology_cns5", "race", "ethnicity", "tissue_source_site", "group", "subgroup"}
    tables_of = [table for table in TABLES.values() if table.stage in ("evaluation", "report")]
    assert [table.full_name for table in tables_of if groups & {column.name for column in table.columns}] == []


def test_every_query_can_be_asked(empty):
    asked = [query for page in (MODEL_CARD, DATA_CARD) for query in queries(page.read_text())]
    assert len(asked) == sum(page.read_text().count("```sql") for page in CARDS) > 10
    for query in asked:
        assert len(select(empty, query).columns) > 2


def asked(page: Path, word: str, stored: dict[str, pd.DataFrame], folder: Path) -> pd.DataFrame:
    """What the one query of a page with this word in it answers over these tables."""
    (query,) = [query for query in queries(page.read_text()) if word in query]
    with duckdb.connect(str(folder / "lunar.duckdb")) as connection:
        for name, rows in stored.items():
            connection.register("rows", rows)
            connection.execute(f"create schema {name.partition('.')[0]}")
            connection.execute(f"create table {name} as from rows")
    return select(folder / "lunar.duckdb", query)


def test_the_query_for_published_and_ours_finds_both_areas_of_every_model_of_the_study(tmp_path):
    found = asked(MODEL_CARD, "published_comparison", {"report.published_comparison": comparison(tables())}, tmp_path)
    areas = {f"{model}: {area}" for model, *_ in table(MODEL_CARD, "| model | AUROC") for area in ("auroc", "auprc")}
    assert set(found["quantity"]) == areas and len(found) == 2 * len(areas)


def test_the_query_by_group_counts_and_ranks_rightly(tmp_path):
    random = np.random.default_rng(0)
    n = 120
    rows = pd.DataFrame(
        {
            "dataset": random.choice(["tcga", "glass"], n),
            "sample_id": [f"S{i}" for i in range(n)],
            "label": random.integers(0, 2, n),
            "split": random.choice(["train", "test"], n),
            "score": random.integers(0, 8, n) / 8,  # few values: ties
            "sex": random.choice(["Female", "Male"], n),
            "grade": random.choice([2, 3, 4], n),
            "histology_cns5": "Glioblastoma",
            "race": random.choice(["WHITE", "ASIAN"], n),
            "age": random.integers(20, 80, n),
            "model": "lunar",
        }
    )
    rows.loc[rows["dataset"] == "glass", "race"] = None
    stored = {
        name: rows[[column.name for column in TABLES[name].columns if column.name in rows]]
        for name in ("cohort.patients", "evaluation.predictions")
    }

    found = asked(MODEL_CARD, "age_group", stored, tmp_path).set_index(["dataset", "factor", "subgroup"])

    evaluated = rows[(rows["dataset"] == "glass") | (rows["split"] == "test")]
    groups = {("everybody", "all"): evaluated["label"].notna()}
    groups |= {("sex", sex): evaluated["sex"] == sex for sex in ("Female", "Male")}
    groups |= {("grade", str(grade)): evaluated["grade"] == grade for grade in (2, 3, 4)}
    groups |= {("age_group", "60 and above"): evaluated["age"] >= 60, ("age_group", "below 40"): evaluated["age"] < 40}
    groups |= {("race", "not recorded"): evaluated["race"].isna()}
    for dataset, of_dataset in evaluated.groupby("dataset"):
        for group, members in groups.items():
            if (patients := of_dataset[members[of_dataset.index]]).empty:
                continue
            row = found.loc[(dataset, *group)]
            assert (row["n"], row["early"]) == (len(patients), patients["label"].sum())
            assert row["mean_score"] == pytest.approx(patients["score"].mean(), abs=0.005)
            assert row["auroc"] == pytest.approx(roc_auc_score(patients["label"], patients["score"]), abs=0.0005)
