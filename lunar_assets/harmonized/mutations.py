"""Mutation calls in approved gene symbols, counted by sample, gene and class; and what became of every call."""

import re
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from lunar_assets import in_memory
from lunar_assets.errors import FormatError, InconsistentDataError
from lunar_assets.harmonized.readings import REMEDY, shown
from lunar_assets.harmonized.registry import COHORTS
from lunar_assets.harmonized.small_tables import MISSING_VALUES

UNCOUNTED_CLASSES = ("Silent", "RNA")
"""Variant classes that are no mutation of the gene's product (paper, Methods)."""

SEX_CHROMOSOME = "(chr)?(X|Y|23|24)"
"""X and Y as MAFs write them; the Firehose calls number them 23 and 24."""

NAME = ["input_symbol", "input_entrez_id"]


CALLS = """
    select
        if(Hugo_Symbol in (select unnest($missing)), '', Hugo_Symbol::varchar) as input_symbol,
        if(Entrez_Gene_Id in (select unnest($missing)), null, Entrez_Gene_Id::varchar) as input_entrez_id,
        regexp_full_match(Chromosome::varchar, $sex_chromosome, 'i') as on_sex_chromosome,
        Tumor_Sample_Barcode::varchar as barcode,
        Variant_Classification::varchar as variant_classification
    from maf
"""
MAPPED_CALLS = f"""
    select calls.*, names.symbol, names.matched_by
    from ({CALLS}) calls
    join names
        on calls.input_symbol = names.input_symbol and calls.input_entrez_id is not distinct from names.input_entrez_id
"""


@lru_cache(maxsize=len(COHORTS))
def read_calls(dataset: str, name: str, path: Path, sha256: str) -> pa.Table:
    """Read the mutation file of a cohort, once in a process: gene names and counts are both made from it.

    Args:
        dataset: The cohort.
        name: Path of the file in a mirror.
        path: Where the file lies.
        sha256: Its checksum in raw.files.

    Returns:
        Table of `large_tables.read_maf`; the same object for the same arguments, so leave it as it is.

    Raises:
        SourceError, FormatError: As for `large_tables.read_maf`.
    """
    return COHORTS[dataset].read_mutations(path, name)


def mutation_names(maf: pa.Table) -> pd.DataFrame:
    """Count the distinct gene names of a mutation file.

    Args:
        maf: Table of `large_tables.read_maf`.

    Returns:
        Frame of `input_symbol` (text, empty where a call has none), `input_entrez_id` (text, may be missing) and
        `n_rows`, sorted by both; n_rows adds up to the calls of the file.
    """
    sql = f"select input_symbol, input_entrez_id, count(*) as n_rows from ({CALLS}) group by all order by all"
    return _query(sql, maf=maf)


def harmonize_mutations(maf: pa.Table, mapping: pd.DataFrame, dataset: str, name: str) -> pd.DataFrame:
    """Count the calls of mapped genes, of every class; calls on X or Y are left out whatever their gene.

    Args:
        maf: Table of `large_tables.read_maf`.
        mapping: Frame of `gene_mapping.map_names`; rows of other datasets and modalities are left aside.
        dataset: tcga or glass.
        name: Path of the file in a mirror, for errors.

    Returns:
        Frame of `dataset, sample_id, symbol, variant_classification` (text) and `n` (integer), sorted by them.

    Raises:
        FormatError: A tumour barcode is not one of the cohort's file.
        InconsistentDataError: The mapping was made from another file.
    """
    barcode = COHORTS[dataset].barcode
    for found in maf["Tumor_Sample_Barcode"].unique().to_pylist():
        if not re.fullmatch(barcode.pattern, found, re.ASCII):
            raise FormatError(
                f"{name}, column Tumor_Sample_Barcode: found {shown(found)}; expected barcodes like {barcode.example}, "
                f"to which {barcode.suffix or 'nothing'} is added for the sample id. {REMEDY}"
            )
    sql = f"""
        select $dataset as dataset, barcode || $suffix as sample_id, symbol, variant_classification, count(*) as n
        from ({MAPPED_CALLS}) where symbol is not null and not on_sex_chromosome
        group by all order by all
    """
    return _query(sql, maf=maf, names=_own_names(maf, mapping, dataset), dataset=dataset, suffix=barcode.suffix)


def row_fates(maf: pa.Table, mapping: pd.DataFrame, dataset: str) -> pd.Series:
    """What became of every call of a file.

    Args:
        maf: Table of `large_tables.read_maf`.
        mapping: As for `harmonize_mutations`.
        dataset: tcga or glass.

    Returns:
        Number of calls by fate, largest first, adding up to the calls of the file: `used`, `sex_chromosome` (the gene
        is mapped but the call is on X or Y), or why its name was not mapped (`words.MATCH_KINDS`).

    Raises:
        InconsistentDataError: The mapping was made from another file.
    """
    sql = f"""
        select
            case
                when symbol is null then matched_by
                when on_sex_chromosome then 'sex_chromosome'
                else 'used'
            end as fate,
            count(*) as n_rows
        from ({MAPPED_CALLS}) group by all order by n_rows desc, fate
    """
    return _query(sql, maf=maf, names=_own_names(maf, mapping, dataset)).set_index("fate")["n_rows"]


def counted_mutations(mutations: pd.DataFrame) -> pd.DataFrame:
    """Mutations that count as such: neither silent nor RNA (paper, Methods).

    Args:
        mutations: Frame of `harmonize_mutations`.

    Returns:
        Frame of `sample_id`, `symbol` and `n`, the calls of the gene in the sample, sorted by both.
    """
    counted = mutations[~mutations["variant_classification"].isin(UNCOUNTED_CLASSES)]
    return counted.groupby(["sample_id", "symbol"], observed=True)["n"].sum().reset_index()


def samples_with_mutations(mutations: pd.DataFrame) -> set[str]:
    """Samples with at least one mutation that counts, from a frame of `harmonize_mutations`."""
    return set(counted_mutations(mutations)["sample_id"])


def _own_names(maf: pa.Table, mapping: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """The rows of the mapping that are about this file; every call has exactly one."""
    own = mapping[(mapping["dataset"] == dataset) & (mapping["modality"] == "mutation")]
    names = mutation_names(maf)
    if len(names) != len(own) or len(names.merge(own, on=[*NAME, "n_rows"])) != len(names):
        raise InconsistentDataError(
            f"The gene mapping of {dataset} mutations has {len(own)} names of {own['n_rows'].sum()} calls; the file "
            f"has {len(names)} names of {maf.num_rows} calls. They come from different versions of the file: make "
            "harmonized.gene_mapping anew."
        )
    return own[[*NAME, "symbol", "matched_by"]]


def _query(sql: str, *, maf: pa.Table, names: pd.DataFrame | None = None, **values: str) -> pd.DataFrame:
    given = {"missing": sorted(MISSING_VALUES), "sex_chromosome": SEX_CHROMOSOME} | values
    with in_memory.connect() as connection:
        connection.register("maf", maf)
        if names is not None:
            connection.register("names", pa.Table.from_pandas(names, preserve_index=False))
        return connection.execute(sql, {key: value for key, value in given.items() if f"${key}" in sql}).df()
