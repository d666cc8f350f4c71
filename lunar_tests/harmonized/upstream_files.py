"""Writes small upstream files from hand-written rows, with every other column missing and every other file minimal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from lunar_assets.harmonized.small_tables import TableFile

Row = Mapping[str, object]


def write_text(folder: Path, table: TableFile, lines: Sequence[str] | bytes) -> dict[str, Path]:
    """The mapping of one file with these lines, or these bytes."""
    path = folder / table.name.replace("/", "_")
    path.write_bytes(lines if isinstance(lines, bytes) else "".join(f"{line}\n" for line in lines).encode())
    return {table.name: path}


def write_tables(folder: Path, tables: Sequence[TableFile], rows: Mapping[str, Sequence[Row]]) -> dict[str, Path]:
    """All tables of a build; `rows` by the last two parts of the file's name, columns left out are empty.

    A table without rows gets one of a patient that no other file knows.
    """
    columns: dict[str, list[str]] = {}
    for table in tables:
        seen = columns.setdefault(table.name, [])
        seen += [name for name in (table.key, *table.columns) if name not in seen]
    sheets = {table.name: table.sheet for table in tables}
    unknown = [name for name in rows if not any(full.endswith(name) for full in columns)]
    assert not unknown, f"no such upstream file: {unknown}"
    return {
        name: _write(folder, name, sheets[name], names, _rows_of(name, rows, names)) for name, names in columns.items()
    }


def _rows_of(name: str, rows: Mapping[str, Sequence[Row]], columns: list[str]) -> Sequence[Row]:
    given = next((given for short, given in rows.items() if name.endswith(short)), ())
    ids = {"PATIENT_ID": "TCGA-ZZ-0000", "bcr_patient_barcode": "TCGA-ZZ-0000"}
    ids |= {"sampleID": "TCGA-ZZ-0000-11", "SAMPLE_ID": "TCGA-ZZ-0000-11"}
    return given or [{column: ids[column] for column in columns if column in ids}]


def _write(folder: Path, name: str, sheet: str | None, columns: list[str], rows: Sequence[Row]) -> Path:
    for row in rows:
        assert set(row) <= set(columns), f"{name} has no column {set(row) - set(columns)}"
    frame = pd.DataFrame([{column: row.get(column, "") for column in columns} for row in rows], dtype="object")
    path = folder / name.replace("/", "_")
    if sheet is None:
        text = [columns, *frame.astype(str).to_numpy().tolist()]
        path.write_text("".join("\t".join(line) + "\n" for line in text), encoding="utf-8")
    else:
        frame.to_excel(path, sheet_name=sheet, index=False, engine="openpyxl")
    return path
