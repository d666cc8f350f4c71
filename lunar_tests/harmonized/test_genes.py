"""Which entries of HGNC are genes of this platform, and what HGNC files are refused."""

from pathlib import Path

import pandas as pd
import pytest

from lunar_assets.errors import FormatError, SourceError
from lunar_assets.harmonized.genes import HGNC_COLUMNS, autosome, coding_autosomal, read_hgnc, why_not_used
from lunar_assets.warehouse.conform import conform
from lunar_assets.warehouse.contracts.harmonized import TABLES

NAME = "hgnc/hgnc_complete_set.txt"
GENES_CONTRACT = next(table for table in TABLES if table.name == "genes")

HEADER = "hgnc_id\tsymbol\tname\tlocus_group\tstatus\tlocation\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id"
TP53 = (
    'HGNC:11998\tTP53\ttumor protein p53\tprotein-coding gene\tApproved\t17p13.1\t"p53|LFS1"\t\t7157\tENSG00000141510'
)
A1BG_AS1 = (
    "HGNC:37133\tA1BG-AS1\tA1BG antisense RNA 1\tnon-coding RNA\tApproved\t19q13.43\tFLJ23569\t"
    '"NCRNA00181|A1BGAS|A1BG-AS"\t503538\tENSG00000268895'
)
ATRX = (
    "HGNC:886\tATRX\tATRX chromatin remodeler\tprotein-coding gene\tApproved\tXq21.1\t"
    '"XH2|XNP"\t"RAD54|MRX52"\t546\tENSG00000085224'
)
BAGE = (
    "HGNC:942\tBAGE\tB melanoma antigen\tprotein-coding gene\tApproved\t21p11.1 not on reference assembly\t"
    "CT2.1\t\t574\t"
)
WITHDRAWN = "HGNC:99\tOLD1\tentry withdrawn\tprotein-coding gene\tEntry Withdrawn\t1p36\t\t\t\t"


@pytest.fixture
def hgnc(tmp_path: Path):
    def read(*rows: str, header: str = HEADER) -> pd.DataFrame:
        path = tmp_path / "hgnc.txt"
        path.write_bytes("\n".join([header, *rows, ""]).encode("utf-8", "surrogateescape"))
        return read_hgnc(path, NAME)

    return read


def test_hgnc_is_read_as_text_with_quoted_lists_and_empty_fields(hgnc):
    table = hgnc(TP53, A1BG_AS1)
    assert list(table.columns) == list(HGNC_COLUMNS)
    assert table["alias_symbol"].tolist() == ["p53|LFS1", "FLJ23569"]
    assert table["prev_symbol"].tolist() == ["", "NCRNA00181|A1BGAS|A1BG-AS"]
    assert table["entrez_id"].tolist() == ["7157", "503538"]


def test_a_quoted_field_may_hold_quotes(hgnc):
    row = TP53.replace("tumor protein p53", '"the ""guardian"" of the genome"')
    assert hgnc(row)["symbol"].tolist() == ["TP53"]


def test_only_approved_coding_genes_of_autosomes_are_genes_of_the_platform(hgnc):
    genes = coding_autosomal(hgnc(TP53, A1BG_AS1, ATRX, BAGE, WITHDRAWN))
    assert genes["symbol"].tolist() == ["BAGE", "TP53"]
    assert genes["chromosome"].tolist() == ["21", "17"]
    assert genes["ensembl_id"].isna().tolist() == [True, False]
    conform(genes, GENES_CONTRACT)


@pytest.mark.parametrize(
    ("location", "chromosome"),
    [
        ("19q13.43", "19"),
        ("1p36.33", "1"),
        ("2p25-p24", "2"),
        ("22", "22"),
        ("13cen, GRCh38 novel patch", "13"),
        ("6p21.3 alternate reference locus", "6"),
        ("12 not on reference assembly", "12"),
        ("22 unplaced", "22"),
        ("Xq21.1", None),
        ("Yp", None),
        ("Xp22.33 and Yp11.3", None),
        ("X and Y", None),
        ("mitochondria", None),
        ("reserved", None),
        ("unplaced", None),
        ("not on reference assembly", None),
        ("c10_B", None),
        ("23", None),
        ("0q1", None),
        ("-", None),
        ("", None),
    ],
)
def test_the_autosome_is_what_a_location_begins_with(location, chromosome):
    found = autosome(pd.Series([location], dtype="str"))
    assert found.isna().item() if chromosome is None else found.item() == chromosome


def test_a_non_coding_gene_of_the_x_chromosome_is_called_not_coding():
    reasons = why_not_used(pd.Series(["non-coding RNA", "protein-coding gene"]), pd.Series(["Xq13.2", "Xq21.1"]))
    assert reasons.tolist() == ["not_coding", "not_autosomal"]


@pytest.mark.parametrize(
    ("rows", "header", "what"),
    [
        ((TP53,), HEADER.replace("prev_symbol", "previous"), "lacks, or has twice, prev_symbol"),
        ((TP53,), HEADER.replace("\tname\t", "\tsymbol\t"), "lacks, or has twice, symbol"),
        ((TP53, "HGNC:1\tA"), HEADER, "line 3: 2 fields; the header has 10"),
        ((TP53, TP53.replace('LFS1"', "LFS1")), HEADER, "unexpected end of data"),
        ((TP53, TP53.replace("HGNC:11998", "HGNC:1")), HEADER, "the symbol 'TP53'"),
        ((TP53.replace("\tTP53\t", "\t\t"),), HEADER, "the symbol ''"),
        ((WITHDRAWN,), HEADER, "no approved entry"),
        ((), HEADER, "a header and no rows"),
        (
            (TP53.replace("\t\t7157", '\t"\t7157'), A1BG_AS1.replace('"NCRNA', "NCRNA")),
            HEADER,
            "line 3: a quoted field goes",
        ),
        (
            (TP53.replace("HGNC:", ""),),
            HEADER,
            "line 2 .*column hgnc_id: found '11998'; expected an id such as HGNC:11998",
        ),
        ((TP53.replace("7157", "7157.0"),), HEADER, "line 2 .*column entrez_id: found '7157.0'"),
        ((TP53.replace("ENSG00000141510", "TP53"),), HEADER, "line 2 .*column ensembl_gene_id: found 'TP53'"),
        ((A1BG_AS1, ATRX), HEADER, "columns locus_group and location: found no entry with 'protein-coding gene'"),
        ((TP53, TP53.replace("tumor", "tu\0mor")), HEADER, "line 3: a NUL byte"),
        ((TP53, TP53.replace("tumor", "tu\udce9mor")), HEADER, "line 3: a byte that is not UTF-8"),
    ],
)
def test_a_nomenclature_file_that_breaks_the_format_is_refused(hgnc, rows, header, what):
    with pytest.raises(FormatError, match=f"^{NAME}.*{what}"):
        hgnc(*rows, header=header)


def test_a_web_page_is_refused(tmp_path):
    path = tmp_path / "hgnc.txt"
    path.write_text("<html>moved</html>")
    with pytest.raises(SourceError, match="a web page"):
        read_hgnc(path, NAME)


@pytest.mark.mirror
def test_the_real_set_has_the_coding_genes_of_all_22_autosomes(mirror):
    genes = coding_autosomal(read_hgnc(mirror / NAME, NAME))
    assert len(genes) > 18_000
    assert genes["chromosome"].nunique() == 22
    named = genes.set_index("symbol")["chromosome"]
    assert named[["TP53", "IDH1", "EGFR", "CDKN1A"]].tolist() == ["17", "2", "7", "6"]
    assert not {"ATRX", "XIST", "KDM5D"} & set(named.index)
    conform(genes, GENES_CONTRACT)
