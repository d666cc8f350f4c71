"""All kinds of files that the platform reads from upstream or keeps about them."""

from collections.abc import Callable

from lunar_tests.fuzz import gene_formats, state_formats
from lunar_tests.fuzz.clinical_formats import clinical_formats
from lunar_tests.fuzz.formats import Format
from lunar_tests.fuzz.study import Study

Kinds = dict[str, Callable[[Study], list[Format]]]

CLINICAL: Kinds = {
    "cBioPortal clinical": lambda study: clinical_formats(study, lambda name: "data_clinical" in name),
    "cBioPortal timeline": lambda study: clinical_formats(study, lambda name: "data_timeline" in name),
    "Xena clinical matrix": lambda study: clinical_formats(study, lambda name: name.endswith("_clinicalMatrix")),
    "GDC follow-up table": lambda study: clinical_formats(study, lambda name: name.endswith("followup.tsv")),
    "TCGA-CDR workbook": lambda study: clinical_formats(study, lambda name: name.endswith(".xlsx")),
}
"""They are read together, in a tenth of a second."""
OTHERS: Kinds = {
    "MAF": lambda study: gene_formats.mutation_formats(study, packed=False),
    "MAF, gzip": lambda study: gene_formats.mutation_formats(study, packed=True),
    "expression": lambda study: gene_formats.expression_formats(study, packed=False),
    "expression, gzip": lambda study: gene_formats.expression_formats(study, packed=True),
    "HGNC complete set": lambda study: [gene_formats.nomenclature_format(study)],
    "study's gene table, zip": lambda study: [gene_formats.study_nomenclature_format(study)],
    "published splits, zip and JSON": lambda study: [state_formats.splits_format(study)],
    "case list under SHA256SUMS": state_formats.case_list_formats,
    "SHA256SUMS": lambda study: [state_formats.checksums_format(study)],
    "meta_study.txt": lambda study: [state_formats.description_format(study)],
    "Git LFS pointer": lambda study: [state_formats.pointer_format(study)],
    "first_seen.json": lambda study: [state_formats.first_seen_format(study)],
    "cursor of the sensor": lambda study: [state_formats.cursor_format(study)],
}
KINDS = CLINICAL | OTHERS
