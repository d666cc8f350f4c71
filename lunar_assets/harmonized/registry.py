"""Every cohort and how its files are read into the common vocabulary; a further one is one more entry.

Nothing else here says how a cohort is read: docs/how_to/add_a_dataset.md adds one, file by file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from lunar_assets import words
from lunar_assets.harmonized import clinical_glass, clinical_tcga, recurrence_glass, recurrence_tcga
from lunar_assets.harmonized.large_tables import read_maf
from lunar_assets.harmonized.small_tables import TableFile

Files = Mapping[str, Path]
"""Local path of each upstream file, by its path in a mirror."""
Field = tuple[TableFile, str]


@dataclass(frozen=True)
class Scale:
    """The scale of a cohort's expression.

    Attributes:
        name: What it is called in a sentence.
        unit_spread: Whether most genes have a standard deviation of 1.
    """

    name: str
    unit_spread: bool


@dataclass(frozen=True)
class Barcode:
    """What the tumour barcodes of a cohort's mutations look like, an example, and what makes a sample id of them."""

    pattern: str
    example: str
    suffix: str = ""


@dataclass(frozen=True)
class Cohort:
    """How the files of a cohort are read.

    Attributes:
        clinical: From its clinical files to its rows of harmonized.clinical, one a primary sample.
        recurrence_events: From the same files and these rows to its rows of harmonized.recurrence_events.
        fields: Column of harmonized.clinical -> the files and fields that it comes from, the preferred one first.
        dated_fields: The files and fields with a day of a recurrence.
        expression_key: Header of the gene column of its expression matrix.
        scale: What its expression is on in harmonized.expression.
        barcode: Its tumour barcodes.
        read_mutations: From its mutation file (path, and name for errors) to a table as `large_tables.read_maf` gives.
        to_scale: From the values of its matrix, genes x samples, to its scale; None where the file is on it already.
    """

    clinical: Callable[[Files], pd.DataFrame]
    recurrence_events: Callable[[Files, pd.DataFrame], pd.DataFrame]
    fields: Mapping[str, Sequence[Field]]
    dated_fields: Sequence[Field]
    expression_key: str
    scale: Scale
    barcode: Barcode
    read_mutations: Callable[[Path, str], pa.Table] = read_maf
    to_scale: Callable[[np.ndarray], np.ndarray] | None = None


COHORTS: Mapping[str, Cohort] = {
    words.TCGA: Cohort(
        clinical_tcga.build,
        recurrence_tcga.build,
        clinical_tcga.FIELDS,
        recurrence_tcga.DATED_FIELDS,
        expression_key="sample",
        scale=Scale("centred log2", unit_spread=False),
        # All samples of this study are primary, and the file names them by patient.
        barcode=Barcode(r"TCGA-\w{2}-\w{4}", "TCGA-02-0003", "-01"),
    ),
    words.GLASS: Cohort(
        clinical_glass.build,
        recurrence_glass.build,
        clinical_glass.FIELDS,
        recurrence_glass.DATED_FIELDS,
        expression_key="Hugo_Symbol",
        scale=Scale("z-score", unit_spread=True),
        barcode=Barcode(r"[A-Z]+-\w+-\w+-\w+", "GLSS-19-0266-TP"),
    ),
}
