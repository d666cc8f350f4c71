"""The files about genes: mutations, expression, and the two nomenclatures."""

import gzip
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from lunar_assets.harmonized.gene_mapping import map_names
from lunar_assets.harmonized.gene_names import GeneNames, platform_names
from lunar_assets.harmonized.gene_names_study import COLUMNS as STUDY_COLUMNS
from lunar_assets.harmonized.gene_names_study import MEMBER, last_writer_names, study_names
from lunar_assets.harmonized.genes import HGNC_COLUMNS, read_hgnc
from lunar_assets.harmonized.large_tables import MAF_COLUMNS, read_expression, read_gene_names, read_maf
from lunar_assets.harmonized.lookup import HGNC
from lunar_assets.harmonized.mutations import harmonize_mutations, mutation_names
from lunar_assets.harmonized.registry import COHORTS
from lunar_assets.harmonized.small_tables import MISSING_VALUES
from lunar_assets.raw.catalogue import OTHER_ZIP
from lunar_assets.words import DATASETS
from lunar_tests.fuzz.cells import Unreadable, fields_of, number, texts, unquoted
from lunar_tests.fuzz.damage import damaged_table
from lunar_tests.fuzz.damage_archive import damaged_archive, damaged_gzip
from lunar_tests.fuzz.effects import Damaged, Layout
from lunar_tests.fuzz.formats import Format
from lunar_tests.fuzz.study import MAF, MATRIX, Study, archive_of, members_of
from lunar_tests.fuzz.table import Table

SEX_CHROMOSOMES = {"x", "y", "23", "24"}
HGNC_KINDS = {"symbol": "symbol", "alias_symbol": "text", "prev_symbol": "text"}
STUDY_KINDS = {"Previous_symbols": "text", "Alias_symbols": "text", "HGNC_NCBI_Gene_ID": "NCBI_Gene_ID"}


def mutation_formats(study: Study, *, packed: bool) -> list[Format]:
    """The mutation files of both cohorts."""
    return [_mutations(study, dataset, packed=packed) for dataset in DATASETS]


def expression_formats(study: Study, *, packed: bool) -> list[Format]:
    """The expression matrices of both cohorts."""
    return [_expression(study, dataset, packed=packed) for dataset in DATASETS]


def nomenclature_format(study: Study) -> Format:
    """The HGNC complete set."""
    content = study.files[HGNC]
    layout = Layout({column: HGNC_KINDS.get(column, column) for column in HGNC_COLUMNS}, quoted=True, packed=False)

    def read(path: Path) -> list[tuple]:
        return list(read_hgnc(path, HGNC).itertuples(index=False, name=None))

    def written(content: bytes) -> list[tuple]:
        rows = _records(content, HGNC_COLUMNS, quoted=True)
        approved = [row["symbol"] for row in rows if row["status"] == "Approved"]
        if len(set(approved)) != len(approved) or "" in approved:
            raise Unreadable("a symbol is missing, or stands for two genes")
        return [tuple(row.values()) for row in rows]

    whole = Table.of(content, comments=False, encoding="utf-8")
    return Format(content, [HGNC], read, written, damaged_table(whole, layout))


def study_nomenclature_format(study: Study) -> Format:
    """The study's table of genes, a member of its archive."""
    archive = study.files[OTHER_ZIP]
    members = members_of(archive)
    layout = Layout({column: STUDY_KINDS.get(column, column) for column in STUDY_COLUMNS}, packed=False)

    def read(path: Path) -> tuple[dict, dict]:
        return _names(study_names(path, OTHER_ZIP))

    def written(content: bytes) -> tuple[dict, dict]:
        rows = _records(members_of(content)[MEMBER], STUDY_COLUMNS, quoted=False)
        return _names(last_writer_names(pd.DataFrame(rows, dtype="str")))

    def within(damaged: Damaged) -> Damaged:
        return damaged._replace(content=archive_of({**members, MEMBER: damaged.content}))

    whole = Table.of(members[MEMBER], comments=False, encoding="utf-8")
    damaged = st.one_of(damaged_table(whole, layout).map(within), damaged_archive(archive))
    return Format(archive, [OTHER_ZIP], read, written, damaged)


def _mutations(study: Study, dataset: str, *, packed: bool) -> Format:
    name, plain = MAF[dataset], study.files[MAF[dataset]]
    names = platform_names(read_hgnc(study.paths()[HGNC], HGNC))
    kinds = {column: "id" if column == "Tumor_Sample_Barcode" else column for column in MAF_COLUMNS}

    def read(path: Path) -> tuple[list[dict], Counter]:
        maf = read_maf(path, name)
        mapping = map_names(mutation_names(maf), names, dataset, "mutation")
        counts = harmonize_mutations(maf, mapping, dataset, name)
        return maf.to_pylist(), Counter({tuple(key): n for _, *key, n in counts.itertuples(index=False)})

    def written(content: bytes) -> tuple[list[dict], Counter]:
        calls = texts(*fields_of(content, comments=True, blank_lines=True), list(MAF_COLUMNS))
        return calls, Counter(filter(None, (_counted(call, names, COHORTS[dataset].barcode.suffix) for call in calls)))

    whole = Table.of(plain, comments=True, encoding="utf-8")
    return _large(name, plain, damaged_table(whole, Layout(kinds, comments=True)), read, written, packed=packed)


def _counted(call: Mapping[str, str], names: GeneNames, suffix: str) -> tuple | None:
    """Sample, gene and class of a call that counts."""
    symbol, entrez_id = ("" if call[c] in MISSING_VALUES else call[c] for c in ("Hugo_Symbol", "Entrez_Gene_Id"))
    match = names.match(symbol, entrez_id or None)
    if match.symbol is None or call["Chromosome"].lower().removeprefix("chr") in SEX_CHROMOSOMES:
        return None
    return call["Tumor_Sample_Barcode"] + suffix, match.symbol, call["Variant_Classification"]


def _expression(study: Study, dataset: str, *, packed: bool) -> Format:
    name, key, content = MATRIX[dataset], COHORTS[dataset].expression_key, study.files[MATRIX[dataset]]
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    whole = Table.of(plain, comments=True, encoding="utf-8")
    kinds = {column: "gene" if column == key else "sample" for column in whole.header}

    def read(path: Path) -> tuple[list[str], list[str], dict[str, list[float | None]]]:
        found = read_expression(path, name, key)
        values = {s: [None if v != v else v for v in found.values[:, p]] for p, s in enumerate(found.samples)}
        return read_gene_names(path, name, key), found.symbols, values

    def written(content: bytes) -> tuple[list[str], list[str], dict[str, list[float | None]]]:
        header, rows = fields_of(content, comments=True, blank_lines=True)
        found = texts(header, rows, header)
        samples = [column for column in header if column not in (key, "Entrez_Gene_Id")]
        if not all(samples) or not samples:
            raise Unreadable("a column without a name")
        symbols = [row[key] for row in found]
        values = {s: [None if row[s] in MISSING_VALUES else number(row[s]) for row in found] for s in samples}
        return symbols, symbols, values

    layout = Layout(kinds, comments=True, every_column=True)
    return _large(name, plain, damaged_table(whole, layout), read, written, packed=packed)


def _large(name: str, plain: bytes, damaged: st.SearchStrategy[Damaged], read, written, *, packed: bool) -> Format:  # noqa: ANN001
    """A big text, plain or packed with gzip."""
    if not packed:
        return Format(plain, [name], read, written, damaged)
    content = gzip.compress(plain, mtime=0)
    within = damaged.map(
        lambda d: d if d.steps[-1:] == ("packed",) else d._replace(content=gzip.compress(d.content, mtime=0))
    )
    return Format(content, [name], read, written, st.one_of(within, damaged_gzip(content)))


def _records(content: bytes, columns: tuple[str, ...], *, quoted: bool) -> list[dict[str, str]]:
    """Rows of a nomenclature, in which blank lines mean nothing."""
    header, rows = fields_of(content, blank_lines=True)
    if quoted:
        header, *rows = ([unquoted(text) for text in fields] for fields in (header, *rows))
    return texts(header, rows, list(columns))


def _names(names: GeneNames) -> tuple[dict, dict]:
    return dict(names.by_symbol), dict(names.by_entrez_id)
