"""Calls are counted by sample, gene and class, and every call of the file is accounted for."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets.errors import FormatError, InconsistentDataError, SourceError
from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import GeneNames, Match, platform_names
from lunar_assets.harmonized.gene_names_study import study_names
from lunar_assets.harmonized.genes import coding_autosomal, read_hgnc
from lunar_assets.harmonized.large_tables import MAF_COLUMNS, read_maf
from lunar_assets.harmonized.mutations import (
    counted_mutations,
    harmonize_mutations,
    mutation_names,
    read_calls,
    row_fates,
    samples_with_mutations,
)
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES

MAF = "datahub/lgggbm_tcga_pub/data_mutations.txt"
CONTRACT = next(table for table in TABLES if table.name == "mutations")
LOOKUP = GeneNames(
    {
        "TP53": Match("TP53", "approved"),
        "p53": Match("TP53", "alias"),
        "IDH1": Match("IDH1", "approved"),
        "ATRX": Match(None, "not_autosomal"),
        "MADH7": Match(None, "ambiguous"),
    },
    {"7157": Match("TP53", "entrez"), "546": Match(None, "not_autosomal")},
)
MISSENSE = "Missense_Mutation"
ROWS = [
    ("TP53", "7157", "17", MISSENSE, "TCGA-02-0003"),
    ("TP53", "7157", "17", MISSENSE, "TCGA-02-0003"),
    ("p53", "0", "17", MISSENSE, "TCGA-02-0003"),
    ("TP53", "", "17", "Silent", "TCGA-02-0003"),
    ("IDH1", "3417", "2", MISSENSE, "TCGA-06-0125"),
    ("IDH1", "3417", "2", "RNA", "TCGA-14-0781"),
    ("ATRX", "546", "X", "Nonsense_Mutation", "TCGA-02-0003"),
    ("MADH7", "NA", "18", MISSENSE, "TCGA-02-0003"),
    ("", "7157", "17", MISSENSE, "TCGA-02-0003"),
]


def maf(rows: list[tuple[str, ...]]) -> pa.Table:
    columns = zip(MAF_COLUMNS, zip(*rows, strict=True), strict=True)
    return pa.table({name: pa.array(values, pa.string()).dictionary_encode() for name, values in columns})


def mapping_of(table: pa.Table, dataset: str = "tcga", lookup: GeneNames = LOOKUP) -> pd.DataFrame:
    return map_names(mutation_names(table), lookup, dataset, "mutation")


def harmonized(rows: list[tuple[str, ...]], dataset: str = "tcga") -> pd.DataFrame:
    table = maf(rows)
    return harmonize_mutations(table, mapping_of(table, dataset), dataset, MAF)


def test_names_are_pairs_of_symbol_and_entrez_id_and_their_rows_add_up_to_the_file():
    names = mutation_names(maf(ROWS))
    assert names["n_rows"].sum() == len(ROWS)
    pairs = set(zip(names["input_symbol"], names["input_entrez_id"].fillna("missing"), strict=True))
    assert pairs == {
        ("", "7157"),
        ("ATRX", "546"),
        ("IDH1", "3417"),
        ("MADH7", "missing"),
        ("TP53", "7157"),
        ("TP53", "missing"),
        ("p53", "0"),
    }


def test_calls_of_one_gene_under_several_names_are_summed_by_class_and_silent_ones_are_kept():
    frame = harmonized(ROWS)
    assert frame.to_numpy().tolist() == [
        ["tcga", "TCGA-02-0003-01", "TP53", "Missense_Mutation", 3],
        ["tcga", "TCGA-02-0003-01", "TP53", "Silent", 1],
        ["tcga", "TCGA-06-0125-01", "IDH1", "Missense_Mutation", 1],
        ["tcga", "TCGA-14-0781-01", "IDH1", "RNA", 1],
    ]
    conform(frame, CONTRACT)


def test_silent_and_rna_calls_do_not_count_as_mutations_nor_do_they_make_a_mutated_sample():
    mutations = harmonized(ROWS)
    assert counted_mutations(mutations).to_numpy().tolist() == [
        ["TCGA-02-0003-01", "TP53", 3],
        ["TCGA-06-0125-01", "IDH1", 1],
    ]
    assert samples_with_mutations(mutations) == {"TCGA-02-0003-01", "TCGA-06-0125-01"}


def test_classes_of_one_gene_are_counted_together():
    rows = [ROWS[0], ("TP53", "7157", "17", "Splice_Site", "TCGA-02-0003")]
    assert counted_mutations(harmonized(rows))["n"].tolist() == [2]


@pytest.mark.parametrize("chromosome", ["X", "Y", "23", "24", "chrX", "chrY"])
def test_a_call_on_a_sex_chromosome_is_left_out_even_if_its_entrez_id_is_an_autosomal_gene(chromosome):
    table = maf([ROWS[0], ("TP53", "7157", chromosome, MISSENSE, "TCGA-06-0125")])
    mapping = mapping_of(table)
    assert harmonize_mutations(table, mapping, "tcga", MAF)["sample_id"].tolist() == ["TCGA-02-0003-01"]
    assert row_fates(table, mapping, "tcga").to_dict() == {"used": 1, "sex_chromosome": 1}


@pytest.mark.parametrize("chromosome", ["17", "chr17", "", "MT", "2"])
def test_a_call_on_any_other_chromosome_counts(chromosome):
    assert harmonized([("TP53", "7157", chromosome, MISSENSE, "TCGA-02-0003")])["n"].tolist() == [1]


def test_every_call_has_one_fate():
    table = maf(ROWS)
    fates = row_fates(table, mapping_of(table), "tcga")
    assert fates.to_dict() == {"used": 6, "ambiguous": 1, "none": 1, "not_autosomal": 1}


def test_glass_barcodes_are_sample_ids_as_they_are():
    frame = harmonized([("TP53", "7157", "17", MISSENSE, "GLSS-19-0266-TP")], "glass")
    assert frame["sample_id"].tolist() == ["GLSS-19-0266-TP"]


@pytest.mark.parametrize(
    ("barcode", "dataset", "expected"),
    [
        ("TCGA-02-0003-01", "tcga", "TCGA-02-0003, to which -01 is added"),
        ("TCGA-02-0003-01A-01D", "tcga", "TCGA-02-0003, to which -01 is added"),
        ("", "tcga", "TCGA-02-0003, to which -01 is added"),
        ("GLSS-19-0266", "glass", "GLSS-19-0266-TP, to which nothing is added"),
    ],
)
def test_a_barcode_with_a_sample_part_too_many_or_too_few_is_refused(barcode, dataset, expected):
    with pytest.raises(FormatError, match=f"^{MAF}, column Tumor_Sample_Barcode: found '{barcode}'; .*{expected}"):
        harmonized([("TP53", "7157", "17", MISSENSE, barcode)], dataset)


def test_a_mapping_of_another_file_is_refused():
    mapping = mapping_of(maf(ROWS))
    for rows in (ROWS[1:], [*ROWS, ("EGFR", "1956", "7", MISSENSE, "TCGA-02-0003")]):
        with pytest.raises(InconsistentDataError, match="make harmonized.gene_mapping anew"):
            harmonize_mutations(maf(rows), mapping, "tcga", MAF)


def test_lines_of_the_mapping_about_other_files_are_left_aside():
    table = maf(ROWS)
    mapping = mapping_of(table)
    everything = pd.concat([mapping, mapping.assign(dataset="glass"), mapping.assign(modality="expression")])
    expected = harmonize_mutations(table, mapping, "tcga", MAF)
    pd.testing.assert_frame_equal(harmonize_mutations(table, everything, "tcga", MAF), expected)


calls = st.tuples(
    st.sampled_from(["TP53", "p53", "IDH1", "ATRX", "MADH7", "", "NA", "?"]),
    st.sampled_from(["7157", "546", "0", "", "NA"]),
    st.sampled_from(["17", "X", "Y", "23", ""]),
    st.sampled_from(["Missense_Mutation", "Silent", "RNA"]),
    st.sampled_from(["TCGA-02-0003", "TCGA-06-0125"]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(calls, min_size=1, max_size=12))
def test_whatever_the_calls_every_one_is_in_the_mapping_and_has_one_fate(rows):
    table = maf(rows)
    mapping = mapping_of(table)
    fates = row_fates(table, mapping, "tcga")
    mutations = harmonize_mutations(table, mapping, "tcga", MAF)
    assert mapping["n_rows"].sum() == fates.sum() == len(rows)
    assert mutations["n"].sum() == fates.get("used", 0)
    mapped = mapping.loc[mapping["symbol"].notna(), "n_rows"].sum()
    assert mapped == fates.get("used", 0) + fates.get("sex_chromosome", 0)


@settings(max_examples=10, deadline=None)
@given(st.permutations(ROWS))
def test_the_order_of_calls_does_not_matter(rows):
    pd.testing.assert_frame_equal(harmonized(rows), harmonized(ROWS))


@pytest.mark.mirror
@pytest.mark.parametrize("rule", ["hgnc", "study_code"])
@pytest.mark.parametrize(
    ("dataset", "name", "samples"), [("tcga", MAF, 812), ("glass", "datahub/difg_glass/data_mutations.txt", 629)]
)
def test_every_call_of_the_real_files_is_accounted_for(mirror, rule, dataset, name, samples):
    hgnc = read_hgnc(mirror / "hgnc/hgnc_complete_set.txt", "hgnc")
    lookup = platform_names(hgnc) if rule == "hgnc" else study_names(mirror / "lunar/other.zip", "other.zip")
    table = read_maf(mirror / name, name)
    mapping = mapping_of(table, dataset, lookup)
    mutations = harmonize_mutations(table, mapping, dataset, name)
    fates = row_fates(table, mapping, dataset)
    assert fates.sum() == mapping["n_rows"].sum() == table.num_rows
    assert mutations["n"].sum() == fates["used"]
    # Nearly all that is left out belongs to genes of X and Y or to non-coding ones.
    assert fates["used"] > 0.88 * table.num_rows
    assert set(mutations["symbol"]) <= set(coding_autosomal(hgnc)["symbol"])
    assert len(samples_with_mutations(mutations)) == samples
    conform(mutations, CONTRACT)


def test_a_file_is_read_once_for_all_tables_and_again_when_its_content_is_another(tmp_path):
    path = tmp_path / "data_mutations.txt"
    path.write_text("\n".join("\t".join(row) for row in [MAF_COLUMNS, *ROWS]) + "\n")
    calls = read_calls("tcga", MAF, path, "of the first content")
    path.write_text("\n".join("\t".join(row) for row in [MAF_COLUMNS, ROWS[0]]) + "\n")
    assert read_calls("tcga", MAF, path, "of the first content") is calls
    assert calls.num_rows == len(ROWS)
    assert read_calls("tcga", MAF, path, "of the second content").num_rows == 1
    path.unlink()
    with pytest.raises(SourceError, match=MAF):
        read_calls("tcga", MAF, path, "of a third content")
