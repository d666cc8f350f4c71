"""What a gene name means by the platform's rule, and by the study's."""

import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunar_assets import words
from lunar_assets.errors import FormatError, SourceError
from lunar_assets.harmonized.gene_names import Match, platform_names
from lunar_assets.harmonized.gene_names_study import COLUMNS, MEMBER, last_writer_names, study_names
from lunar_assets.harmonized.genes import HGNC_COLUMNS, coding_autosomal, read_hgnc

OTHER = "lunar/other.zip"
CODING, RNA = "protein-coding gene", "non-coding RNA"
# symbol, locus group, location, aliases, previous symbols, Entrez id; as HGNC has them, cut to the names that matter.
HGNC = [
    ("CDKN1A", CODING, "6p21.2", "P21|CIP1|WAF1", "CDKN1", "1026"),
    ("CDPF1", CODING, "22q13.31", "CDKN1A", "C22orf40", "150383"),
    ("FAS", CODING, "10q23.31", "CD95|APO-1", "FAS1|APT1|TNFRSF6", "355"),
    ("FASN", CODING, "17q25.3", "FAS|SDR27X1", "", "2194"),
    ("SMAD6", CODING, "15q22.31", "HsT17432", "MADH6|MADH7", "4091"),
    ("SMAD7", CODING, "18q21.1", "", "MADH7|MADH8", "4092"),
    ("ATRX", CODING, "Xq21.1", "XH2", "RAD54", "546"),
    ("RAD54L", CODING, "1p34.1", "RAD54A|XH2", "", "8438"),
    ("A1BG-AS1", RNA, "19q13.43", "FLJ23569", "A1BGAS", "503538"),
    ("TNFRSF1A", CODING, "12p13.31", "p55|A1BG-AS1", "TNFR1", "7132"),
    ("PSMD7", CODING, "16q23.1", "p55|S12", "", "5713"),
    ("SEPTIN9", CODING, "17q25.3", "MSF", "SEPT9", ""),
]


def hgnc(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    records = [
        ("HGNC:1", symbol, group, "Approved", location, alias, previous, entrez, "")
        for symbol, group, location, alias, previous, entrez in rows
    ]
    return pd.DataFrame(records, columns=list(HGNC_COLUMNS), dtype="str")


def study_table(rows: list[tuple[str, ...]]) -> pd.DataFrame:
    records = [
        (symbol, previous.replace("|", ", "), alias.replace("|", ", "), location, group, entrez, "")
        for symbol, group, location, alias, previous, entrez in rows
    ]
    return pd.DataFrame(records, columns=list(COLUMNS), dtype="str")


PLATFORM = platform_names(hgnc(HGNC))


@pytest.mark.parametrize(
    ("name", "symbol", "matched_by"),
    [
        ("CDKN1A", "CDKN1A", "approved"),  # though it is an alias of CDPF1
        ("FAS", "FAS", "approved"),  # though it is an alias of FASN
        ("CDKN1", "CDKN1A", "previous"),
        ("WAF1", "CDKN1A", "alias"),
        ("SEPT9", "SEPTIN9", "previous"),
        ("MADH7", None, "ambiguous"),  # SMAD6 and SMAD7 both had it
        ("p55", None, "ambiguous"),
        ("ATRX", None, "not_autosomal"),
        ("RAD54", None, "not_autosomal"),  # a previous symbol of a gene on X
        ("XH2", None, "ambiguous"),  # of ATRX on X and of RAD54L: over all of HGNC it is not clear
        ("A1BG-AS1", None, "not_coding"),  # though it is an alias of a coding gene here
        ("A1BGAS", None, "not_coding"),
        ("cdkn1a", None, "none"),
        ("LOC100130426", None, "none"),
        ("", None, "none"),
    ],
)
def test_a_name_is_looked_up_as_approved_then_previous_then_alias_over_all_genes(name, symbol, matched_by):
    assert PLATFORM.match(name) == Match(symbol, matched_by)


@pytest.mark.parametrize(
    ("name", "entrez_id", "expected"),
    [
        ("FAS", "2194", Match("FASN", "entrez")),  # the id knows better than the name
        ("NO_SUCH_NAME", "1026", Match("CDKN1A", "entrez")),
        ("CDKN1", "0", Match("CDKN1A", "previous")),
        ("CDKN1", None, Match("CDKN1A", "previous")),
        ("CDKN1", "999999999", Match("CDKN1A", "previous")),
        ("SEPTIN9", "", Match("SEPTIN9", "approved")),
        ("CDKN1A", "503538", Match(None, "not_coding")),
        ("CDKN1A", "546", Match(None, "not_autosomal")),
        ("", "1026", Match(None, "none")),  # rows without a symbol are dropped
    ],
)
def test_a_known_entrez_id_comes_first_and_an_unknown_one_is_passed_over(name, entrez_id, expected):
    assert PLATFORM.match(name, entrez_id) == expected


def test_an_entrez_id_of_two_genes_is_ambiguous():
    names = platform_names(hgnc([*HGNC, ("NEW1", CODING, "1p36", "", "", "1026")]))
    assert names.match("CDKN1A", "1026") == Match(None, "ambiguous")


def test_a_name_that_a_gene_has_twice_is_not_ambiguous():
    names = platform_names(hgnc([("SEPTIN9", CODING, "17q25.3", "MSF|MSF", "SEPT9", "")]))
    assert names.match("MSF") == Match("SEPTIN9", "alias")


def test_withdrawn_entries_have_no_say():
    table = hgnc([*HGNC, ("OLD1", CODING, "1p36", "", "CDKN1", "")])
    table.loc[len(HGNC), "status"] = "Entry Withdrawn"
    assert platform_names(table) == PLATFORM


@settings(max_examples=20, deadline=None)
@given(st.permutations(HGNC))
def test_the_order_of_hgnc_does_not_matter_to_the_platform(rows):
    assert platform_names(hgnc(rows)) == PLATFORM


@settings(max_examples=20, deadline=None)
@given(st.permutations(HGNC))
def test_no_coding_autosomal_gene_loses_its_own_name_on_the_platform(rows):
    table = hgnc(rows)
    names = platform_names(table)
    assert all(names.match(symbol) == Match(symbol, "approved") for symbol in coding_autosomal(table)["symbol"])


@given(st.lists(st.sampled_from([row[0] for row in HGNC] + ["MADH7", "p55", "XH2", "WAF1", "?"]), min_size=1))
def test_a_match_has_a_symbol_if_and_only_if_its_kind_says_so(names):
    used = {"entrez", "approved", "previous", "alias"}
    for name in names:
        match = PLATFORM.match(name)
        assert match.matched_by in words.MATCH_KINDS
        assert (match.symbol is not None) == (match.matched_by in used)


def test_in_the_study_the_last_row_that_writes_a_name_wins_even_over_an_approved_symbol():
    names = last_writer_names(study_table(HGNC))
    assert names.match("CDKN1A") == Match("CDPF1", "alias")
    assert names.match("FAS") == Match("FASN", "alias")
    assert names.match("MADH7") == Match("SMAD7", "previous")
    assert names.match("p55") == Match("PSMD7", "alias")


def test_in_the_study_the_order_of_the_file_decides():
    names = last_writer_names(study_table(HGNC[::-1]))
    assert names.match("CDKN1A") == Match("CDKN1A", "approved")
    assert names.match("MADH7") == Match("SMAD6", "previous")


def test_the_study_knows_no_genes_but_the_coding_ones_of_autosomes():
    names = last_writer_names(study_table(HGNC))
    assert names.match("XH2") == Match("RAD54L", "alias")  # ATRX, on X, has no say
    assert names.match("A1BG-AS1") == Match("TNFRSF1A", "alias")  # nor has a non-coding gene's own name
    assert names.match("A1BGAS") == Match(None, "none")
    assert names.match("ATRX") == Match(None, "not_autosomal")
    assert names.match("CDKN1", "503538") == Match("CDKN1A", "previous")


def test_the_study_splits_names_at_commas_and_strips_them():
    row = ("SEPTIN9", " SEPT9 ,MSF1,", "MSF,  AF17q25", "17q25.3", CODING, "", "10801")
    names = last_writer_names(pd.DataFrame([row], columns=list(COLUMNS), dtype="str"))
    assert set(names.by_symbol) == {"SEPTIN9", "SEPT9", "MSF1", "MSF", "AF17q25"}
    assert names.match("MSF", "10801") == Match("SEPTIN9", "entrez")  # the second id column stands in for the first


def zipped(tmp_path, member: str, table: pd.DataFrame):
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/other/._HGNC_all.txt", "not the table")
        archive.writestr("other/expression_fs_fpr.pkl", b"never to be loaded")
        archive.writestr(member, table.to_csv(sep="\t", index=False))
    return path


def test_the_studys_table_is_read_from_its_archive_and_nothing_else_is(tmp_path):
    table = study_table(HGNC)
    assert study_names(zipped(tmp_path, MEMBER, table), OTHER) == last_writer_names(table)


def test_an_archive_without_the_table_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(SourceError, match=f"^{OTHER}: .*{MEMBER}.*LUNAR_SYMBOLS=hgnc"):
        study_names(zipped(tmp_path, "HGNC_all.txt", study_table(HGNC)), OTHER)


def test_something_that_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "other.zip"
    path.write_text("not a zip")
    with pytest.raises(SourceError, match=f"^{OTHER}: .*LUNAR_SYMBOLS=hgnc"):
        study_names(path, OTHER)


def test_a_table_without_its_columns_is_refused(tmp_path):
    table = study_table(HGNC).drop(columns="Alias_symbols")
    with pytest.raises(FormatError, match=f"{MEMBER}.*lacks, or has twice, Alias_symbols"):
        study_names(zipped(tmp_path, MEMBER, table), OTHER)


@pytest.mark.mirror
def test_the_studys_rule_loses_280_genes_and_the_platforms_none(mirror):
    table = read_hgnc(mirror / "hgnc/hgnc_complete_set.txt", "hgnc")
    genes = coding_autosomal(table)["symbol"]
    study, platform = study_names(mirror / OTHER, OTHER), platform_names(table)
    lost = {gene for gene in genes if study.match(gene).symbol != gene}
    assert len(lost) == 280
    assert {"CDKN1A", "SMO", "TCF4", "FAS", "ATR"} <= lost
    assert study.match("CDKN1A").symbol == "CDPF1"
    assert all(platform.match(gene) == Match(gene, "approved") for gene in genes)


@pytest.mark.mirror
def test_the_two_rules_agree_on_every_entrez_id(mirror):
    platform = platform_names(read_hgnc(mirror / "hgnc/hgnc_complete_set.txt", "hgnc")).by_entrez_id
    study = study_names(mirror / OTHER, OTHER).by_entrez_id
    assert len(study) > 18_000
    assert {entrez_id: match for entrez_id, match in platform.items() if match.symbol} == study
