"""Contracts of stage raw: one row an upstream file, with the proof of what it is."""

from lunar_assets import words
from lunar_assets.warehouse.contracts.columns import Table, integer, text, timestamp

_COLUMNS = (
    text("dataset", "What the file belongs to.", allowed=(*words.DATASETS, "genes", "published")),
    text("kind", "Kind of content.", allowed=("clinical", "expression", "mutations", "genes", "published")),
    text("source", "Where the bytes came from in this run.", allowed=("demo", "mirror", "public")),
    text("file", "Path of the file in the mirror layout."),
    text("url", "Address of the file upstream.", volatile=True),
    text("sha256", "SHA-256 of the bytes that were read, hexadecimal."),
    integer("bytes", "Size in bytes.", minimum=1),
    text(
        "pinned_by",
        "What says that these are the right bytes: the catalogue, a later release of GLASS, the state of the file that "
        "was seen first, the SHA256SUMS of the mirror, or the generator of the demo cohort.",
        allowed=("catalogue", "release", "first_seen", "mirror", "generator"),
        volatile=True,
    ),
    timestamp("retrieved_at", "When the bytes were made, checked or downloaded (UTC)."),
    text("license", "Licence that upstream states."),
    text("path", "Where the file lies on this machine.", volatile=True),
)

_RELEASE = text("release", "Release of the data set that the file belongs to, where one is stated.", nullable=True)

_PARTS = {
    "clinical": ("Clinical files, timelines and sample lists of a cohort.", "dataset"),
    "expression": ("Expression matrix of a cohort.", "dataset"),
    "mutations": ("Mutation calls of a cohort (MAF).", "dataset"),
    "genes": ("Gene nomenclature (HGNC complete set).", None),
    "published": ("The study's published splits, nomenclature and weights, where they are at hand.", None),
}

TABLES = (
    *(
        Table(
            "raw", name, comment + " One row a file.", _COLUMNS, ("file",), partition, may_be_empty=name == "published"
        )
        for name, (comment, partition) in _PARTS.items()
    ),
    Table("raw", "files", "Every upstream file of the platform. One row a file.", (*_COLUMNS, _RELEASE), ("file",)),
)
