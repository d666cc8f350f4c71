"""Each awkward case of genes is really in the demo files."""

import json
import zipfile

import pandas as pd
import pytest

from lunar_assets.raw.demo.gene_names import REAL_GENES

LITERATURE = """
ASCL1 ATRX BRAF CCND1 CCND2 CCNE2 CD44 CDK4 CDK6 CDKN1A CDKN2A CDKN2B CHI3L1 CIC DCX DLL3 EGFR ERBB2 FUBP1 GABRA1
GABRA6 GAS1 GLI2 IDH1 IDH2 JAG1 KEL KIAA1549 LFNG LZTR1 MDM2 MERTK MET MGMT MYB MYBL1 MYCN NEFL NES NF1 NF2 NKX2-2
NOTCH3 OLIG2 PDGFRA PIK3CA PIK3R1 PTEN QKI RB1 RELA RELB SLC12A5 SMARCB1 SMO SOX2 SPTA1 SYT1 TCF4 TERT TGFBR2
TNFRSF1A TP53 TRADD YAP1
"""


def names(cells: pd.Series) -> pd.Series:
    """One row a name, index as in the cells."""
    return cells[cells != ""].str.split("|").explode()


@pytest.fixture(scope="module")
def other_names(hgnc) -> dict[str, pd.Series]:
    by_symbol = hgnc.set_index("symbol")
    return {column: names(by_symbol[column]) for column in ("prev_symbol", "alias_symbol")}


def test_the_literature_genes_are_real_and_all_other_names_are_marked(hgnc):
    real = {symbol for symbol, _, _ in REAL_GENES}
    assert set(LITERATURE.split()) <= real <= set(hgnc["symbol"])
    assert hgnc.loc[~hgnc["symbol"].isin(real), "symbol"].str.startswith("DEMO").all()


def test_ids_are_unique_and_invented_ones_far_from_real_ones(hgnc):
    entrez = hgnc.loc[hgnc["entrez_id"] != "", "entrez_id"].astype(int)
    assert not entrez.duplicated().any()
    assert not hgnc["hgnc_id"].duplicated().any()
    assert ((entrez < 100_000) == hgnc.loc[entrez.index, "symbol"].isin([s for s, _, _ in REAL_GENES])).all()
    assert (hgnc["hgnc_id"].str.removeprefix("HGNC:").astype(int) >= 9_900_000).all()


def test_the_nomenclature_holds_more_than_coding_autosomal_genes(hgnc):
    assert set(hgnc["locus_group"]) == {"protein-coding gene", "non-coding RNA", "pseudogene"}
    chromosome = hgnc["location"].str.extract(r"^(\d+|X|Y|mito)", expand=False)
    assert {"X", "Y", "mito"} <= set(chromosome)
    assert hgnc.set_index("symbol").loc[["ATRX", "DCX"], "location"].str.startswith("X").all()
    assert (hgnc["entrez_id"] == "").any()


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_files_use_previous_alias_ambiguous_and_unknown_names(hgnc, other_names, matrix, maf, dataset):
    approved = set(hgnc["symbol"])
    targets = pd.concat(list(other_names.values()))
    n_targets = pd.Series(targets.index, index=targets.to_numpy()).groupby(level=0).nunique()
    for used in (set(matrix[dataset].index), set(maf[dataset]["Hugo_Symbol"])):
        outdated = used - approved
        assert outdated & set(other_names["prev_symbol"])
        assert outdated & set(other_names["alias_symbol"])
        assert outdated & set(n_targets.index[n_targets > 1])
        assert outdated - set(targets) - {""}


def test_an_approved_symbol_may_be_the_alias_of_another_gene(hgnc, other_names, matrix):
    kinds = hgnc.set_index("symbol")
    shared = set(other_names["alias_symbol"]) & set(kinds.index)
    locations = kinds.loc[list(shared), "location"]
    assert locations.str.startswith("X").any()
    assert (kinds.loc[list(shared), "locus_group"] == "non-coding RNA").any()
    assert ((kinds.loc[list(shared), "locus_group"] == "protein-coding gene") & ~locations.str.startswith("X")).any()
    assert shared & set(matrix["tcga"].index)


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_a_gene_has_several_expression_rows(hgnc, other_names, matrix, dataset):
    rows = matrix[dataset].index
    assert rows.duplicated().sum() >= 5
    old_name_of = other_names["prev_symbol"].reset_index().groupby("symbol")["prev_symbol"].agg(set)
    twice = [symbol for symbol in set(rows) & set(old_name_of.index) if old_name_of[symbol] & set(rows)]
    assert len(twice) >= 3


def test_genes_that_do_not_vary(demo_folder, matrix):
    spread = matrix["tcga"].max(axis=1) - matrix["tcga"].min(axis=1)
    assert (spread == 0).sum() == 3
    missing = matrix["glass"].isna()
    assert missing.all(axis=1).sum() == 4
    text = (demo_folder / "datahub/difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt").read_text()
    assert "\tNA\tNA" in text
    scattered = missing.loc[~missing.all(axis=1)].any()
    assert set(scattered.index[scattered].str[-2:]) == {"R1"}


def test_one_gene_varies_in_a_test_patient_only(demo_folder, matrix):
    with zipfile.ZipFile(demo_folder / "lunar/other.zip") as archive:
        split = json.loads(archive.read("other/tcga_splits.json"))
    everywhere, elsewhere = matrix["tcga"], matrix["tcga"].drop(columns=split["test"])
    constant_elsewhere = elsewhere.max(axis=1) == elsewhere.min(axis=1)
    assert (constant_elsewhere & (everywhere.max(axis=1) > everywhere.min(axis=1))).sum() == 1


def test_genes_of_one_cohort_only(matrix, hgnc):
    made = set(hgnc["symbol"])
    tcga, glass = set(matrix["tcga"].index) & made, set(matrix["glass"].index) & made
    assert tcga - glass
    assert glass - tcga


def test_glass_expression_is_z_scores(matrix):
    values = matrix["glass"].dropna()
    assert values.mean(axis=1).abs().max() < 1e-3
    assert (values.std(axis=1) - 1).abs().max() < 1e-3


def test_a_literature_gene_has_made_up_partners_that_follow_it(matrix):
    correlation = matrix["tcga"].T.corrwith(matrix["tcga"].loc["CD44"])
    strong = correlation[correlation.abs() > 0.9].drop("CD44")
    assert len(strong) >= 3
    assert (strong < 0).any()
    assert strong.index.str.startswith("DEMO").all()


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_calls_of_every_kind(maf, hgnc, dataset):
    calls = maf[dataset]
    assert {"Silent", "RNA", "Missense_Mutation", "5'Flank"} <= set(calls["Variant_Classification"])
    assert {"X", "1", "22"} <= set(calls["Chromosome"])
    assert {"0", "", "989999999"} <= set(calls["Entrez_Gene_Id"])
    assert {"", "Unknown"} <= set(calls.loc[calls["Entrez_Gene_Id"] == "0", "Hugo_Symbol"])
    known = hgnc.set_index("entrez_id")["symbol"]
    told = calls["Entrez_Gene_Id"].map(known[known.index != ""])
    assert (calls["Hugo_Symbol"].eq("DEMOLOST0003") & told.notna()).any(), "the id tells what the symbol does not"
    on_x = calls["Chromosome"].eq("X") & told.map(hgnc.set_index("symbol")["location"]).str.match(r"\d", na=False)
    assert on_x.any(), "a call on X of an autosomal gene"
    noncoding = hgnc.loc[hgnc["locus_group"] != "protein-coding gene", "symbol"]
    assert calls["Hugo_Symbol"].isin(noncoding).any()


def test_drivers_follow_the_subtype(maf, demo_table):
    samples = demo_table("datahub/lgggbm_tcga_pub/data_clinical_sample.txt")
    subtype = samples.set_index("PATIENT_ID")["IDH_CODEL_SUBTYPE"]
    calls = maf["tcga"]
    carriers = calls.groupby("Hugo_Symbol")["Tumor_Sample_Barcode"].agg(set)
    called = subtype[subtype.index.isin(calls["Tumor_Sample_Barcode"])]
    genes = ("IDH1", "CIC", "ATRX", "EGFR", "PTEN")
    share = {gene: called.index.isin(carriers[gene]).astype(float) for gene in genes}
    by_subtype = pd.DataFrame(share).groupby(called.to_numpy()).mean()
    assert by_subtype["IDH1"]["IDHmut-codel"] > 0.8 > 0.1 > by_subtype["IDH1"]["IDHwt"]
    assert by_subtype["CIC"].idxmax() == "IDHmut-codel"
    assert by_subtype["ATRX"].idxmax() == "IDHmut-non-codel"
    assert by_subtype[["EGFR", "PTEN"]].idxmax().tolist() == ["IDHwt", "IDHwt"]


def test_enough_genes_are_mutated_in_two_percent_of_the_patients(maf):
    calls = maf["tcga"]
    counted = calls[~calls["Variant_Classification"].isin(["Silent", "RNA"])]
    share = counted.groupby("Hugo_Symbol")["Tumor_Sample_Barcode"].nunique() / calls["Tumor_Sample_Barcode"].nunique()
    assert (share >= 0.02).sum() > 60
