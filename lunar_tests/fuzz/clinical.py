"""What the clinical files say, by the rules of the platform but row by row: the measure of the clinical readers."""

from collections.abc import Callable, Mapping
from functools import partial

from lunar_assets.harmonized import clinical_glass, clinical_tcga, recurrence_glass, recurrence_tcga_rules
from lunar_assets.harmonized.readings import OLDEST_DAYS, numbers, text, translated, word
from lunar_assets.harmonized.small_tables import TableFile
from lunar_tests.fuzz.cells import Row, Unreadable, is_number, number

Tables = Mapping[str, list[Row]]
"""Rows of every file, by its path in a mirror."""

GLASS_FACTS = {
    "age": ("AGE", clinical_glass.AGE),
    "sex": ("SEX", clinical_glass.SEX),
    "grade": ("TUMOR_GRADE", clinical_glass.GRADE),
    "histology": ("HISTOLOGY", clinical_glass.HISTOLOGY),
    "idh_codel_subtype": ("IDH_CODEL_STATUS", clinical_glass.SUBTYPE),
    "tissue_source_site": ("TISSUE_SOURCE", text),
    "vital_status": ("OS_STATUS", clinical_glass.VITAL_STATUS),
}


def glass_clinical(tables: Tables) -> list[tuple]:
    """Rows of harmonized.clinical of GLASS: sample, patient, facts in the order of `GLASS_FACTS`."""
    patients = _by_key(tables, clinical_glass.PATIENT)
    samples = _by_key(tables, clinical_glass.SAMPLE)
    rows = []
    for sample, own in sorted(samples.items()):
        if sample.endswith("-TP"):
            if own["PATIENT_ID"] not in patients:
                raise Unreadable("a sample without a patient")
            facts = own | patients[own["PATIENT_ID"]]
            rows.append((sample, own["PATIENT_ID"], *(_value(facts[f], r) for f, r in GLASS_FACTS.values())))
    if len({patient for _, patient, *_ in rows}) != len(rows):
        raise Unreadable("two primary samples of a patient")
    return rows


def glass_events(tables: Tables, sample_of: Mapping[str, str]) -> list[tuple]:
    """Rows of harmonized.recurrence_events of GLASS."""
    name = recurrence_glass.SURGERY.name
    events = set()
    for row in tables[name]:
        patient, surgery, day = row["PATIENT_ID"], row["SAMPLE_ID"], row["START_DATE"]
        if patient is None:
            raise Unreadable("a key is missing")
        if (surgery or "").endswith("-R1") and patient in sample_of:
            days = _days(day, may_precede_diagnosis=False)
            said = ("START_DATE", day) if day else ("SAMPLE_ID", surgery)
            events.add((sample_of[patient], name, *said, None if days is None else 1, days, True))
    return sorted(events, key=repr)


def tcga_clinical(tables: Tables) -> list[tuple]:
    """Rows of harmonized.clinical of TCGA: sample, patient, facts in the order of `FACTS`."""
    by_key = {table: _by_key(tables, table) for table in clinical_tcga.TABLES}
    xena = by_key[clinical_tcga.XENA]
    for sample, row in xena.items():
        kind = row["sample_type"]
        if kind is not None and (kind == "Primary Tumor") != sample.endswith("-01"):
            raise Unreadable("a sample type that the barcode contradicts")
    primary = {sample for sample in xena if sample.endswith("-01")}
    primary |= {f"{patient}-01" for patient in by_key[clinical_tcga.PUBLICATION_SAMPLE]}
    return [
        (sample, sample[:-3], *(_first(by_key, sample, facts) for _, facts in clinical_tcga.FACTS.values()))
        for sample in sorted(primary)
    ]


def tcga_events(tables: Tables, sample_of: Mapping[str, str]) -> list[tuple]:
    """Rows of harmonized.recurrence_events of TCGA."""
    for table in recurrence_tcga_rules.TABLES:
        _keys(tables, table)
    events: dict[tuple, tuple] = {}
    for rule in recurrence_tcga_rules.STATEMENTS:
        for row in tables[rule.table.name]:
            if found := _stated(rule, row, sample_of):
                sample, tier, day, explicit = found
                said = (sample, rule.table.name, rule.field, row[rule.field], day)
                events.setdefault(said, (*said[:4], tier, day, explicit))
    return sorted(events.values(), key=repr)


def _stated(rule: recurrence_tcga_rules.Statement, row: Row, sample_of: Mapping[str, str]) -> tuple | None:
    """Sample, tier, day and explicit of a row, if it says something by a rule about a known patient."""
    key = row[rule.table.key]
    patient = key if len(key) == len("TCGA-02-0001") else key[:-3]
    sample = sample_of.get(patient if rule.of_patient else key)
    value = row[rule.field]
    if patient in sample_of and rule.field == "DFI" and value not in (None, "0", "1"):
        raise Unreadable("DFI is neither 0 nor 1")
    if patient in sample_of and rule.field not in ("DFI", rule.day) and value is not None and is_number(value):
        raise Unreadable("a number in place of a word")
    if sample is None or patient not in sample_of or value is None or rule.value not in (None, value):
        return None
    day = _days(row[rule.day], may_precede_diagnosis=rule.may_precede_diagnosis) if rule.day else None
    explicit = rule.explicit and (rule.field != rule.day or day is not None)
    return sample, None if day is None else rule.tier, day, explicit


def _first(by_key: Mapping[TableFile, dict[str, Row]], sample: str, facts: tuple[clinical_tcga.Fact, ...]) -> object:
    """The value of the first source that has one."""
    for fact in facts:
        row = by_key[fact.table].get(sample if fact.table is clinical_tcga.XENA else sample[:-3])
        if row and (value := _value(row[fact.field], fact.reading)) is not None:
            return value
    return None


def _value(cell: str | None, reading: Callable) -> object:
    """A cell by the words or limits of its reading."""
    if cell is None or reading is text:
        return cell
    if reading is word:
        if is_number(cell):
            raise Unreadable("a number in place of a word")
        return cell
    rule = reading if isinstance(reading, partial) else partial(reading)
    if rule.func is translated:
        if cell not in rule.keywords["words"]:
            raise Unreadable("not one of the words")
        return rule.keywords["words"][cell]
    assert rule.func is numbers
    value = number(cell)
    if not rule.keywords["minimum"] <= value <= rule.keywords["maximum"]:
        raise Unreadable("out of range")
    return value


def _days(cell: str | None, *, may_precede_diagnosis: bool) -> float | None:
    """A day count: words in place of a number are missing, as in the study; what has a digit has to be a day."""
    if cell is None or not (is_number(cell) or any(map(str.isnumeric, cell))):
        return None
    day = number(cell)
    if day % 1 or abs(day) > OLDEST_DAYS or (day < 0 and not may_precede_diagnosis):
        raise Unreadable("an impossible day")
    return day if day >= 0 else None


def _by_key(tables: Tables, table: TableFile) -> dict[str, Row]:
    return dict(zip(_keys(tables, table), tables[table.name], strict=True))


def _keys(tables: Tables, table: TableFile) -> list[str]:
    keys = [row[table.key] for row in tables[table.name]]
    if None in keys or (table.unique and len(set(keys)) != len(keys)):
        raise Unreadable("a key is missing, or there twice")
    return [key for key in keys if key]
