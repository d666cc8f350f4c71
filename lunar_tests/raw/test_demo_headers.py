"""The demo files look like upstream's: header, comment lines, spelling of ids and words, every spelling of missing."""

import json
import zipfile

import pytest

EVENT_DAY = "days_to_new_tumor_event_after_initial_treatment"
LATER_SURGERY = [
    "days_to_new_tumor_event_additional_surgery_procedure",
    "days_to_additional_surgery_locoregional_procedure",
]
FIELDS = {
    "xena/TCGA.GBMLGG.sampleMap/GBMLGG_clinicalMatrix": [
        "sampleID", "age_at_initial_pathologic_diagnosis", "histological_type", "neoplasm_histologic_grade",
        "tissue_source_site", "sample_type", "new_neoplasm_event_type", EVENT_DAY, *LATER_SURGERY,
    ],
    "xena/TCGA.GBM.sampleMap/GBM_clinicalMatrix": ["sampleID", EVENT_DAY, "sample_type", "days_to_tumor_recurrence"],
    "xena/TCGA.LGG.sampleMap/LGG_clinicalMatrix": ["sampleID", EVENT_DAY, "sample_type"],
    "datahub/lgggbm_tcga_pub/data_clinical_patient.txt": ["PATIENT_ID", "SEX"],
    "datahub/lgggbm_tcga_pub/data_clinical_sample.txt": [
        "PATIENT_ID", "SAMPLE_ID", "GRADE", "IDH_CODEL_SUBTYPE", "IDH_STATUS", "CHR_7_GAIN_CHR_10_LOSS",
        "TERT_PROMOTER_STATUS",
    ],
    "datahub/lgggbm_tcga_pub/data_mutations.txt": [
        "Hugo_Symbol", "Entrez_Gene_Id", "Chromosome", "Variant_Classification", "Tumor_Sample_Barcode",
    ],
    "datahub/lgg_tcga/data_clinical_patient.txt": ["PATIENT_ID", "SEX", "ETHNICITY", "DFS_MONTHS"],
    "datahub/gbm_tcga/data_clinical_patient.txt": ["PATIENT_ID", "SEX", "ETHNICITY", "DFS_MONTHS"],
    "datahub/lgg_tcga/data_clinical_sample.txt": ["PATIENT_ID", "SAMPLE_ID", "SAMPLE_TYPE"],
    "datahub/gbm_tcga/data_clinical_sample.txt": ["PATIENT_ID", "SAMPLE_ID", "SAMPLE_TYPE"],
    "datahub/gbm_tcga_pan_can_atlas_2018/data_timeline_status.txt": ["PATIENT_ID", "START_DATE", "STATUS"],
    "datahub/gbm_tcga_pan_can_atlas_2018/data_timeline_treatment.txt": [
        "PATIENT_ID", "START_DATE", "ANATOMIC_TREATMENT_SITE", "REGIMEN_INDICATION",
    ],
    "datahub/lgg_tcga_pan_can_atlas_2018/data_timeline_treatment.txt": [
        "PATIENT_ID", "START_DATE", "ANATOMIC_TREATMENT_SITE", "REGIMEN_INDICATION",
    ],
    "datahub/difg_glass/data_clinical_patient.txt": ["PATIENT_ID", "SEX", "AGE", "OS_STATUS", "TISSUE_SOURCE"],
    "datahub/difg_glass/data_clinical_sample.txt": [
        "PATIENT_ID", "SAMPLE_ID", "HISTOLOGY", "TUMOR_GRADE", "IDH_CODEL_STATUS",
    ],
    "datahub/difg_glass/data_timeline_surgery.txt": ["PATIENT_ID", "SAMPLE_ID", "START_DATE"],
    "datahub/difg_glass/data_mutations.txt": [
        "Hugo_Symbol", "Entrez_Gene_Id", "Chromosome", "Variant_Classification", "Tumor_Sample_Barcode",
    ],
    "hgnc/hgnc_complete_set.txt": [
        "hgnc_id", "symbol", "locus_group", "location", "alias_symbol", "prev_symbol", "entrez_id", "ensembl_gene_id",
    ],
}  # fmt: skip
CLINICAL = [path for path in FIELDS if "data_clinical" in path]
MISSING = {
    "[Not Available]": ("datahub/lgg_tcga/data_clinical_patient.txt", "ETHNICITY"),
    "[NOT AVAILABLE]": ("gdc/clinical_PANCAN_patient_with_followup.tsv", "ethnicity"),
    "[Not Applicable]": ("gdc/clinical_PANCAN_patient_with_followup.tsv", "prior_glioma"),
    "Not Available": ("datahub/lgg_tcga/data_clinical_patient.txt", "ETHNICITY"),
    "NOT AVAILABLE": ("datahub/lgg_tcga/data_clinical_patient.txt", "ETHNICITY"),
    "[Discrepancy]": ("gdc/clinical_PANCAN_patient_with_followup.tsv", "prior_glioma"),
    "[Unknown]": ("gdc/clinical_PANCAN_patient_with_followup.tsv", "ethnicity"),
    "[Not Evaluated]": ("gdc/clinical_PANCAN_patient_with_followup.tsv", "ethnicity"),
    "nan": ("datahub/lgggbm_tcga_pub/data_clinical_sample.txt", "TERT_PROMOTER_STATUS"),
    "NA": ("datahub/difg_glass/data_clinical_patient.txt", "AGE"),
    "": ("datahub/difg_glass/data_clinical_sample.txt", "HISTOLOGY"),
}


@pytest.mark.parametrize("path", FIELDS)
def test_the_fields_that_the_platform_reads_are_there(demo_table, path):
    assert set(FIELDS[path]) <= set(demo_table(path).columns)


@pytest.mark.parametrize("path", CLINICAL)
def test_clinical_files_of_the_datahub_start_with_four_comment_lines(demo_folder, path):
    lines = (demo_folder / path).read_text().splitlines()
    assert [line.startswith("#") for line in lines[:6]] == [True] * 4 + [False] * 2
    assert {len(line.split("\t")) for line in lines} == {len(lines[4].split("\t"))}
    assert set(lines[2].lstrip("#").split("\t")) <= {"STRING", "NUMBER"}


@pytest.mark.parametrize("study", ["lgggbm_tcga_pub", "difg_glass"])
def test_mutation_files_are_wide_and_start_with_a_version(demo_folder, demo_table, study):
    path = f"datahub/{study}/data_mutations.txt"
    assert (demo_folder / path).read_text().startswith("#version 2.4\nHugo_Symbol\t")
    assert demo_table(path).shape[1] > 40


@pytest.mark.parametrize("spelling", MISSING)
def test_every_spelling_of_a_missing_value_occurs(demo_table, spelling):
    path, column = MISSING[spelling]
    encoding = "latin-1" if path.startswith("gdc") else "utf-8"
    assert spelling in set(demo_table(path, encoding)[column])


def test_the_follow_up_file_is_latin_1_and_not_utf_8(demo_folder, demo_table):
    path = "gdc/clinical_PANCAN_patient_with_followup.tsv"
    with pytest.raises(UnicodeDecodeError):
        (demo_folder / path).read_bytes().decode("utf-8")
    followup = demo_table(path, "latin-1")
    assert followup["init_pathology_dx_method_other"].str.contains("stéréotaxique").any()
    assert {"ethnicity", EVENT_DAY, "prior_glioma"} <= set(followup.columns)


def test_the_workbook_has_a_nameless_first_column_and_patients_of_other_cancers(cdr):
    assert cdr.columns[0] == "Unnamed: 0"
    assert set(cdr["type"]) == {"LGG", "GBM", "ACC"}
    wanted = {"race", "vital_status", "DFI", "DFI.time", "new_tumor_event_type", "new_tumor_event_dx_days_to"}
    assert wanted <= set(cdr.columns)


def test_numbers_of_the_workbook_are_numbers(demo_folder):
    import openpyxl

    sheet = openpyxl.load_workbook(demo_folder / "gdc/TCGA-CDR-SupplementalTableS1.xlsx")["TCGA-CDR"]
    header = [cell.value for cell in sheet[1]]
    column = [row[header.index("DFI")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert set(column) == {0, 1, "#N/A", "[Not Available]"}


def test_ids_have_the_shape_of_upstream_ids(demo_table, matrix, maf):
    assert matrix["tcga"].columns.str.fullmatch(r"TCGA-\w\w-\d{4}-(01|02|11)").all()
    assert matrix["glass"].columns.str.fullmatch(r"(GLSS|TCGA)-\w\w-\d{4}-(TP|R\d|M1)").all()
    assert maf["tcga"]["Tumor_Sample_Barcode"].str.fullmatch(r"TCGA-\w\w-\d{4}").all()
    assert set(maf["glass"]["Tumor_Sample_Barcode"]) <= set(
        demo_table("datahub/difg_glass/data_clinical_sample.txt")["SAMPLE_ID"]
    )


def test_a_site_code_is_text_that_looks_like_a_number(demo_table):
    xena = demo_table("xena/TCGA.GBMLGG.sampleMap/GBMLGG_clinicalMatrix")
    assert {"00", "03"} <= set(xena["tissue_source_site"])
    assert (xena["sampleID"].str[5:7] == xena["tissue_source_site"]).all()


def test_sample_lists_name_the_samples_of_the_files(demo_folder, matrix, maf):
    for kind, expected in (
        ("RNA_Seq_mRNA", set(matrix["glass"].columns)),
        ("sequenced", set(maf["glass"]["Tumor_Sample_Barcode"])),
    ):
        text = (demo_folder / f"datahub/difg_glass/case_lists/cases_{kind}.txt").read_text()
        assert set(text.split("case_list_ids: ")[1].split("\t")) == expected


def test_the_archive_has_the_members_of_upstream(demo_folder):
    with zipfile.ZipFile(demo_folder / "lunar/other.zip") as archive:
        for dataset in ("tcga", "glass"):
            split = json.loads(archive.read(f"other/{dataset}_splits.json"))
            assert list(split) == ["train", "val", "test"]
        header = archive.read("other/HGNC_all.txt").decode().split("\n")[0].split("\t")
    assert header[:6] == [
        "HGNC_ID", "Approved_symbol", "Previous_symbols", "Alias_symbols", "Chromosome", "Locus_group",
    ]  # fmt: skip
