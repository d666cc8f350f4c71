"""The catalogue of upstream files: what each belongs to, where it lies upstream, and how to know the right one."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["clinical", "expression", "mutations", "genes", "published"]
Format = Literal["text", "gzip", "workbook", "zip"]
PinnedBy = Literal["catalogue", "release"]


@dataclass(frozen=True)
class UpstreamFile:
    """One file that the platform reads.

    Attributes:
        dataset: What the file belongs to: a cohort, `genes` or `published`.
        kind: Kind of content; files of one dataset and kind are one node of the lineage.
        path: Its path in a mirror folder: `datahub/<study>/<file>`, `xena/<dataset>/<file>`, `gdc/`, `hgnc/`, `lunar/`.
        url: Address of the pinned content upstream.
        checksum: `sha256:<hex>` or `md5:<hex>` of the pinned content; None where upstream publishes none.
        bytes: Size of the pinned content; None where upstream publishes none.
        license: Licence that upstream states.
        format: What the bytes must look like.
        required: Whether the platform cannot work without it.
        pinned_by: What the checksum comes from: this catalogue, or a later release of GLASS.
    """

    dataset: str
    kind: Kind
    path: str
    url: str
    checksum: str | None
    bytes: int | None
    license: str
    format: Format = "text"
    required: bool = True
    pinned_by: PinnedBy = "catalogue"


DATAHUB_COMMIT = "165bd77077b03038f9c2ee104959eb474770b2a9"
LUNAR_COMMIT = "28976e585cf31f86dfc6e09de3d33bb9f9626272"
OTHER_ZIP = "lunar/other.zip"
"""The study's published splits and nomenclature."""
MODELS_ZIP = "lunar/models.zip"
"""The study's published weights."""

LFS_HOST = "https://media.githubusercontent.com/media/"
"""Gives the content of files in Git LFS."""
RAW_HOST = "https://raw.githubusercontent.com/"
"""Gives what a repository itself holds: of files in Git LFS the pointer."""

_DATAHUB = f"cBioPortal/datahub/{DATAHUB_COMMIT}/public/"
_XENA = "https://tcga-xena-hub.s3.us-east-1.amazonaws.com/download/"
_GDC = "https://api.gdc.cancer.gov/data/"
_LUNAR = f"{RAW_HOST}TranslationalBioinformaticsLab/LUNAR/{LUNAR_COMMIT}/data/"
_TCGA_LICENSE = "TCGA open access"

# Dataset, kind, study and file, kept in Git LFS, SHA-256, bytes.
_DATAHUB_FILES: tuple[tuple[str, Kind, str, bool, str, int], ...] = (
    (
        "glass",
        "clinical",
        "difg_glass/data_clinical_patient.txt",
        True,
        "b0517cbba24b83351a3e8760c85317f4c8b5d63530c03127d4bc525a26f5b006",
        22_317,
    ),
    (
        "glass",
        "clinical",
        "difg_glass/data_clinical_sample.txt",
        True,
        "b7c1565d675459750b2f7063dd078bd1c876dd91a45a4ed903d772cb2f594c6b",
        193_397,
    ),
    (
        "glass",
        "clinical",
        "difg_glass/data_timeline_surgery.txt",
        True,
        "3c92fd327ae9a9f5bd0b11747e1eca49a1bfd6220c7e45209c8f420262e06ae3",
        47_731,
    ),
    (
        "glass",
        "mutations",
        "difg_glass/data_mutations.txt",
        True,
        "415a0aff6fe2ea2a7805d196f987d2497246d9b4effd65fda00d851cc2a69bbb",
        417_817_258,
    ),
    (
        "glass",
        "expression",
        "difg_glass/data_mrna_seq_tpm_zscores_ref_all_samples.txt",
        True,
        "390ccbc39f83c76b14b4ab2f93693f26d3a85ffd7c14bd62b48a25e0c99e288e",
        95_131_276,
    ),
    (
        "glass",
        "clinical",
        "difg_glass/case_lists/cases_sequenced.txt",
        False,
        "5669eb489ca7018d8ad9e9c42b0c81c456bf3ca2f19ef44f4e4dfb379f18bbad",
        10_303,
    ),
    (
        "glass",
        "clinical",
        "difg_glass/case_lists/cases_RNA_Seq_mRNA.txt",
        False,
        "769cc2bc2093a27d1e5eb0095778f72ceb5112c627f1fd40e73fcd3309ad8da7",
        5_937,
    ),
    (
        "glass",
        "clinical",
        "difg_glass/meta_study.txt",
        False,
        "4fffd19b5181ee7c37af2686c660b20175e298567119bfdf9299673b8f358b49",
        486,
    ),
    (
        "tcga",
        "clinical",
        "lgggbm_tcga_pub/data_clinical_patient.txt",
        True,
        "d193cf314891b084a4cf5cda738e19b268df5be31454da772d269d26a5e2dfb0",
        93_057,
    ),
    (
        "tcga",
        "clinical",
        "lgggbm_tcga_pub/data_clinical_sample.txt",
        True,
        "cf622c83218f6a1a6f02a5e2cc8cc5c365ec90c71193faa693e113c5326e45ac",
        374_033,
    ),
    (
        "tcga",
        "mutations",
        "lgggbm_tcga_pub/data_mutations.txt",
        True,
        "052db47ed90e4a4e1f58ec977b8bd92628ae6bc58e3375e1b6541cbbec635039",
        126_144_206,
    ),
    (
        "tcga",
        "clinical",
        "lgg_tcga/data_clinical_patient.txt",
        True,
        "27bb24f6e90cf1051f17ad90db6e487f6ac0002f22ef95a3032aadb4bec1b2e9",
        353_449,
    ),
    (
        "tcga",
        "clinical",
        "lgg_tcga/data_clinical_sample.txt",
        True,
        "26598e1e958e956b441073124d4275a10057f6c8470d7f919e1e1daea2488d2c",
        209_612,
    ),
    (
        "tcga",
        "clinical",
        "gbm_tcga/data_clinical_patient.txt",
        True,
        "24259117bb3522535e8c4761e3b29610050c6df127411ae5b4a6639574f73939",
        278_508,
    ),
    (
        "tcga",
        "clinical",
        "gbm_tcga/data_clinical_sample.txt",
        True,
        "139e076506ed06c4ae2c81200c9d7c3445a40a94bab2617685bcf8f3d5e178be",
        247_914,
    ),
    (
        "tcga",
        "clinical",
        "lgg_tcga_pan_can_atlas_2018/data_timeline_treatment.txt",
        True,
        "6500afe421129eeff3d2dda4b6f7eeb7143df14e9dbe262dbace1f8e5e169c98",
        117_784,
    ),
    (
        "tcga",
        "clinical",
        "gbm_tcga_pan_can_atlas_2018/data_timeline_status.txt",
        True,
        "3f990f8c230b844aef14cf1bae142ba5131bfe43130687ba83813184bd0240d3",
        77_447,
    ),
    (
        "tcga",
        "clinical",
        "gbm_tcga_pan_can_atlas_2018/data_timeline_treatment.txt",
        True,
        "cbe25e029144068d6142d1d57b474cc8689d2b51698631adbb62a608c2ead1eb",
        215_002,
    ),
)

# Kind, path below xena/, format.
_XENA_FILES: tuple[tuple[Kind, str, Format], ...] = (
    ("clinical", "TCGA.GBMLGG.sampleMap/GBMLGG_clinicalMatrix", "text"),
    ("clinical", "TCGA.GBM.sampleMap/GBM_clinicalMatrix", "text"),
    ("clinical", "TCGA.LGG.sampleMap/LGG_clinicalMatrix", "text"),
    ("expression", "TCGA.GBMLGG.sampleMap/HiSeqV2_PANCAN.gz", "gzip"),
)

CATALOGUE: tuple[UpstreamFile, ...] = (
    *(
        UpstreamFile(
            dataset,
            kind,
            f"datahub/{file}",
            (LFS_HOST if in_lfs else RAW_HOST) + _DATAHUB + file,
            f"sha256:{sha256}",
            size,
            "ODbL-1.0 (cBioPortal datahub)",
        )
        for dataset, kind, file, in_lfs, sha256, size in _DATAHUB_FILES
    ),
    *(
        UpstreamFile("tcga", kind, f"xena/{file}", _XENA + file.replace("/", "%2F"), None, None, _TCGA_LICENSE, format)
        for kind, file, format in _XENA_FILES
    ),
    UpstreamFile(
        "tcga",
        "clinical",
        "gdc/TCGA-CDR-SupplementalTableS1.xlsx",
        _GDC + "1b5f413e-a8d1-4d10-92eb-7c4ae739ed81",
        "md5:a4591b2dcee39591f59e5e25a6ce75fa",
        2_945_129,
        _TCGA_LICENSE,
        "workbook",
    ),
    UpstreamFile(
        "tcga",
        "clinical",
        "gdc/clinical_PANCAN_patient_with_followup.tsv",
        _GDC + "0fc78496-818b-4896-bd83-52db1f533c5c",
        "md5:ffcb35edda305dd8d615497f9214eb92",
        18_633_685,
        _TCGA_LICENSE,
    ),
    UpstreamFile(
        "genes",
        "genes",
        "hgnc/hgnc_complete_set.txt",
        "https://storage.googleapis.com/public-download-files/hgnc/tsv/tsv/hgnc_complete_set.txt",
        None,
        None,
        "CC0 (HGNC)",
    ),
    UpstreamFile(
        "published",
        "published",
        OTHER_ZIP,
        _LUNAR + "other.zip",
        "sha256:40cd4242b7e10c2e77abbcdc80beb922b87f4348bf42240b9e8c2d7514b1bcb0",
        1_165_639,
        "none stated",
        "zip",
        required=False,
    ),
    UpstreamFile(
        "published",
        "published",
        MODELS_ZIP,
        _LUNAR + "models.zip",
        "sha256:aca067819db5deabb8b7930b869be6a03797a19e0352db90beceeeb27eab1e8b",
        2_986_859,
        "none stated",
        "zip",
        required=False,
    ),
)


def files_of(dataset: str, kind: Kind) -> list[UpstreamFile]:
    """The files of one node of the lineage, in the order of the catalogue."""
    return [file for file in CATALOGUE if (file.dataset, file.kind) == (dataset, kind)]
