"""Reading of the small upstream tables: what is read, and every way in which a file can be wrong."""

import openpyxl
import pandas as pd
import pytest

from lunar_assets.errors import FormatError, SourceError
from lunar_assets.harmonized.readings import day_counts, numbers, refuse_other_patients, translated, word
from lunar_assets.harmonized.small_tables import MISSING_VALUES, Ids, TableFile, read_table
from lunar_tests.harmonized.upstream_files import write_text

IDS, BARCODES = Ids("P-[0-9]", "P-1"), Ids("TCGA-[0-9]{2}-[0-9]{4}", "TCGA-02-0001")
PATIENTS = TableFile("datahub/study/data_clinical_patient.txt", "PATIENT_ID", ("SEX", "AGE"), IDS, comments=True)
TIMELINE = TableFile("datahub/study/data_timeline.txt", "PATIENT_ID", ("START_DATE",), IDS, unique=False, comments=True)
FOLLOW_UP = TableFile("gdc/followup.tsv", "bcr_patient_barcode", ("prior_glioma",), BARCODES, encoding="latin-1")
WORKBOOK = TableFile("gdc/CDR.xlsx", "bcr_patient_barcode", ("DFI", "DFI.time"), BARCODES, sheet="TCGA-CDR")
HEADER = "PATIENT_ID\tSEX\tAGE\tNOTE"


def read(folder, lines, table=PATIENTS):
    return read_table(write_text(folder, table, lines), table)


def write_workbook(folder, rows, sheet="TCGA-CDR"):
    path = folder / "CDR.xlsx"
    pd.DataFrame(rows).to_excel(path, sheet_name=sheet, header=False, index=False, engine="openpyxl")
    return {WORKBOOK.name: path}


def test_reads_the_wanted_columns_as_text_and_knows_each_rows_line(tmp_path):
    frame = read(tmp_path, ["#Patient\tSex\tAge\tNote", HEADER, "P-1\tFemale\t044\tx", "P-2\tMale\t51.5\ty"])
    assert frame.to_dict("list") == {"PATIENT_ID": ["P-1", "P-2"], "SEX": ["Female", "Male"], "AGE": ["044", "51.5"]}
    assert frame.index.tolist() == [3, 4]


@pytest.mark.parametrize("spelling", sorted(MISSING_VALUES))
def test_every_spelling_of_missing_is_missing(tmp_path, spelling):
    frame = read(tmp_path, [HEADER, f"P-1\t{spelling}\t44\t"])
    assert frame["SEX"].isna().all()


def test_the_studys_own_spellings_of_missing_are_known():
    study = {"[Not Available]", "[NOT AVAILABLE]", "[Not Applicable]", "Not Available", "NOT AVAILABLE"}
    assert study | {"[Discrepancy]", "[Unknown]", "[Not Evaluated]", "nan", "NA", ""} <= MISSING_VALUES


def test_a_site_that_looks_like_a_number_stays_text(tmp_path):
    assert read(tmp_path, [HEADER, "P-1\t02\t44\t"])["SEX"].tolist() == ["02"]


def test_quotes_are_part_of_the_text(tmp_path):
    frame = read(tmp_path, [HEADER, 'P-1\t"Female\t44\t', 'P-2\tMale"\t45\t'])
    assert frame["SEX"].tolist() == ['"Female', 'Male"']


def test_windows_line_ends_change_nothing(tmp_path):
    frame = read(tmp_path, f"{HEADER}\r\nP-1\tFemale\t44\tx\r\n".encode())
    assert frame["AGE"].tolist() == ["44"]


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n\r\n"])
def test_blank_lines_at_the_end_change_nothing(tmp_path, end):
    assert read(tmp_path, f"{HEADER}\nP-1\tFemale\t44\tx{end}".encode())["AGE"].tolist() == ["44"]


def test_line_ends_may_be_of_several_kinds(tmp_path):
    frame = read(tmp_path, f"{HEADER}\rP-1\tFemale\t44\tx\r\nP-2\tMale\t51\ty\n".encode())
    assert frame["AGE"].tolist() == ["44", "51"]


@pytest.mark.parametrize("key", ["#P-1", "P-1 ", "p-1", "P-１", "PATIENT_ID", "\ufeffP-1"])
def test_a_key_that_would_join_nothing_is_refused(tmp_path, key):
    with pytest.raises(FormatError, match=r"line 2 .*column PATIENT_ID: .*expected an id such as P-1"):
        read(tmp_path, [HEADER, f"{key}\tFemale\t44\tx", "P-2\tMale\t51\ty"])


def test_a_comment_after_the_header_is_a_row_of_another_width(tmp_path):
    with pytest.raises(FormatError, match="line 3: 1 fields"):
        read(tmp_path, [HEADER, "P-1\tFemale\t44\tx", "#P-2", "P-3\tMale\t51\ty"])


def test_a_line_separator_of_latin_1_does_not_end_a_line(tmp_path):
    content = b"bcr_patient_barcode\tnote\tprior_glioma\nTCGA-02-0001\ta\x85b\xa0c\tYES\n"
    assert read(tmp_path, content, FOLLOW_UP)["prior_glioma"].tolist() == ["YES"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["#only", "#comments"], "comments only"),
        ([HEADER], "a header and no rows"),
        (["P-1\tFemale\t44\tx", "P-2\tMale\t45\ty"], "lacks PATIENT_ID, SEX, AGE"),
        (["PATIENT_ID\tGENDER\tAGE", "P-1\tFemale\t44"], "lacks SEX"),
        (["PATIENT_ID\tSEX\tAGE\tSEX", "P-1\tFemale\t44\tMale"], "more than once SEX"),
        ([HEADER, "P-1\tFemale\t44\tx", "P-2\tMale"], "line 3: 2 fields; the header has 4"),
        (["#comment", HEADER, "P-1\tFemale\t44\tx\t"], "line 3: 5 fields; the header has 4"),
        ([HEADER, "P-1\tFemale\t44\tx", "", "P-2\tMale\t44\tx"], "line 3: 1 fields"),
        ([HEADER, "P-1\tFemale\t44\tx", "P-1\tMale\t45\ty"], "line 3 .*P-1.* every value once"),
        ([HEADER, "NA\tFemale\t44\tx"], "line 2 .*PATIENT_ID.* a value in every row"),
        ([HEADER, "P-1\tFem\0ale\t44\tx"], "line 2: a NUL byte"),
        (f"{HEADER}\nP-1\tFemal\xe9\t44\tx\n".encode("latin-1"), "line 2: the byte .*xe9.* is not utf-8"),
    ],
)
def test_a_file_that_is_not_the_table_is_refused_with_its_name_and_place(tmp_path, lines, message):
    with pytest.raises(FormatError, match=message) as error:
        read(tmp_path, lines)
    assert str(error.value).startswith(PATIENTS.name)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (b"", "empty"),
        (["<!DOCTYPE html>", "<html>"], "a web page"),
        (["version https://git-lfs.github.com/spec/v1", "oid sha256:0"], "a Git LFS pointer"),
    ],
)
def test_a_file_that_is_no_data_is_refused_with_its_name(tmp_path, lines, message):
    with pytest.raises(SourceError, match=message) as error:
        read(tmp_path, lines)
    assert str(error.value).startswith(PATIENTS.name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=PATIENTS.name):
        read_table({}, PATIENTS)
    with pytest.raises(SourceError, match="is not a file"):
        read_table({PATIENTS.name: tmp_path / "nowhere.txt"}, PATIENTS)


def test_a_timeline_may_have_several_rows_of_a_patient(tmp_path):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", "P-1\t10", "P-1\t20"], TIMELINE)
    assert frame["START_DATE"].tolist() == ["10", "20"]


def test_a_workbook_is_read_as_text_with_its_rows(tmp_path):
    header = ["", "bcr_patient_barcode", "DFI", "DFI.time"]
    rows = [header, [1, "TCGA-02-0001", 1, 358], [2, "TCGA-02-0003", "#N/A", ""]]
    frame = read_table(write_workbook(tmp_path, rows), WORKBOOK)
    assert frame.loc[2].tolist() == ["TCGA-02-0001", "1", "358"]
    assert frame.loc[3, ["DFI", "DFI.time"]].isna().all()


def test_a_workbook_without_the_sheet_or_with_a_doubled_column_is_refused(tmp_path):
    rows = [["bcr_patient_barcode", "DFI", "DFI.time"], ["TCGA-02-0001", 1, 358]]
    with pytest.raises(FormatError, match="sheet 'TCGA-CDR'"):
        read_table(write_workbook(tmp_path, rows, "Sheet1"), WORKBOOK)
    doubled = [["bcr_patient_barcode", "DFI", "DFI.time", "DFI"], ["TCGA-02-0001", 1, 358, 0]]
    with pytest.raises(FormatError, match="more than once DFI"):
        read_table(write_workbook(tmp_path, doubled), WORKBOOK)


def test_text_that_calls_itself_a_workbook_is_refused(tmp_path):
    with pytest.raises(FormatError, match="not a workbook"):
        read(tmp_path, ["bcr_patient_barcode\tDFI\tDFI.time", "TCGA-02-0001\t1\t358"], WORKBOOK)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("#REF!", r"sheet TCGA-CDR, cell C2: an error value"),
        ("=1/0", r"sheet TCGA-CDR, cell C2: a formula without its value"),
    ],
)
def test_a_cell_that_the_library_would_read_as_empty_is_refused(tmp_path, cell, message):
    rows = [["bcr_patient_barcode", "DFI", "DFI.time"], ["TCGA-02-0001", 1, cell]]
    with pytest.raises(FormatError, match=message):
        read_table(write_workbook(tmp_path, rows), WORKBOOK)


@pytest.mark.parametrize("cell", ["XFD1048576", "C1000000", "ABC7"])
def test_a_cell_far_outside_takes_no_memory(tmp_path, cell):
    files = write_workbook(tmp_path, [["bcr_patient_barcode", "DFI", "DFI.time"], ["TCGA-02-0001", 1, 358]])
    book = openpyxl.load_workbook(files[WORKBOOK.name])
    book["TCGA-CDR"][cell] = "stray"
    book.save(files[WORKBOOK.name])
    with pytest.raises(FormatError, match=f"cell {cell}: a cell far outside the table"):
        read_table(files, WORKBOOK)


def test_a_byte_order_mark_is_not_part_of_the_header(tmp_path):
    frame = read(tmp_path, b"\xef\xbb\xbf" + f"{HEADER}\nP-1\tFemale\t44\tx\n".encode())
    assert frame["PATIENT_ID"].tolist() == ["P-1"]


def test_text_in_a_number_column_is_refused_with_line_and_value(tmp_path):
    frame = read(tmp_path, [HEADER, "P-1\tFemale\t44\t", "P-2\tMale\tforty\t"])
    with pytest.raises(FormatError, match=r"line 3 \(PATIENT_ID P-2\), column AGE: found 'forty'; expected a number"):
        numbers(frame, "AGE", PATIENTS.name, minimum=0, maximum=120)


@pytest.mark.parametrize("age", ["-1", "121", "inf"])
def test_an_impossible_number_is_refused(tmp_path, age):
    frame = read(tmp_path, [HEADER, f"P-1\tFemale\t{age}\t"])
    with pytest.raises(FormatError, match="from 0 to 120"):
        numbers(frame, "AGE", PATIENTS.name, minimum=0, maximum=120)


def test_a_missing_number_stays_missing(tmp_path):
    frame = read(tmp_path, [HEADER, "P-1\tFemale\tNA\t", "P-2\tMale\t51.5\t"])
    values = numbers(frame, "AGE", PATIENTS.name, minimum=0, maximum=120)
    assert values.isna().tolist() == [True, False]
    assert values.iloc[1] == 51.5


def test_an_unknown_word_is_refused_with_the_allowed_ones(tmp_path):
    frame = read(tmp_path, [HEADER, "P-1\tFemale\t44\t", "P-2\tfemale \t44\t"])
    with pytest.raises(FormatError, match=r"line 3 \(PATIENT_ID P-2\), column SEX: found 'female '.*'Female', 'Male'"):
        translated(frame, "SEX", PATIENTS.name, words={"Female": "Female", "Male": "Male"})


def test_a_day_count_that_is_no_number_is_missing(tmp_path):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", "P-1\t10", "P-2\t[Pending]", "P-3\t"], TIMELINE)
    assert day_counts(frame, "START_DATE", TIMELINE.name).isna().tolist() == [False, True, True]


@pytest.mark.parametrize("day", ["1,5", "1.234,5", "0x10", "12 days", "１２", "1e", "5-"])
def test_a_day_with_digits_that_is_no_number_is_refused(tmp_path, day):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", "P-1\t10", f"P-2\t{day}"], TIMELINE)
    with pytest.raises(FormatError, match=f"line 3 .*found '{day}'; expected a number of days, or none"):
        day_counts(frame, "START_DATE", TIMELINE.name)


def test_a_day_column_of_several_words_is_another_column(tmp_path):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", "P-1\tRecurrence", "P-2\tProgression"], TIMELINE)
    with pytest.raises(FormatError, match="found 'Recurrence'; expected days in this column"):
        day_counts(frame, "START_DATE", TIMELINE.name)


def test_a_word_that_is_a_number_is_of_another_column(tmp_path):
    frame = read(tmp_path, [HEADER, "P-1\tFemale\t44\t", "P-2\t51\t51\t"])
    with pytest.raises(FormatError, match="line 3 .*SEX: found '51'; expected a word"):
        word(frame, "SEX", PATIENTS.name)
    assert word(frame.iloc[:1], "SEX", PATIENTS.name).tolist() == ["Female"]


def test_a_sample_of_another_patient_is_refused():
    frame = pd.DataFrame({"SAMPLE_ID": ["P-1-TP", "P-12-TP"], "PATIENT_ID": ["P-1", "P-1"]}, [2, 3])
    with pytest.raises(FormatError, match=r"samples.txt, line 3 \(SAMPLE_ID P-12-TP\), column PATIENT_ID: found 'P-1'"):
        refuse_other_patients(frame, "SAMPLE_ID", "PATIENT_ID", "samples.txt")


def test_a_long_value_is_cut_in_the_message(tmp_path):
    frame = read(tmp_path, [HEADER, f"P-1\t{'x' * 1_000_000}\t44\t"])
    with pytest.raises(FormatError) as error:
        translated(frame, "SEX", PATIENTS.name, words={"Female": "Female"})
    assert len(str(error.value)) < 500


@pytest.mark.parametrize("day", ["-1", "36526", "inf"])
def test_an_impossible_day_is_refused(tmp_path, day):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", f"P-1\t{day}"], TIMELINE)
    with pytest.raises(FormatError, match=f"column START_DATE: found '{day}'"):
        day_counts(frame, "START_DATE", TIMELINE.name)


def test_an_impossible_day_before_diagnosis_is_refused_too(tmp_path):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", "P-1\t-1e400"], TIMELINE)
    with pytest.raises(FormatError, match="found '-1e400'"):
        day_counts(frame, "START_DATE", TIMELINE.name, may_precede_diagnosis=True)


def test_a_surgery_before_diagnosis_has_no_day(tmp_path):
    frame = read(tmp_path, ["PATIENT_ID\tSTART_DATE", "P-1\t-144", "P-2\t36525"], TIMELINE)
    days = day_counts(frame, "START_DATE", TIMELINE.name, may_precede_diagnosis=True)
    assert days.isna().tolist() == [True, False]
