"""Contracts of stage harmonized: genes, expression, mutations, clinical facts and dated recurrence events."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, boolean, double, integer, text
from lunar_assets.warehouse.contracts.shared import DATASET, SAMPLE_ID, SYMBOL

OLDEST_DAYS = 36525
"""No day count of a patient's history is beyond 100 years."""

TABLES = (
    Table(
        "harmonized",
        "genes",
        "Protein-coding genes of the 22 autosomes (HGNC). One row a gene.",
        (
            text("hgnc_id", "HGNC identifier."),
            SYMBOL,
            text("entrez_id", "Entrez (NCBI) gene id.", nullable=True),
            text("ensembl_id", "Ensembl gene id.", nullable=True),
            text("chromosome", "Autosome, 1 to 22.", allowed=tuple(str(n) for n in range(1, 23))),
            text("location", "Cytogenetic location.", nullable=True),
        ),
        ("symbol",),
    ),
    Table(
        "harmonized",
        "gene_mapping",
        "How every gene name of an upstream file was matched to an approved gene. One row a distinct input name.",
        (
            DATASET,
            text("modality", "Kind of file that uses the name.", allowed=("expression", "mutation")),
            text("input_symbol", "Gene symbol as upstream writes it; empty where it gives none."),
            text("input_entrez_id", "Entrez id as upstream writes it (mutations only).", nullable=True),
            text("symbol", "Approved symbol that the name was matched to; empty when it was not used.", nullable=True),
            text("matched_by", "How it was matched, or why not.", allowed=words.MATCH_KINDS),
            integer("n_rows", "Rows of the upstream file with this name.", minimum=1),
        ),
        ("dataset", "modality", "input_symbol", "input_entrez_id"),
        "dataset",
    ),
    Table(
        "harmonized",
        "expression",
        "Expression of a gene in a sample, in the unit of its cohort (TCGA: log2(RSEM + 1), centred over TCGA; "
        "GLASS: z-score over all GLASS samples). One row a gene measured in a sample, sorted by symbol.",
        (
            DATASET,
            SAMPLE_ID,
            SYMBOL,
            double("value", "Expression; the mean where upstream has several rows a gene."),
        ),
        ("symbol", "sample_id"),
        "dataset",
    ),
    Table(
        "harmonized",
        "mutations",
        "Mutation calls counted by sample, gene and class; Silent and RNA calls are here too.",
        (
            DATASET,
            SAMPLE_ID,
            SYMBOL,
            text("variant_classification", "Class of the variant as the MAF spells it."),
            integer("n", "Number of calls.", minimum=1),
        ),
        ("sample_id", "symbol", "variant_classification"),
        "dataset",
    ),
    Table(
        "harmonized",
        "clinical",
        "Clinical facts of primary samples, before any exclusion. One row a sample.",
        (
            DATASET,
            SAMPLE_ID,
            text("patient_id", "Patient of the sample."),
            double("age", "Age at diagnosis in years.", minimum=0, maximum=120, nullable=True),
            text("sex", "Sex.", allowed=words.SEXES, nullable=True),
            integer("grade", "WHO grade as recorded at diagnosis.", allowed=words.GRADES, nullable=True),
            text("histology", "Histology as recorded at diagnosis.", allowed=words.HISTOLOGIES, nullable=True),
            text(
                "idh_codel_subtype",
                "IDH mutation and 1p/19q codeletion.",
                allowed=words.IDH_CODEL_SUBTYPES,
                nullable=True,
            ),
            text("tissue_source_site", "Site that collected the sample; the batch of batch correction.", nullable=True),
            text("race", "Race as the TCGA clinical data resource spells it (TCGA only).", nullable=True),
            text("ethnicity", "Ethnicity as upstream spells it (TCGA only).", nullable=True),
            text("vital_status", "Vital status at last contact.", allowed=words.VITAL_STATUSES, nullable=True),
            boolean("prior_glioma", "Whether a glioma was diagnosed before (TCGA only).", nullable=True),
            boolean("chr7_gain_chr10_loss", "Combined gain of chromosome 7 and loss of 10 (TCGA only).", nullable=True),
            boolean("tert_promoter_mutant", "TERT promoter mutated (TCGA only).", nullable=True),
        ),
        ("sample_id",),
        "dataset",
    ),
    Table(
        "harmonized",
        "recurrence_events",
        "Every statement about recurrence in the upstream files, dated or not. One row a statement.",
        (
            DATASET,
            SAMPLE_ID,
            text("source", "File that states it."),
            text("field", "Field that states it."),
            text("value", "What the field says, as upstream writes it."),
            integer(
                "tier",
                "Tier of the day for the time to recurrence (1 best); empty if it does not count for it.",
                allowed=(1, 2, 3, 4),
                nullable=True,
            ),
            integer(
                "day",
                "Day of the event, from diagnosis or first surgery.",
                minimum=0,
                maximum=OLDEST_DAYS,
                nullable=True,
            ),
            boolean("explicit", "Whether it is an explicit indicator of recurrence."),
        ),
        ("sample_id", "source", "field", "value", "day"),
        "dataset",
        may_be_empty=True,
    ),
)
