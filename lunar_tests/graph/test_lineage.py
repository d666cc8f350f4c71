"""Column lineage: each field that is named fills the column that names it and no other, and every column exists."""

import pandas as pd
import pytest

from lunar_assets.definitions import defs
from lunar_assets.features.encode import CLINICAL_FEATURES, INDICATORS, ClinicalEncoder
from lunar_assets.graph.lineage import LINEAGE, origins
from lunar_assets.graph.nodes import materialized_metadata
from lunar_assets.harmonized import clinical_glass, clinical_tcga
from lunar_assets.warehouse.contracts import TABLES
from lunar_tests.harmonized.upstream_files import write_tables

GIVEN = {
    "age_at_initial_pathologic_diagnosis": 44,
    "AGE": 44,
    "SEX": "Male",
    "GRADE": "G3",
    "neoplasm_histologic_grade": "G3",
    "TUMOR_GRADE": "III",
    "histological_type": "Astrocytoma",
    "HISTOLOGY": "Astrocytoma",
    "IDH_CODEL_SUBTYPE": "IDHwt",
    "IDH_STATUS": "WT",
    "IDH_CODEL_STATUS": "IDHwt",
    "tissue_source_site": "06",
    "TISSUE_SOURCE": "Institute",
    "race": "WHITE",
    "ethnicity": "NOT HISPANIC OR LATINO",
    "ETHNICITY": "NOT HISPANIC OR LATINO",
    "vital_status": "Alive",
    "OS_STATUS": "0:LIVING",
    "prior_glioma": "NO",
    "CHR_7_GAIN_CHR_10_LOSS": "No combined CNA",
    "TERT_PROMOTER_STATUS": "WT",
}
"""A value for each field that upstream could have written."""
IDS = {
    "TCGA": {"sampleID": "TCGA-06-0001-01", "PATIENT_ID": "TCGA-06-0001", "bcr_patient_barcode": "TCGA-06-0001"},
    "GLASS": {"SAMPLE_ID": "GLSS-19-0266-TP", "PATIENT_ID": "GLSS-19-0266"},
}
WHO = {"dataset", "sample_id", "patient_id"}


def filled(folder, cohort, module, table, field) -> set[str]:
    """Columns of harmonized.clinical that have a value where one field of upstream has one."""
    ids = IDS[cohort]
    rows = {
        one.name: [{key: ids[key] for key in (one.key, *one.columns) if key in ids}]
        for one in module.TABLES
        if cohort == "GLASS" or one is clinical_tcga.XENA
    }
    rows |= {table.name: [{key: ids[key] for key in (table.key, *table.columns) if key in ids}]}
    rows[table.name][0][field] = GIVEN[field]
    built = module.build(write_tables(folder, module.TABLES, rows))
    (row,) = built[built["sample_id"].isin(ids.values())].to_dict("records")
    return {column for column, value in row.items() if pd.notna(value)} - WHO


@pytest.mark.parametrize(
    ("column", "table", "field"), [(column, *pair) for column, pairs in clinical_tcga.FIELDS.items() for pair in pairs]
)
def test_each_field_of_tcga_fills_its_column_and_no_other(tmp_path, column, table, field):
    assert filled(tmp_path, "TCGA", clinical_tcga, table, field) == {column}


@pytest.mark.parametrize(
    ("column", "table", "field"), [(column, *pair) for column, (pair,) in clinical_glass.FIELDS.items()]
)
def test_each_field_of_glass_fills_its_column_and_no_other(tmp_path, column, table, field):
    assert filled(tmp_path, "GLASS", clinical_glass, table, field) == {column}


def test_every_clinical_fact_of_the_contract_has_its_fields():
    columns = {column.name for column in TABLES["harmonized.clinical"].columns}
    assert set(LINEAGE["harmonized.clinical"]) == columns - WHO
    assert set(clinical_glass.FIELDS) == columns - WHO - set(clinical_glass.NOT_RECORDED)


def test_every_column_that_is_named_exists():
    for table, columns in LINEAGE.items():
        further = set(CLINICAL_FEATURES) if TABLES[table].further_columns else set()
        assert set(columns) <= {column.name for column in TABLES[table].columns} | further
        for origin in (origin for of_column in columns.values() for origin in of_column):
            if origin.table != "raw.clinical":
                assert origin.column in {column.name for column in TABLES[origin.table].columns}, origin


def test_columns_come_from_tables_that_their_asset_reads():
    graph = defs.resolve_asset_graph()
    for table, columns in LINEAGE.items():
        parents = {".".join(key.path) for key in graph.get(_key(table)).parent_keys}
        assert {origin.table for of_column in columns.values() for origin in of_column} <= parents, table


def test_each_clinical_feature_changes_with_the_facts_that_it_is_made_from_and_no_other():
    facts = {
        "age": 44.0,
        "grade": 3,
        "sex": "Male",
        "idh_codel_subtype": "IDHwt",
        "histology_cns5": "Glioblastoma",
    }
    other = facts | {"age": 45.0, "grade": 4, "sex": "Female"}
    encoded = ClinicalEncoder().transform(pd.DataFrame([facts]))
    for fact in facts:
        words = list(INDICATORS[fact]) if fact in INDICATORS else [other[fact]]
        changed = {
            feature
            for word in words
            for feature in CLINICAL_FEATURES
            if ClinicalEncoder().transform(pd.DataFrame([facts | {fact: word}]))[feature][0] != encoded[feature][0]
        }
        assert changed == {f for f in CLINICAL_FEATURES if origins("features.matrix", f) == f"cohort.patients ({fact})"}


def test_what_a_table_was_made_from_is_part_of_its_materialization():
    lineage = materialized_metadata(TABLES["cohort.patients"], ["label"])["dagster/column_lineage"].value
    found = [(dep.asset_key.path, dep.column_name) for dep in lineage.deps_by_column["label"]]
    assert found == [(["cohort", "candidates"], "ttr_days"), (["cohort", "cutoff"], "cutoff_days")]


def test_a_table_with_a_column_a_feature_shows_all_of_them():
    metadata = materialized_metadata(TABLES["features.matrix"], ["dataset", "age", "SCN9A_expr"])
    columns = {column.name: column.description for column in metadata["dagster/column_schema"].value.columns}
    assert list(columns) == ["dataset", "age", "SCN9A_expr"]
    assert columns["age"].endswith("From cohort.patients (age).")


def _key(table):
    import dagster as dg

    return dg.AssetKey(table.split("."))
