"""The readers of big texts give exactly what is written, and name the place of whatever is wrong."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lunar_assets.errors import FormatError, SourceError
from lunar_assets.harmonized.large_tables import MAF_COLUMNS, read_expression, read_gene_names, read_maf

MAF = "datahub/lgggbm_tcga_pub/data_mutations.txt"
XENA = "xena/TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz"

HEADER = "Hugo_Symbol\tEntrez_Gene_Id\tCenter\tChromosome\tVariant_Classification\tTumor_Sample_Barcode\tHGVSp_Short"
IDH1 = "IDH1\t3417\tmc3\t2\tMissense_Mutation\tTCGA-02-0003\tp.R132H"
TP53 = "TP53\t7157\tmc3\t17\tNonsense_Mutation\tTCGA-02-0003\tp.R213*"
MATRIX = "sample\tTCGA-02-0047-01\tTCGA-06-0125-01\nEGFR\t1.5\t-0.25\nPTEN\t\t3\n"


@pytest.fixture
def written(tmp_path: Path):
    def write(content: str | bytes, name: str = "file") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def maf(*rows: str, header: str = HEADER, comments: str = "#version 2.4\n") -> str:
    return comments + "\n".join([header, *rows]) + "\n"


def test_a_maf_gives_its_five_columns_as_text_in_the_order_of_its_rows(written):
    table = read_maf(written(maf(IDH1, TP53)), MAF)
    assert table.column_names == list(MAF_COLUMNS)
    assert table.to_pylist()[0] == {
        "Hugo_Symbol": "IDH1",
        "Entrez_Gene_Id": "3417",
        "Chromosome": "2",
        "Variant_Classification": "Missense_Mutation",
        "Tumor_Sample_Barcode": "TCGA-02-0003",
    }
    assert table["Hugo_Symbol"].to_pylist() == ["IDH1", "TP53"]


def test_comment_lines_windows_line_ends_a_byte_order_mark_and_blank_lines_at_the_end_change_nothing(written):
    plain = read_maf(written(maf(IDH1, TP53, comments="")), MAF)
    dressed = "\ufeff#version 2.4\n#another\n" + maf(IDH1, TP53, comments="") + "\n\n"
    assert read_maf(written(dressed.replace("\n", "\r\n")), MAF).equals(plain)


def test_a_quote_in_a_maf_is_a_character_like_any_other(written):
    table = read_maf(written(maf(IDH1.replace("mc3", '"5 prime'), TP53.replace("mc3", '3 prime"'))), MAF)
    assert table["Hugo_Symbol"].to_pylist() == ["IDH1", "TP53"]


def test_a_gene_named_like_a_missing_value_stays_the_text_that_it_is(written):
    table = read_maf(written(maf("NA\t0\tmc3\tNA\tSilent\tTCGA-02-0003\t")), MAF)
    assert table["Hugo_Symbol"].to_pylist() == ["NA"]
    assert table["Chromosome"].null_count == 0


def test_columns_that_nobody_reads_may_be_doubled_and_hold_bytes_of_any_kind(written):
    header = HEADER.replace("HGVSp_Short", "Center")
    table = read_maf(written(maf(IDH1, header=header).encode().replace(b"p.R132H", b"caf\xe9")), MAF)
    assert table["Hugo_Symbol"].to_pylist() == ["IDH1"]


def test_rows_of_many_blocks_come_back_whole_and_in_order(written):
    rows = [f"GENE{i}\t{i}\t{'x' * 100}\t1\tSilent\tTCGA-02-0003\t" for i in range(100_000)]
    table = read_maf(written(maf(*rows)), MAF)
    assert table["Entrez_Gene_Id"].to_pylist() == [str(i) for i in range(100_000)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (maf(IDH1, header=HEADER.replace("Hugo_Symbol", "Gene")), "the header lacks Hugo_Symbol. It has 'Gene'"),
        (maf(IDH1, header=HEADER.replace("HGVSp_Short", "Chromosome")), "has more than once Chromosome"),
        (maf(), "a header and no rows"),
        ("#version 2.4\n", "comments only"),
        (maf(IDH1, "TP53\t7157"), r"line 4 \(begins 'TP53'\): found 2 fields; expected 7"),
        (maf(IDH1, TP53 + "\tmore"), r"line 4 \(begins 'TP53'\): found 8 fields; expected 7"),
        (maf(IDH1, TP53).encode().replace(b"TP53", b"TP5\xff"), "line 4, .*column Hugo_Symbol: .*xff.* UTF-8"),
        (maf(IDH1, TP53.replace("17", "1\0")), "line 4, row 'TP53', column Chromosome: .*without NUL"),
        (b"caf\xe9\t" + maf(IDH1, comments="").encode(), "the header is not UTF-8"),
        (maf(IDH1, comments="#version\r2.4\n"), "line 1: a carriage return"),
        (maf(IDH1, header=HEADER + "\0"), "line 2: a carriage return or NUL byte"),
        (maf(IDH1, TP53.replace("mc3", "mc\r3")), r"line 4 \(begins 'TP53'\): a carriage return"),
        (
            maf(IDH1, TP53, header=HEADER.replace("Hugo_Symbol\tEntrez_Gene_Id", "Entrez_Gene_Id\tHugo_Symbol")),
            "column Entrez_Gene_Id: found 'IDH1', 'TP53'; expected values such as 3417",
        ),
        (
            maf(
                IDH1, header=HEADER.replace("Chromosome\tVariant_Classification", "Variant_Classification\tChromosome")
            ),
            "column Chromosome: found 'Missense_Mutation'",
        ),
    ],
)
def test_a_maf_that_breaks_the_format_is_refused_with_its_name_the_place_and_what_to_do(written, content, what):
    with pytest.raises(FormatError, match=f"^{MAF}.*{what}.*Get the file anew"):
        read_maf(written(content), MAF)


@pytest.mark.parametrize("content", ["", "<html>", "version https://git-lfs.github.com/spec/v1\noid sha256:4"])
def test_what_is_no_data_is_refused_before_it_is_read(written, content):
    with pytest.raises(SourceError, match=f"^{MAF}"):
        read_maf(written(content), MAF)


@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(text.encode())], ids=["plain", "gzip"])
def test_expression_is_genes_by_samples_with_missing_values_as_nan(written, pack):
    symbols, samples, values = read_expression(written(pack(MATRIX)), XENA, "sample")
    assert symbols == ["EGFR", "PTEN"]
    assert samples == ["TCGA-02-0047-01", "TCGA-06-0125-01"]
    assert values.dtype == np.float64
    np.testing.assert_array_equal(values, [[1.5, -0.25], [np.nan, 3.0]])


@pytest.mark.parametrize("missing", ["", "NA", "NaN", "[Not Available]", "null"])
def test_every_spelling_of_missing_is_nan(written, missing):
    values = read_expression(written(MATRIX.replace("-0.25", missing)), XENA, "sample").values
    assert np.isnan(values[0, 1])


def test_a_number_comes_back_to_the_last_digit(written):
    values = read_expression(written(MATRIX.replace("-0.25", "-2.3991000000000002e-05")), XENA, "sample").values
    assert values[0, 1] == -2.3991000000000002e-05


def test_an_entrez_column_is_not_taken_for_a_sample(written):
    content = "Hugo_Symbol\tEntrez_Gene_Id\tGLSS-19-0266-TP\nEGFR\t1956\t0.5\n"
    expression = read_expression(written(content), "x", "Hugo_Symbol")
    assert expression.samples == ["GLSS-19-0266-TP"]
    assert expression.values.tolist() == [[0.5]]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (
            MATRIX.replace("-0.25", "high"),
            "line 2, row 'EGFR', column TCGA-06-0125-01: found 'high'; expected a finite",
        ),
        (MATRIX.replace("3", "inf"), "line 3, row 'PTEN', column TCGA-06-0125-01: found 'inf'; expected a finite"),
        (MATRIX.replace("3", "-1e999"), "line 3, row 'PTEN', .*found '-1e999'; expected a finite"),
        (MATRIX.replace("3", "1_0"), "line 3, row 'PTEN', .*found '1_0'"),
        (MATRIX.replace("3", "NAN"), "line 3, row 'PTEN', .*found 'NAN'; expected a finite"),
        (MATRIX.replace("EGFR", "1956").replace("PTEN", "5728"), "column sample: found '1956', '5728'; .*such as IDH1"),
        (MATRIX.replace("3", "3\0"), "line 3, row 'PTEN', .*without NUL"),
        (MATRIX.replace("PTEN", "PT\0EN"), "line 3, row .*column sample: .*without NUL"),
        (MATRIX.encode().replace(b"PTEN", b"PT\xe9N"), "line 3, row .*column sample: .*UTF-8"),
        (MATRIX.replace("\t3", ""), r"line 3 \(begins 'PTEN'\): found 2 fields; expected 3"),
        (MATRIX.replace("TCGA-06-0125", "TCGA-02-0047"), "has more than once TCGA-02-0047-01"),
        (MATRIX.replace("TCGA-06-0125-01", ""), "has a column without a name"),
        (MATRIX.replace("sample", "gene"), "the header lacks sample. It has 'gene'"),
        ("sample\nEGFR\n", "has no sample column"),
        (MATRIX.split("\n")[0], "a header and no rows"),
    ],
)
def test_expression_that_breaks_the_format_is_refused_with_gene_and_sample(written, content, what):
    with pytest.raises(FormatError, match=f"^{XENA}.*{what}"):
        read_expression(written(content), XENA, "sample")


def test_the_place_of_a_fault_is_found_in_a_packed_file_too(written):
    with pytest.raises(FormatError, match="line 2, row 'EGFR', column TCGA-06-0125-01: found 'high'"):
        read_expression(written(gzip.compress(MATRIX.replace("-0.25", "high").encode())), XENA, "sample")


def test_a_cut_off_or_damaged_archive_is_refused(written):
    rows = "".join(f"GENE{i}\t{i * 7919 % 1000}\t{i}\n" for i in range(20_000))
    packed = gzip.compress((MATRIX + rows).encode())
    damaged = packed[:9000] + bytes([packed[9000] ^ 255]) + packed[9001:]
    for content in (packed[:-3000], packed[:-4], packed[:40], damaged):
        with pytest.raises(SourceError, match=f"^{XENA}: cannot be read to its end"):
            read_expression(written(content), XENA, "sample")


@pytest.mark.mirror
def test_the_real_tcga_calls_are_read_row_by_row(mirror):
    path = mirror / MAF
    with path.open(encoding="utf-8") as file:
        rows = sum(1 for line in file if not line.startswith("#")) - 1
    table = read_maf(path, MAF)
    assert table.num_rows == rows
    assert len(table["Tumor_Sample_Barcode"].unique()) == 812


@pytest.mark.mirror
def test_the_xena_matrix_is_read_as_pandas_reads_it(mirror):
    symbols, samples, values = read_expression(mirror / XENA, XENA, "sample")
    start = pd.read_csv(mirror / XENA, sep="\t", index_col="sample", nrows=200)
    assert symbols[:200] == list(start.index)
    assert samples == list(start.columns)
    assert values.shape == (len(symbols), len(samples))
    np.testing.assert_allclose(values[:200], start.to_numpy(), rtol=1e-15)


def test_gene_names_are_read_without_the_values(tmp_path):
    path = tmp_path / "expression.txt"
    path.write_text("sample\tTCGA-02-0047-01\nIDH1\t1.5\nTP53\tNA\nIDH1\t2.5\n")
    assert read_gene_names(path, "xena/expression", "sample") == ["IDH1", "TP53", "IDH1"]
