"""The clinical files: cBioPortal's tables and timelines, Xena's matrices, the GDC's follow-up table and workbook."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
from hypothesis import strategies as st

from lunar_assets import words
from lunar_assets.harmonized import (
    clinical_glass,
    clinical_tcga,
    recurrence_glass,
    recurrence_tcga,
    recurrence_tcga_rules,
)
from lunar_assets.harmonized.small_tables import TableFile
from lunar_tests.fuzz import clinical
from lunar_tests.fuzz import table_steps as steps
from lunar_tests.fuzz.cells import Row, fields_of, given, sheet_fields, texts
from lunar_tests.fuzz.damage import damaged_table
from lunar_tests.fuzz.damage_archive import damaged_archive, damaged_workbook_parts
from lunar_tests.fuzz.effects import Damaged, Effect, Layout
from lunar_tests.fuzz.formats import Format, plain
from lunar_tests.fuzz.study import TABLES, Study, table_of
from lunar_tests.fuzz.table import Table

EVENT = ("sample_id", "source", "field", "value", "tier", "day", "explicit")
CLINICAL = {
    words.TCGA: (clinical_tcga, clinical.tcga_clinical, tuple(clinical_tcga.FACTS)),
    words.GLASS: (clinical_glass, clinical.glass_clinical, tuple(clinical.GLASS_FACTS)),
}
EVENTS = {
    words.TCGA: (recurrence_tcga, clinical.tcga_events, recurrence_tcga_rules.TABLES),
    words.GLASS: (recurrence_glass, clinical.glass_events, recurrence_glass.TABLES),
}
KINDS = {"DFI": "flag", "tissue_source_site": "text", "TISSUE_SOURCE": "text"}
KINDS |= dict.fromkeys(("sampleID", "SAMPLE_ID", "PATIENT_ID", "bcr_patient_barcode"), "id")
"""Kinds of columns that their names do not tell."""


def clinical_formats(study: Study, wanted: Callable[[str], bool]) -> list[Format]:
    """The clinical files whose path is wanted."""
    found = [
        clinical_format(study, dataset, name)
        for dataset, tables in TABLES.items()
        for name in dict.fromkeys(table.name for table in tables)
        if wanted(name)
    ]
    assert found
    return found


def clinical_format(study: Study, dataset: str, name: str) -> Format:
    """A clinical file, read by the assets that need it."""
    tables = [table for table in TABLES[dataset] if table.name == name]
    wanted = list(dict.fromkeys(column for table in tables for column in (table.key, *table.columns)))
    layout = Layout({column: _kind(column) for column in wanted}, tables[0].encoding, tables[0].comments)
    others = {table.name: table for table in TABLES[dataset] if table.name != name}
    says = {other: _rows(study.files[other], table, _columns(dataset, other)) for other, table in others.items()}
    module, of_clinical, facts = CLINICAL[dataset]
    recurrence, of_events, events_of = EVENTS[dataset]
    known = module.build(study.paths())
    sample_of = {i: s for s, p in zip(known["sample_id"], known["patient_id"], strict=True) for i in (s, p)}
    in_clinical = name in {table.name for table in module.TABLES}
    in_events = name in {table.name for table in events_of}

    def read(path: Path) -> tuple:
        files = study.paths() | {name: path}
        found = plain(module.build(files), ("sample_id", "patient_id", *facts)) if in_clinical else None
        return found, plain(recurrence.build(files, known), EVENT) if in_events else None

    def written(content: bytes) -> tuple:
        rows = {**says, name: _rows(content, tables[0], wanted)}
        found = sorted(of_clinical(rows), key=repr) if in_clinical else None
        return found, of_events(rows, sample_of) if in_events else None

    content = study.files[name]
    damaged = (
        _damaged_workbook(content, tables[0], layout)
        if tables[0].sheet
        else damaged_table(table_of(study.files, tables[0]), layout)
    )
    return Format(content, [name], read, written, damaged)


def _columns(dataset: str, name: str) -> list[str]:
    tables = [table for table in TABLES[dataset] if table.name == name]
    return list(dict.fromkeys(column for table in tables for column in (table.key, *table.columns)))


def _kind(column: str) -> str:
    is_number = column.lower().startswith(("age", "days_to", "start_date", "dfi.time", "new_tumor_event_dx"))
    return KINDS.get(column, "number" if is_number else "word")


def _rows(content: bytes, table: TableFile, wanted: list[str]) -> list[Row]:
    if table.sheet:
        header, rows = sheet_fields(content, table.sheet)
    else:
        header, rows = fields_of(content, encoding=table.encoding, comments=table.comments)
    return given(texts(header, rows, wanted))


SHEET_STEPS = (
    steps.columns_in_another_order,
    steps.an_unread_column_more,
    steps.a_cell,
    steps.a_cell,
    steps.a_row_twice,
    steps.a_row_gone,
    steps.rows_in_another_order,
    steps.the_header_again,
    steps.two_fields_of_a_row_swapped,
    steps.two_names_swapped,
    steps.a_wanted_column_gone_doubled_or_renamed,
    steps.a_header_only,
    steps.no_header,
)


def _damaged_workbook(content: bytes, table: TableFile, layout: Layout) -> st.SearchStrategy[Damaged]:
    header, rows = sheet_fields(content, str(table.sheet))
    whole = Table((), tuple(header), tuple(map(tuple, rows)))
    return st.one_of(
        _damaged_sheet(whole, layout, str(table.sheet)),
        _damaged_sheet(whole, layout, str(table.sheet)),
        damaged_workbook_parts(content),
        damaged_archive(content),
    )


@st.composite
def _damaged_sheet(draw, table: Table, layout: Layout, sheet: str) -> Damaged:
    done, effect, place = [], Effect.SAME, ()
    for step in draw(st.lists(st.sampled_from(SHEET_STEPS), min_size=1, max_size=2)):
        if not table.rows or effect == Effect.ERROR:
            break
        table, now, place = step(draw, table, layout)
        effect = max(effect, now)
        done.append(step.__name__)
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in (table.header, *table.rows):
        page.append([_typed(text) for text in row])
    packed = io.BytesIO()
    book.save(packed)
    # A formula or error value is told by its cell, not by a row and column.
    return Damaged(packed.getvalue(), effect, tuple(done), (*place, "cell ") if len(done) == 1 and place else ())


def _typed(text: str) -> str | int | None:
    """A cell as workbooks have them: a number is a number, an empty text no cell, and no control characters."""
    shown = "".join(character for character in text if character.isprintable())
    return int(shown) if shown.isdecimal() and shown.isascii() and len(shown) < 9 else shown or None
