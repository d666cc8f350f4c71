"""Each awkward case of patients is really in the demo files, as many times as planned."""

import pandas as pd
import pytest

from lunar_assets.raw.demo.cases import AWKWARD_CASES
from lunar_assets.raw.demo.plan import expected_candidates
from lunar_tests.raw.conftest import DEMO_SEED

XENA = "xena/TCGA.GBMLGG.sampleMap/GBMLGG_clinicalMatrix"
PUBLICATION = "datahub/lgggbm_tcga_pub/data_clinical_sample.txt"
EVENT_DAY = "days_to_new_tumor_event_after_initial_treatment"
FOLLOWUP = "gdc/clinical_PANCAN_patient_with_followup.tsv"


@pytest.fixture(scope="module")
def planned() -> pd.DataFrame:
    """Planned case and step of every primary sample."""
    plan = expected_candidates(DEMO_SEED, "small")
    return plan.assign(patient=plan["sample_id"].str[:12])


@pytest.fixture(scope="module")
def patients_of(planned):
    """Patients of a case."""

    def of(dataset: str, *cases: str) -> set[str]:
        chosen = planned[(planned["dataset"] == dataset) & planned["case"].isin(cases)]
        assert len(chosen)
        return set(chosen["patient"])

    return of


@pytest.fixture(scope="module")
def xena(demo_table) -> pd.DataFrame:
    """Primary rows of the GBMLGG matrix, by patient."""
    rows = demo_table(XENA)
    return rows[rows["sampleID"].str.endswith("-01")].set_index("_PATIENT")


def test_every_case_has_as_many_patients_as_its_table_says(planned):
    counts = planned.groupby(["dataset", "case"]).size()
    assert counts.to_dict() == {(case.dataset, case.name): case.small for case in AWKWARD_CASES}


def test_expression_and_mutation_files_hold_the_samples_planned(planned, matrix, maf):
    for dataset, called in (("tcga", lambda ids: ids.str[:12]), ("glass", lambda ids: ids)):
        rows = planned[planned["dataset"] == dataset]
        in_matrix = rows["sample_id"].isin(matrix[dataset].columns)
        in_maf = called(rows["sample_id"]).isin(maf[dataset]["Tumor_Sample_Barcode"])
        for case, expected in {
            "expression_only": (True, False),
            "mutations_only": (False, True),
            "no_genomics": (False, False),
            "only_uncounted_mutations": (True, True),
        }.items():
            found = set(zip(in_matrix[rows["case"] == case], in_maf[rows["case"] == case], strict=True))
            assert found == {expected}, case


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_some_samples_have_no_call_that_counts(planned, maf, dataset):
    rows = planned[(planned["dataset"] == dataset) & (planned["case"] == "only_uncounted_mutations")]
    calls = maf[dataset]
    calls = calls[calls["Tumor_Sample_Barcode"].isin(set(rows["sample_id"]) | set(rows["patient"]))]
    assert len(calls) > len(rows)
    counted = calls[~calls["Variant_Classification"].isin(["Silent", "RNA"])]
    assert set(counted["Hugo_Symbol"]) == {"ATRX", "DEMOLOST0001"}
    assert set(counted.loc[counted["Hugo_Symbol"] == "ATRX", "Chromosome"]) == {"X"}


def test_recurrent_and_normal_samples_stand_beside_primary_ones(demo_table, matrix):
    types = demo_table(XENA).groupby("sample_type")["sampleID"].agg(lambda ids: set(ids.str[-3:])).to_dict()
    assert types == {"Primary Tumor": {"-01"}, "Recurrent Tumor": {"-02"}, "Solid Tissue Normal": {"-11"}}
    assert set(matrix["tcga"].columns.str[-3:]) == {"-01", "-02", "-11"}
    samples = demo_table("datahub/difg_glass/data_clinical_sample.txt")
    assert {"TP", "R1", "R2", "R3", "M1"} == set(samples["SAMPLE_ID"].str.split("-").str[3])
    assert set(matrix["glass"].columns.str[-2:]) > {"TP", "R1", "R2"}


def test_a_recurrent_sample_may_be_known_to_one_hub_only(demo_table, patients_of):
    xena = set(demo_table(XENA).query("sample_type == 'Recurrent Tumor'")["_PATIENT"])
    hub = pd.concat([demo_table(f"datahub/{study}/data_clinical_sample.txt") for study in ("lgg_tcga", "gbm_tcga")])
    firehose = set(hub.query("SAMPLE_TYPE == 'Recurrence'")["PATIENT_ID"])
    assert patients_of("tcga", "dfi_zero_recurrent_sample") <= xena - firehose
    assert patients_of("tcga", "event_day_lgg") <= firehose - xena


def test_tcga_patients_are_in_glass_under_their_own_id(demo_table, xena, patients_of, matrix):
    samples = demo_table("datahub/difg_glass/data_clinical_sample.txt")
    lent = set(samples.loc[samples["SAMPLE_ID"].str.match(r"TCGA-.*-TP$"), "PATIENT_ID"])
    assert lent == patients_of("glass", "tcga_patient", "tcga_patient_mutations_only")
    assert lent <= set(xena.index)
    assert len(patients_of("glass", "tcga_patient") & set(matrix["glass"].columns.str[:12])) == 20


def test_some_glass_patients_have_no_primary_sample(demo_table):
    samples = demo_table("datahub/difg_glass/data_clinical_sample.txt")
    primaries = set(samples.loc[samples["SAMPLE_ID"].str.endswith("-TP"), "PATIENT_ID"])
    assert len(set(demo_table("datahub/difg_glass/data_clinical_patient.txt")["PATIENT_ID"]) - primaries) == 12


def test_dfi_zero_without_an_explicit_indicator(cdr, demo_table, xena, patients_of):
    ids = patients_of("tcga", "dfi_zero", "dfi_zero_progression")
    rows = cdr[cdr["bcr_patient_barcode"].isin(ids)]
    assert set(rows["DFI"]) == {"0"}
    assert set(rows["new_tumor_event_type"].dropna()) == {"Progression of Disease"}
    assert not set(xena.loc[list(ids), "new_neoplasm_event_type"]) - {""}
    assert not ids & set(demo_table(XENA).query("sample_type == 'Recurrent Tumor'")["_PATIENT"])


def test_progression_and_nothing_else(cdr, xena, patients_of):
    by_cdr = cdr.set_index("bcr_patient_barcode")["new_tumor_event_type"].fillna("")
    for case, expected in {
        "progression_cdr": {("Progression of Disease", "")},
        "progression_xena": {("", "Progression of Disease")},
        "progression_both": {("Progression of Disease", "Progression of Disease")},
    }.items():
        ids = list(patients_of("tcga", case))
        types = zip(by_cdr[ids], xena.loc[ids, "new_neoplasm_event_type"], strict=True)
        assert set(types) == expected


def test_prior_glioma(demo_table, patients_of):
    followup = demo_table(FOLLOWUP, "latin-1")
    told = set(followup.loc[followup["prior_glioma"] == "YES", "bcr_patient_barcode"])
    assert told == patients_of("tcga", "prior_glioma")


def test_subtype_missing_and_what_the_idh_status_says(demo_table, patients_of, planned):
    rows = demo_table(PUBLICATION).query("IDH_CODEL_SUBTYPE == 'NA'").set_index("PATIENT_ID")["IDH_STATUS"]
    by_status = rows.groupby(rows).groups
    assert set(by_status["Mutant"]) == patients_of("tcga", "mutant_codeletion_unknown")
    assert set(by_status["NA"]) == patients_of("tcga", "subtype_unknown")
    rescued = planned[planned["patient"].isin(by_status["WT"]) & (planned["dataset"] == "tcga")]
    assert len(rescued) == 4
    assert rescued["first_failed_step"].isna().all()


def test_glioblastoma_that_is_codeleted(demo_table, xena, patients_of):
    ids = list(patients_of("tcga", "codeleted_glioblastoma"))
    assert xena.loc[ids, "histological_type"].str.contains("GBM").all()
    assert set(demo_table(PUBLICATION).set_index("PATIENT_ID").loc[ids, "IDH_CODEL_SUBTYPE"]) == {"IDHmut-codel"}


def test_missing_histology(xena, patients_of):
    assert set(xena.index[xena["histological_type"] == ""]) == patients_of("tcga", "no_histology")


def test_the_three_spellings_of_glioblastoma(xena):
    spelled = set(xena["histological_type"]) - {"Astrocytoma", "Oligodendroglioma", "Oligoastrocytoma", ""}
    assert spelled == {"Untreated primary (de novo) GBM", "Glioblastoma Multiforme (GBM)", "Treated primary GBM"}


def test_glass_tumours_that_cannot_be_classified(demo_table, patients_of):
    rows = demo_table("datahub/difg_glass/data_clinical_sample.txt")
    rows = rows[rows["SAMPLE_ID"].str.endswith("-TP")].set_index("PATIENT_ID")
    for case, column, value in (
        ("gliosarcoma", "HISTOLOGY", "Gliosarcoma"),
        ("no_histology", "HISTOLOGY", ""),
        ("no_histology", "TUMOR_GRADE", ""),
        ("no_grade", "TUMOR_GRADE", ""),
        ("no_subtype", "IDH_CODEL_STATUS", ""),
    ):
        assert set(rows.loc[list(patients_of("glass", case)), column]) == {value}


def test_sex_and_grade_and_ethnicity_have_to_come_from_elsewhere(demo_table, xena):
    published = demo_table("datahub/lgggbm_tcga_pub/data_clinical_patient.txt").set_index("PATIENT_ID")["SEX"]
    without_sex = published.index[published == ""]
    firehose = pd.concat([demo_table(f"datahub/{s}/data_clinical_patient.txt") for s in ("lgg_tcga", "gbm_tcga")])
    firehose = firehose.set_index("PATIENT_ID")
    assert set(firehose.loc[without_sex, "SEX"]) == {"Female", "Male"}
    samples = demo_table(PUBLICATION).set_index("PATIENT_ID")
    assert set(xena.loc[samples.index[samples["GRADE"] == "NA"], "neoplasm_histologic_grade"]) <= {"G2", "G3"}
    assert (samples["GRADE"] == "NA").sum() == 5
    followup = demo_table(FOLLOWUP, "latin-1").set_index("bcr_patient_barcode")["ethnicity"]
    missing = followup.index[~followup.str.contains("HISPANIC")].intersection(firehose.index)
    assert firehose.loc[missing, "ETHNICITY"].str.contains("HISPANIC").sum() == 6


def test_a_day_that_is_no_number(demo_table, xena, patients_of):
    followup = demo_table(FOLLOWUP, "latin-1").set_index("bcr_patient_barcode")[EVENT_DAY]
    assert set(followup[list(patients_of("tcga", "day_not_available"))]) == {"[Not Available]"}
    assert set(xena.loc[list(patients_of("tcga", "day_not_a_number")), EVENT_DAY]) == {"not recorded"}


def test_a_recurrence_without_a_day(demo_table, patients_of):
    status = demo_table("datahub/gbm_tcga_pan_can_atlas_2018/data_timeline_status.txt")
    undated = status[(status["STATUS"] == "Recurrence") & (status["START_DATE"] == "")]
    assert set(undated["PATIENT_ID"]) == patients_of("tcga", "recurrence_undated")


def test_a_day_before_diagnosis(xena):
    assert (xena["days_to_new_tumor_event_additional_surgery_procedure"] == "-40").sum() == 18


# Where the day of a tier is told: case, reading of the day by patient.
TIER_FILES = {
    "days_to_tumor_recurrence": ("xena/TCGA.GBM.sampleMap/GBM_clinicalMatrix", "days_to_tumor_recurrence"),
    "event_day_gbmlgg": (XENA, EVENT_DAY),
    "event_day_gbm": ("xena/TCGA.GBM.sampleMap/GBM_clinicalMatrix", EVENT_DAY),
    "event_day_lgg": ("xena/TCGA.LGG.sampleMap/LGG_clinicalMatrix", EVENT_DAY),
    "additional_surgery": (XENA, "days_to_new_tumor_event_additional_surgery_procedure"),
    "locoregional_surgery": (XENA, "days_to_additional_surgery_locoregional_procedure"),
}
TIMELINES = {
    "status_recurrence": ("STATUS", "Recurrence"),
    "status_locoregional": ("STATUS", "Locoregional Disease"),
    "distant_recurrence": ("ANATOMIC_TREATMENT_SITE", "Distant Recurrence"),
    "local_recurrence": ("ANATOMIC_TREATMENT_SITE", "Local Recurrence"),
    "distant_site": ("ANATOMIC_TREATMENT_SITE", "Distant Site"),
    "regimen_recurrence": ("REGIMEN_INDICATION", "Recurrence"),
}


@pytest.mark.parametrize("case", TIER_FILES)
def test_days_of_the_xena_matrices(demo_table, planned, case):
    path, column = TIER_FILES[case]
    days = demo_table(path).set_index("sampleID")[column]
    rows = planned[planned["case"] == case]
    assert days[rows["sample_id"]].astype(float).tolist() == rows["ttr_days"].tolist()


@pytest.mark.parametrize("case", TIMELINES)
def test_days_of_the_timelines(demo_table, planned, case):
    column, word = TIMELINES[case]
    gbm, lgg = "datahub/gbm_tcga_pan_can_atlas_2018", "datahub/lgg_tcga_pan_can_atlas_2018"
    paths = [f"{gbm}/data_timeline_status.txt"]
    if column != "STATUS":
        paths = [f"{study}/data_timeline_treatment.txt" for study in (gbm, lgg)]
    events = pd.concat([demo_table(path) for path in paths])
    first = events[events[column] == word]
    days = pd.to_numeric(first["START_DATE"]).groupby(first["PATIENT_ID"]).min()
    rows = planned[planned["case"] == case]
    assert days[rows["patient"]].tolist() == rows["ttr_days"].tolist()


@pytest.mark.parametrize(
    ("cases", "column"),
    [
        (("dfi_one", "dfi_zero_recurrent_sample", "dfi_zero_event_type"), "DFI.time"),
        (("cdr_event_day", "cdr_event_day_untyped"), "new_tumor_event_dx_days_to"),
    ],
)
def test_days_of_the_workbook(cdr, planned, cases, column):
    rows = planned[planned["case"].isin(cases)]
    days = cdr.set_index("bcr_patient_barcode")[column]
    assert days[rows["patient"]].astype(float).tolist() == rows["ttr_days"].tolist()


def test_days_of_the_follow_up_file(demo_table, planned):
    rows = planned[planned["case"] == "event_day_followup"]
    days = demo_table(FOLLOWUP, "latin-1").set_index("bcr_patient_barcode")[EVENT_DAY]
    assert days[rows["patient"]].astype(float).tolist() == rows["ttr_days"].tolist()


def test_every_tier_gives_some_time_and_a_few_are_censoring_times(cdr, planned):
    final = planned[(planned["dataset"] == "tcga") & planned["first_failed_step"].isna()]
    assert final["ttr_tier"].value_counts().to_dict() == {1: 44, 2: 18, 3: 124, 4: 5}
    censored = final[final["ttr_is_censoring_time"]]
    assert set(cdr.set_index("bcr_patient_barcode").loc[censored["patient"], "DFI"]) == {"0"}
    assert len(censored) == 4


def test_an_earlier_day_of_a_lower_tier_must_not_win(cdr, planned):
    rows = planned[planned["case"].isin(["status_recurrence", "dfi_one"])]
    lower = cdr.set_index("bcr_patient_barcode")["new_tumor_event_dx_days_to"][rows["patient"]].astype(float)
    assert (lower.to_numpy() < rows["ttr_days"].to_numpy()).all()


def test_glass_surgeries(demo_table, planned, patients_of):
    surgeries = demo_table("datahub/difg_glass/data_timeline_surgery.txt")
    surgeries = surgeries.assign(kind=surgeries["SAMPLE_ID"].str[-2:]).set_index("PATIENT_ID")
    r1 = surgeries[surgeries["kind"] == "R1"]["START_DATE"]
    final = planned[(planned["dataset"] == "glass") & planned["first_failed_step"].isna()]
    first = pd.to_numeric(r1[r1.index.isin(final["patient"])]).groupby(level=0).min()
    assert first[final["patient"]].tolist() == final["ttr_days"].tolist()
    assert set(r1.index.value_counts()[list(patients_of("glass", "two_first_recurrences"))]) == {2}
    assert set(r1[list(patients_of("glass", "recurrence_undated"))]) == {"NA"}
    (only,) = patients_of("glass", "second_recurrence_only")
    assert "R1" not in set(surgeries.loc[[only], "kind"])
    late = surgeries[surgeries["kind"] == "TP"].loc[list(patients_of("glass", "late_first_surgery")), "START_DATE"]
    assert (late.astype(int) > 0).all()


@pytest.mark.parametrize("dataset", ["tcga", "glass"])
def test_sites_of_one_patient(demo_table, xena, planned, dataset):
    sites = (
        xena["tissue_source_site"]
        if dataset == "tcga"
        else demo_table("datahub/difg_glass/data_clinical_patient.txt").set_index("PATIENT_ID")["TISSUE_SOURCE"]
    )
    before = planned[
        (planned["dataset"] == dataset) & (planned["first_failed_step"].isna() | (planned["case"] == "single_site"))
    ]
    of_site = sites[before["patient"]]
    alone = of_site[of_site.map(of_site.value_counts()) == 1]
    assert set(alone.index) == set(before.loc[before["case"] == "single_site", "patient"])
    elsewhere = sites[~sites.index.isin(before["patient"])]
    assert set(alone) & set(elsewhere), "earlier leavers share such a site"
