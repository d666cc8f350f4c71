"""Checks of stage harmonized."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lunar_assets.graph.table_checks import CHECKS, Audited, Outcome
from lunar_assets.warehouse.resources import Warehouse
from lunar_assets.warehouse.store import Version
from lunar_assets.warehouse.stored_table import StoredTable
from lunar_tests.cohort.rows import clinical
from lunar_tests.harmonized.expression_scales import both, centred, counts, expression, z_scores
from lunar_tests.judge import RUN, judge

pytestmark = pytest.mark.usefixtures("own_warehouse")

EXPRESSION, MUTATIONS, CLINICAL = "harmonized.expression", "harmonized.mutations", "harmonized.clinical"


def mapping(unmatched: int, matched_by: str = "none") -> pd.DataFrame:
    """100 rows of each file, of which so many have no gene."""
    rows = [
        (dataset, modality, name, None, symbol, kind, n)
        for dataset in ("tcga", "glass")
        for modality in ("expression", "mutation")
        for name, symbol, kind, n in (
            ("TP53", "TP53", "approved", 100 - unmatched),
            ("X1", None, matched_by, unmatched),
        )
        if n
    ]
    columns = ["dataset", "modality", "input_symbol", "input_entrez_id", "symbol", "matched_by", "n_rows"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("unmatched", "matched_by", "rule", "passes"),
    [
        (5, "none", "hgnc", True),
        (6, "none", "hgnc", False),
        (6, "ambiguous", "hgnc", False),
        (100, "none", "hgnc", False),
        (60, "not_coding", "hgnc", True),
        (60, "not_autosomal", "hgnc", True),
        (10, "none", "study_code", True),
        (11, "none", "study_code", False),
    ],
)
def test_most_coding_autosomal_rows_map_to_a_gene(monkeypatch, unmatched, matched_by, rule, passes):
    monkeypatch.setenv("LUNAR_SYMBOLS", rule)
    outcome = judge(
        "harmonized/gene_mapping", "mapped_share", {"harmonized.gene_mapping": mapping(unmatched, matched_by)}
    )
    assert outcome.passed == passes
    assert outcome.measured["rows_by_match"][f"glass mutation {matched_by}"] == unmatched
    assert f"expected at least {0.95 if rule == 'hgnc' else 0.9}" in outcome.summary


def genes(**change: str) -> pd.DataFrame:
    tp53 = {"hgnc_id": "HGNC:11998", "symbol": "TP53", "entrez_id": "7157", "chromosome": "17"}
    egfr = {"hgnc_id": "HGNC:3236", "symbol": "EGFR", "entrez_id": "1956", "chromosome": "7"}
    return pd.DataFrame([tp53, egfr | change]).assign(ensembl_id=None, location=None)


def test_no_gene_is_twice_in_the_nomenclature():
    outcome = judge("harmonized/genes", "no_gene_twice", {"harmonized.genes": genes()})
    assert outcome.passed and outcome.measured["genes"] == 2


@pytest.mark.parametrize("change", [{"entrez_id": "7157"}, {"hgnc_id": "HGNC:11998"}], ids=["Entrez", "HGNC"])
def test_an_id_of_two_genes_turns_it_red(change):
    ((column, value),) = change.items()
    outcome = judge("harmonized/genes", "no_gene_twice", {"harmonized.genes": genes(**change)})
    assert not outcome.passed and f"{column} {value}" in outcome.summary


def test_no_sample_has_a_gene_twice():
    outcome = judge("harmonized/expression", "no_gene_twice", {EXPRESSION: expression()})
    assert outcome.passed and outcome.summary == "0 of 80 samples have a gene twice."


def test_a_sample_with_a_gene_twice_turns_it_red(tmp_path):
    """As if the writer had not looked at the key: it refuses to store such rows."""
    rows = expression().query("dataset == 'tcga'")
    path = tmp_path / "doubled.parquet"
    pq.write_table(pa.Table.from_pandas(pd.concat([rows, rows.head(1)]), preserve_index=False), path)
    audited = Audited(Warehouse(), RUN, (Version(EXPRESSION, "tcga", "doubled", path),))
    outcome = CHECKS["harmonized/expression", "no_gene_twice"].verdict(audited)
    assert not outcome.passed and outcome.summary.endswith("tcga: 1 of 40, for example tcga-0.")


def mutations(genes_of_glass: list[str], genes_of_tcga: int = 20) -> pd.DataFrame:
    rows = [("tcga", "T1", f"GENE{g}", "Missense_Mutation", 1) for g in range(genes_of_tcga)]
    rows += [("glass", "G1", gene, "Missense_Mutation", 1) for gene in genes_of_glass]
    return pd.DataFrame(rows, columns=["dataset", "sample_id", "symbol", "variant_classification", "n"])


@pytest.mark.parametrize(("others", "passes"), [(5, True), (6, False)])
def test_half_of_the_mutated_genes_are_shared(others, passes):
    glass = [f"GENE{g}" for g in range(10 - others)] + [f"OTHER{g}" for g in range(others)]
    outcome = judge("harmonized/mutations", "cohorts_share_genes", {MUTATIONS: mutations(glass)})
    assert outcome.passed == passes
    assert f"share {10 - others} genes of 20 in TCGA and 10 in GLASS" in outcome.summary
    assert outcome.measured["least_share"] == 0.5


@pytest.mark.parametrize(("others", "passes"), [(12, True), (13, False)])
def test_four_fifths_of_the_measured_genes_are_shared(others, passes):
    names = {f"GENE{g}": f"OTHER{g}" for g in range(others)}
    rows = expression()
    rows["symbol"] = rows["symbol"].mask(rows["dataset"] == "glass", rows["symbol"].replace(names))
    outcome = judge("harmonized/expression", "cohorts_share_genes", {EXPRESSION: rows})
    assert outcome.passed == passes
    assert f"share {60 - others} genes of 60 in TCGA and 60 in GLASS" in outcome.summary


def test_while_one_cohort_is_missing_there_is_nothing_to_share():
    warehouse = Warehouse()
    rows = mutations([])
    version = warehouse.store.write(MUTATIONS, "tcga", rows, run_id=RUN, inputs=[], facts=warehouse.facts())
    outcome = CHECKS["harmonized/mutations", "cohorts_share_genes"].verdict(Audited(warehouse, RUN, (version,)))
    assert outcome.passed and "of dataset glass has not been materialised" in outcome.summary
    assert outcome.measured == {"tcga": 20, "least_share": 0.5}


def test_values_are_on_the_scales_of_their_cohorts():
    outcome = judge("harmonized/expression", "values_in_range", {EXPRESSION: expression()})
    assert outcome.passed and "(centred log2)" in outcome.summary and "(z-score)" in outcome.summary
    assert outcome.measured["largest_allowed"] == 25
    assert outcome.measured["share_of_genes_with_unit_spread"]["glass"] == 1


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (both(counts(1), z_scores(2)), "tcga: 40 of 40 samples have a value beyond 25"),
        (both(centred(1), centred(2)), "expected more than half (z-score)"),
        (both(centred(1), 0 * z_scores(2)), "glass: 40 of 40 samples have one value for all genes"),
    ],
    ids=["counts", "centred", "all zero"],
)
def test_another_scale_turns_it_red(rows, said):
    outcome = judge("harmonized/expression", "values_in_range", {EXPRESSION: rows})
    assert not outcome.passed and said in outcome.summary


def patients(n: int = 40, **change: object) -> pd.DataFrame:
    tcga = clinical(*[{"age": 30.0 + i} | change for i in range(n)])
    return pd.concat([tcga, clinical({"dataset": "glass", "sample_id": "G-1-TP", "patient_id": "G-1"})])


BEFORE = {CLINICAL: patients(), EXPRESSION: expression(), MUTATIONS: mutations(["GENE1"])}


def drifted(monkeypatch, table: str, now: pd.DataFrame) -> Outcome:
    """The check of a table after a publication of `BEFORE`."""
    warehouse = Warehouse()
    rows = BEFORE[table]
    former = StoredTable(
        tuple(
            warehouse.store.write(table, str(key), part, run_id="former", inputs=[], facts=warehouse.facts())
            for key, part in rows.groupby("dataset")
        )
    )
    monkeypatch.setattr(Warehouse, "published", lambda self, table, source=None: former)
    return judge(table.replace(".", "/"), "drift", {table: now})


@pytest.mark.parametrize("table", BEFORE)
def test_the_first_publication_has_nothing_to_drift_from(table):
    outcome = judge(table.replace(".", "/"), "drift", {table: BEFORE[table]})
    assert outcome.passed and outcome.summary.startswith("First publication of this cohort from source demo")


@pytest.mark.parametrize("table", BEFORE)
def test_what_is_as_it_was_published_has_not_drifted(monkeypatch, table):
    outcome = drifted(monkeypatch, table, BEFORE[table])
    assert outcome.passed and outcome.summary.startswith("0 of ")


@pytest.mark.parametrize(
    ("table", "now", "said"),
    [
        (CLINICAL, patients(30), "tcga samples 40 to 30, limit 0.1 of it"),
        (CLINICAL, patients(sex=None), "tcga missing_sex 0 to 1, limit 0.05"),
        (CLINICAL, patients().assign(age=lambda rows: rows["age"] + 5), "tcga median_age_years 49.5 to 54.5, limit 2"),
        (EXPRESSION, both(centred(1) * 1.5, z_scores(2)), "tcga standard_deviation"),
        (MUTATIONS, mutations(["GENE1"], genes_of_tcga=10), "tcga genes 20 to 10, limit 0.1 of it"),
    ],
    ids=["patients left", "sex missing", "older", "other spread", "genes left"],
)
def test_what_moved_is_named_with_both_values(monkeypatch, table, now, said):
    outcome = drifted(monkeypatch, table, now)
    assert not outcome.passed and said in outcome.summary


def test_another_demo_cohort_is_not_compared(monkeypatch):
    warehouse = Warehouse()
    facts = warehouse.facts() | {"demo_cohort": "7, small"}
    former = warehouse.store.write(CLINICAL, "tcga", patients().head(40), run_id="former", inputs=[], facts=facts)
    monkeypatch.setattr(Warehouse, "published", lambda self, table, source=None: StoredTable((former,)))
    outcome = judge("harmonized/clinical", "drift", {CLINICAL: patients(30)})
    assert outcome.passed and "nothing to compare with" in outcome.summary
