"""Columns of the upstream files that hold more than the platform reads, in upstream's order and spelling."""

from typing import Final


def _columns(text: str) -> list[str]:
    return text.split()


LGGGBM_PATIENT: Final = _columns("""
    PATIENT_ID STUDY BCR_STATUS HISTOLOGICAL_DIAGNOSIS AGE SEX OS_MONTHS OS_STATUS KARNOFSKY_PERFORMANCE_SCORE
""")

LGGGBM_SAMPLE: Final = _columns("""
    SAMPLE_ID PATIENT_ID TISSUE_SOURCE_SITE WHOLE_EXOME_SEQUENCING WHOLE_GENOME_SEQUENCING RNASEQ_DATA SNP6 U133A
    HM450 HM27 RPPA GRADE PERCENT_ANEUPLOIDY IDH_1P19Q_SUBTYPE PURITY_ABSOLUTE ABSOLUTE_EXTRACT_PLOIDY RPPA_CLUSTER
    IDH_STATUS IDH_CODEL_SUBTYPE MGMT_PROMOTER_STATUS CHR_7_GAIN_CHR_10_LOSS CHR_19_20_CO_GAIN TERT_PROMOTER_STATUS
    TERT_EXPRESSION_LOG2 TERT_EXPRESSION_STATUS ATRX_STATUS DAXX_STATUS TELOMERE_MAINTENANCE BRAF_V600E_STATUS
    BRAF_KIAA1549_FUSION ESTIMATE_STROMAL_SCORE ESTIMATE_IMMUNE_SCORE ESTIMATE_COMBINED_SCORE ORIGINAL_SUBTYPE
    TRANSCRIPTOME_SUBTYPE PAN_GLIOMA_RNA_EXPRESSION_CLUSTER IDH_SPECIFIC_RNA_EXPRESSION_CLUSTER
    PAN_GLIOMA_DNA_METHYLATION_CLUSTER IDH_SPECIFIC_DNA_METHYLATION_CLUSTER SUPERVISED_DNA_METHYLATION_CLUSTER
    RANDOM_FOREST_STURM_CLUSTER TELOMERE_LENGTH_ESTIMATE_IN_BLOOD_NORMAL_KB TELOMERE_LENGTH_ESTIMATE_IN_TUMOR_KB
    CANCER_TYPE_DETAILED ONCOTREE_CODE CANCER_TYPE SOMATIC_STATUS TMB_NONSYNONYMOUS
""")

LGG_PATIENT: Final = _columns("""
    OTHER_PATIENT_ID PATIENT_ID FORM_COMPLETION_DATE HISTOLOGICAL_DIAGNOSIS GRADE LATERALITY TUMOR_SITE
    SUPRATENTORIAL_LOCALIZATION PROSPECTIVE_COLLECTION RETROSPECTIVE_COLLECTION SEX RACE ETHNICITY
    HISTORY_OTHER_MALIGNANCY HISTORY_NEOADJUVANT_TRTYN INITIAL_PATHOLOGIC_DX_YEAR HISTORY_IONIZING_RT_TO_HEAD
    SEIZURE_HISTORY HEADACHE_HISTORY SYMP_CHANGES_MENTAL_STATUS SYMP_CHANGES_VISUAL SYMP_CHANGES_SENSORY
    SYMP_CHANGES_MOTOR_MOVEMENT RELATED_SYMPTOM_FIRST_PRESENT FIRST_SYMPTOM_LONGEST_DURATION
    HISTORY_NEOADJUVANT_STEROID_TX HISTORY_NEOADJUVANT_MEDICATION TUMOR_STATUS FAMILY_HISTORY_OF_CANCER
    FAMILY_HISTORY_OF_PRIMARY_BRAIN_TUMOR KARNOFSKY_PERFORMANCE_SCORE ECOG_SCORE PERFORMANCE_STATUS_TIMING
    RADIATION_TREATMENT_ADJUVANT TREATMENT_OUTCOME_FIRST_COURSE NEW_TUMOR_EVENT_AFTER_INITIAL_TREATMENT AGE
    DAYS_TO_INITIAL_PATHOLOGIC_DIAGNOSIS DISEASE_CODE ICD_10 ICD_O_3_HISTOLOGY ICD_O_3_SITE
    INFORMED_CONSENT_VERIFIED PROJECT_CODE TARGETED_MOLECULAR_THERAPY TISSUE_SOURCE_SITE SITE_OF_TUMOR_TISSUE
    OS_STATUS OS_MONTHS DFS_STATUS DFS_MONTHS
""")

GBM_PATIENT: Final = _columns("""
    OTHER_PATIENT_ID PATIENT_ID FORM_COMPLETION_DATE HISTORY_LGG_DX_OF_BRAIN_TISSUE PROSPECTIVE_COLLECTION
    RETROSPECTIVE_COLLECTION SEX RACE ETHNICITY HISTORY_OTHER_MALIGNANCY HISTORY_NEOADJUVANT_TRTYN
    INITIAL_PATHOLOGIC_DX_YEAR METHOD_OF_INITIAL_SAMPLE_PROCUREMENT METHOD_OF_INITIAL_SAMPLE_PROCUREMENT_OTHER
    TUMOR_STATUS KARNOFSKY_PERFORMANCE_SCORE ECOG_SCORE PERFORMANCE_STATUS_TIMING RADIATION_TREATMENT_ADJUVANT
    PHARMACEUTICAL_TX_ADJUVANT TREATMENT_OUTCOME_FIRST_COURSE NEW_TUMOR_EVENT_AFTER_INITIAL_TREATMENT AGE
    PRIMARY_SITE_PATIENT DAYS_TO_INITIAL_PATHOLOGIC_DIAGNOSIS DISEASE_CODE HISTOLOGICAL_DIAGNOSIS ICD_10
    ICD_O_3_HISTOLOGY ICD_O_3_SITE INFORMED_CONSENT_VERIFIED PROJECT_CODE TISSUE_SOURCE_SITE SITE_OF_TUMOR_TISSUE
    OS_STATUS OS_MONTHS DFS_STATUS DFS_MONTHS
""")

FIREHOSE_SAMPLE: Final = _columns("""
    PATIENT_ID SAMPLE_ID OTHER_SAMPLE_ID SPECIMEN_CURRENT_WEIGHT DAYS_TO_COLLECTION DAYS_TO_SPECIMEN_COLLECTION
    SPECIMEN_FREEZING_METHOD SAMPLE_INITIAL_WEIGHT SPECIMEN_SECOND_LONGEST_DIMENSION IS_FFPE LONGEST_DIMENSION
    METHOD_OF_SAMPLE_PROCUREMENT OCT_EMBEDDED OTHER_METHOD_OF_SAMPLE_PROCUREMENT PATHOLOGY_REPORT_FILE_NAME
    PATHOLOGY_REPORT_UUID SAMPLE_TYPE SAMPLE_TYPE_ID SHORTEST_DIMENSION TIME_BETWEEN_CLAMPING_AND_FREEZING
    TIME_BETWEEN_EXCISION_AND_FREEZING VIAL_NUMBER ONCOTREE_CODE CANCER_TYPE CANCER_TYPE_DETAILED SOMATIC_STATUS
    TMB_NONSYNONYMOUS
""")

GLASS_PATIENT: Final = _columns("""
    PATIENT_ID CASE_PROJECT SEX AGE OS_STATUS OS_MONTHS TISSUE_SOURCE
""")

GLASS_SAMPLE: Final = _columns("""
    PATIENT_ID SAMPLE_ID SAMPLE_TYPE ONCOTREE_CODE HISTOLOGY TUMOR_GRADE IDH_STATUS IDH_CODEL_STATUS
    TUMOR_CLASSIFICATION CODEL_STATUS MGMT_METHYLATION SURGERY_TYPE SURGERY_INDICATION SURGERY_EXTENT_OF_RESECTION
    SURGERY_LATERALITY SURGERY_LOCATION TREATMENT_TMZ TREATMENT_TMZ_CYCLES TREATMENT_TMZ_CYCLES_6
    TREATMENT_CONCURRENT_TMZ TREATMENT_RADIOTHERAPY TREATMENT_RADIATION_DOSE_GY ALKYLATING_AGENT_TX
    MGMT_METHYLATION_METHOD DNA_ALIQUOT_BARCODE RNA_ALIQUOT_BARCODE ALIQUOT_ANALYSIS_TYPE STROMAL_SCORE IMMUNE_SCORE
    ESTIMATE_SCORE PURITY CANCER_TYPE CANCER_TYPE_DETAILED
""")

NUMBERS: Final = frozenset(
    _columns("""
    AGE OS_MONTHS DFS_MONTHS KARNOFSKY_PERFORMANCE_SCORE ECOG_SCORE PERCENT_ANEUPLOIDY PURITY_ABSOLUTE
    ABSOLUTE_EXTRACT_PLOIDY TERT_EXPRESSION_LOG2 TMB_NONSYNONYMOUS INITIAL_PATHOLOGIC_DX_YEAR TREATMENT_TMZ_CYCLES
    PURITY ESTIMATE_SCORE
    """)
)

TIMELINE_STATUS: Final = _columns("""
    PATIENT_ID START_DATE STOP_DATE EVENT_TYPE STATUS
""")

TIMELINE_TREATMENT: Final = _columns("""
    PATIENT_ID START_DATE STOP_DATE EVENT_TYPE TREATMENT_TYPE AGENT ANATOMIC_TREATMENT_SITE REGIMEN_INDICATION
""")

TIMELINE_SURGERY: Final = _columns("""
    PATIENT_ID START_DATE STOP_DATE EVENT_TYPE SURGERY_TYPE SURGERY_INDICATION SURGERY_EXTENT_OF_RESECTION
    SURGERY_LATERALITY SURGERY_LOCATION SAMPLE_ID
""")

XENA: Final = _columns("""
    sampleID age_at_initial_pathologic_diagnosis gender histological_type neoplasm_histologic_grade
    tissue_source_site laterality new_neoplasm_event_type days_to_new_tumor_event_after_initial_treatment
    days_to_new_tumor_event_additional_surgery_procedure days_to_additional_surgery_locoregional_procedure
    days_to_additional_surgery_metastatic_procedure new_tumor_event_after_initial_treatment vital_status
    _primary_disease sample_type sample_type_id _PATIENT
""")

CDR: Final = _columns("""
    bcr_patient_barcode type age_at_initial_pathologic_diagnosis gender race ajcc_pathologic_tumor_stage
    clinical_stage histological_type histological_grade initial_pathologic_dx_year menopause_status birth_days_to
    vital_status tumor_status last_contact_days_to death_days_to cause_of_death new_tumor_event_type
    new_tumor_event_site new_tumor_event_site_other new_tumor_event_dx_days_to treatment_outcome_first_course
    margin_status residual_tumor OS OS.time DSS DSS.time DFI DFI.time PFI PFI.time Redaction
""")

FOLLOWUP: Final = _columns("""
    bcr_patient_uuid bcr_patient_barcode acronym gender vital_status days_to_birth days_to_death
    days_to_last_followup days_to_initial_pathologic_diagnosis age_at_initial_pathologic_diagnosis icd_10
    tissue_retrospective_collection_indicator icd_o_3_histology tissue_prospective_collection_indicator
    history_of_neoadjuvant_treatment icd_o_3_site tumor_tissue_site new_tumor_event_after_initial_treatment
    radiation_therapy race prior_dx ethnicity person_neoplasm_cancer_status patient_id
    year_of_initial_pathologic_diagnosis histological_type tissue_source_site form_completion_date pathologic_T
    pathologic_M clinical_stage initial_pathologic_diagnosis_method init_pathology_dx_method_other
    karnofsky_performance_score neoplasm_histologic_grade laterality tumor_tissue_site_other
    days_to_new_tumor_event_after_initial_treatment family_history_of_cancer prior_glioma new_neoplasm_event_type
    supratentorial_localization seizure_history tumor_location first_presenting_symptom headache_history
    days_to_last_known_alive
""")

MAF: Final = _columns("""
    Hugo_Symbol Entrez_Gene_Id Center NCBI_Build Chromosome Start_Position End_Position Strand Consequence
    Variant_Classification Variant_Type Reference_Allele Tumor_Seq_Allele1 Tumor_Seq_Allele2 dbSNP_RS
    dbSNP_Val_Status Tumor_Sample_Barcode Matched_Norm_Sample_Barcode Match_Norm_Seq_Allele1 Match_Norm_Seq_Allele2
    Tumor_Validation_Allele1 Tumor_Validation_Allele2 Match_Norm_Validation_Allele1 Match_Norm_Validation_Allele2
    Verification_Status Validation_Status Mutation_Status Sequencing_Phase Sequence_Source Validation_Method Score
    BAM_File Sequencer t_ref_count t_alt_count n_ref_count n_alt_count HGVSc HGVSp HGVSp_Short Transcript_ID RefSeq
    Protein_position Codons Hotspot
""")

HGNC: Final = _columns("""
    hgnc_id symbol name locus_group locus_type status location location_sortable alias_symbol alias_name prev_symbol
    prev_name gene_group gene_group_id date_approved_reserved date_symbol_changed date_name_changed date_modified
    entrez_id ensembl_gene_id vega_id ucsc_id ena refseq_accession ccds_id uniprot_ids pubmed_id mgd_id rgd_id lsdb
    cosmic omim_id mirbase homeodb snornabase bioparadigms_slc orphanet pseudogene.org horde_id merops imgt iuphar
    kznf_gene_catalog mamit-trnadb cd lncrnadb enzyme_id intermediate_filament_db rna_central_ids lncipedia gtrnadb
    agr mane_select gencc
""")

HGNC_ALL: Final = _columns("""
    HGNC_ID Approved_symbol Previous_symbols Alias_symbols Chromosome Locus_group HGNC_NCBI_Gene_ID Ensembl_Gene_ID
    NCBI_Gene_ID Ensembl_Gene_ID_secondary
""")
