"""A small mirror: the files of the demo cohort, cut to a few patients and genes, each with all its columns."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from lunar_assets.harmonized import clinical_glass, clinical_tcga, recurrence_glass, recurrence_tcga_rules
from lunar_assets.harmonized.gene_names_study import MEMBER
from lunar_assets.harmonized.lookup import HGNC
from lunar_assets.harmonized.small_tables import TableFile
from lunar_assets.raw.catalogue import OTHER_ZIP, files_of
from lunar_assets.raw.demo.write import write_demo
from lunar_assets.splits.published import MEMBERS
from lunar_assets.words import DATASETS
from lunar_tests.fuzz.table import Table

TABLES = {
    "tcga": tuple(dict.fromkeys((*clinical_tcga.TABLES, *recurrence_tcga_rules.TABLES))),
    "glass": (*clinical_glass.TABLES, *recurrence_glass.TABLES),
}
MAF = {dataset: files_of(dataset, "mutations")[0].path for dataset in DATASETS}
MATRIX = {dataset: files_of(dataset, "expression")[0].path for dataset in DATASETS}
PATIENT = len("TCGA-02-0001")  # as long as GLSS-19-0266

Files = Mapping[str, bytes]
"""Content of every file, by its path in a mirror."""


@dataclass(frozen=True)
class Study:
    """The small mirror.

    Attributes:
        files: Content of every file, by its path in a mirror.
        folder: Where they lie.
    """

    files: Mapping[str, bytes]
    folder: Path

    def paths(self) -> dict[str, Path]:
        """Local path of every file."""
        return {name: self.folder / name for name in self.files}


def small_study(folder: Path) -> Study:
    """Make a small mirror in an empty folder; it is only to be read."""
    write_demo(folder / "demo", seed=42, scale="small")
    paths = [path for path in (folder / "demo").rglob("*") if path.is_file()]
    files = _cut_files({path.relative_to(folder / "demo").as_posix(): path.read_bytes() for path in paths})
    for name, content in files.items():
        (folder / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "small" / name).write_bytes(content)
    return Study(files, folder / "small")


def table_of(files: Files, table: TableFile) -> Table:
    """A text table taken apart."""
    return Table.of(files[table.name], comments=table.comments, encoding=table.encoding)


def archive_of(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return packed.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    """The members of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _cut_files(files: dict[str, bytes]) -> dict[str, bytes]:
    for dataset, tables in TABLES.items():
        chosen = _patients(files, tables)
        files |= {table.name: _cut(files, table, chosen) for table in {table.name: table for table in tables}.values()}
        files[MAF[dataset]] = _first_rows(files[MAF[dataset]], 10, comments=True)
    calls = [call.split("\t")[0] for name in MAF.values() for call in files[name].decode().split("\n")]
    matrix = _cut_matrix(gzip.decompress(files[MATRIX["tcga"]]))
    return files | {
        HGNC: _first_rows(files[HGNC], 10, also=calls),
        OTHER_ZIP: _cut_archive(files[OTHER_ZIP], calls),
        MATRIX["glass"]: _cut_matrix(files[MATRIX["glass"]]),
        MATRIX["tcga"]: gzip.compress(matrix, mtime=0),
    }


def _patients(files: Files, tables: Sequence[TableFile]) -> set[str]:
    """The first patients of every file, and for every statement about recurrence the first that it is made of."""
    chosen: set[str] = set()
    for table in (table for table in tables if not table.sheet):
        whole = table_of(files, table)
        place = whole.header.index
        chosen |= {key[:PATIENT] for key in whole.column(place(table.key))[:2]}
        for rule in (rule for rule in recurrence_tcga_rules.STATEMENTS if rule.table == table):
            says = [
                row for row in whole.rows if row[place(rule.field)] and rule.value in (None, row[place(rule.field)])
            ]
            chosen |= {row[place(table.key)][:PATIENT] for row in says[:1]}
    return chosen


def _cut(files: Files, table: TableFile, chosen: set[str]) -> bytes:
    if table.sheet is None:
        whole = table_of(files, table)
        place = whole.header.index(table.key)
        return _with_rows(whole, lambda row: row[place][:PATIENT] in chosen)
    book = openpyxl.load_workbook(io.BytesIO(files[table.name]))
    sheet = book[table.sheet]
    header, *rows = sheet.iter_rows(values_only=True)
    sheet.delete_rows(2, len(rows))
    place = header.index(table.key)
    for row in (row for row in rows if row[place] in chosen):
        sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _with_rows(table: Table, wanted: Callable[[tuple[str, ...]], bool]) -> bytes:
    rows = tuple(row for row in table.rows if wanted(row))
    return Table(table.comments, table.header, rows, encoding=table.encoding).written()


def _first_rows(content: bytes, count: int, *, also: Sequence[str] = (), comments: bool = False) -> bytes:
    whole = Table.of(content, comments=comments, encoding="utf-8")
    first = whole.rows[:count]
    return _with_rows(whole, lambda row: row in first or not set(row[:2]).isdisjoint(also))


def _cut_matrix(content: bytes) -> bytes:
    whole = Table.of(content, comments=False, encoding="utf-8").with_columns(range(6))
    return Table((), whole.header, whole.rows[:8]).written()


def _cut_archive(content: bytes, symbols: Sequence[str]) -> bytes:
    members = members_of(content)
    members[MEMBER] = _first_rows(members[MEMBER], 10, also=symbols)
    for member in MEMBERS.values():
        parts = {part: ids[:4] for part, ids in json.loads(members[member]).items()}
        members[member] = json.dumps(parts).encode()
    return archive_of(members)
