"""Changing values in a user's workbook: the new ones are there, and nothing else is different."""

import io
import re
import struct
import warnings
import zipfile
from datetime import datetime, timedelta

import openpyxl
import pytest
import rich_workbooks
import xlsxwriter
from judge.libreoffice import read_values, resave
from judge.structure import assert_opens_cleanly
from splicing import (
    EDITS,
    RICH,
    SCORES,
    calamine_values,
    edited,
    openpyxl_values,
    raw_members,
)

from xlcaseload.files.package import Package
from xlcaseload.files.splice import splice


def without_cells(content, addresses):
    """The bytes of a sheet less some cells, rows that these cells alone filled, and the hints."""
    text = content.decode()
    for address in addresses:
        text = re.sub(rf'<(x:)?c r="{address}"(?:[^>]*/>|.*?</(?:x:)?c>)', "", text, flags=re.S)
    text = re.sub(r'<(x:)?row r="\d+"(?: spans="[^"]*")?>\s*</(?:x:)?row>', "", text)
    text = re.sub(r"<((?:x:)?row [^>]*[^/>])></(?:x:)?row>", r"<\1/>", text)
    text = re.sub(r' spans="\d+:\d+"', "", text)
    return re.sub(r'<(x:)?dimension ref="[^"]*"\s*/>', "", text)


def openpyxl_styles(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): (cell.number_format, cell.font.b, cell.fill.fgColor.rgb)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style
    }


EXPECTED = {(sheet, cell): value for sheet, cells in EDITS.items() for cell, value in cells.items()}


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rijk")
    return {
        "xlsxwriter": RICH,
        "openpyxl": rich_workbooks.saved_by_openpyxl(RICH),
        "libreoffice": rich_workbooks.saved_by_libreoffice(RICH, folder),
        "prefixes": rich_workbooks.with_prefixes(RICH),
    }


PROGRAMS = ["xlsxwriter", "openpyxl", "libreoffice", "prefixes"]


@pytest.fixture(params=PROGRAMS)
def original(request, originals):
    return originals[request.param]


# Nothing lost -------------------------------------------------------------------------------


def test_parts_without_changed_cells_keep_their_compressed_bytes_and_order(original):
    before, after = raw_members(original), raw_members(edited(original))
    assert [name for name, _ in before] == [name for name, _ in after]
    changed = {name for (name, old), (_, new) in zip(before, after, strict=True) if old != new}
    opened = Package.from_bytes(original, "team.xlsx")
    sheets = {opened.sheet("Start").part, opened.sheet(SCORES).part}
    charts = {name for name in opened.part_names if re.search(r"charts/chart\d+\.xml", name)}
    assert sheets <= changed <= sheets | charts
    assert len(before) > len(changed) + 4


def test_in_a_changed_sheet_all_but_the_changed_cells_is_the_same(original):
    before, after = Package.from_bytes(original, "a"), Package.from_bytes(edited(original), "b")
    for sheet, cells in EDITS.items():
        part = before.sheet(sheet).part
        old, new = before.read(part), after.read(part)
        assert without_cells(new, cells) == without_cells(old, cells)
        assert old != new


def test_readers_see_the_new_values(original):
    result = edited(original)
    values = openpyxl_values(result)
    assert {place: values.get(place) for place in EXPECTED} == EXPECTED
    values = calamine_values(result)
    for place, value in EXPECTED.items():
        shown = None if place == ("Start", "C6") else value  # calamine hides errors
        assert values.get(place) == shown
    assert Package.from_bytes(result, "b").error_cells("Start") == {"C6": "#DIV/0!"}


def test_all_other_cells_formulas_and_formats_read_as_before(original):
    result = edited(original)
    for read in (openpyxl_values, calamine_values):
        old, new = read(original), read(result)
        assert {k: v for k, v in old.items() if k not in EXPECTED} == {
            k: v for k, v in new.items() if k not in EXPECTED
        }
    old, new = openpyxl_styles(original), openpyxl_styles(result)
    assert old.items() <= new.items()
    before, after = Package.from_bytes(original, "a"), Package.from_bytes(result, "b")
    for sheet in before.sheets:
        assert before.formula_cells(sheet.name) == after.formula_cells(sheet.name)
    assert {
        k: str(v)
        for k, v in openpyxl_values(original, formulas=True).items()
        if str(v).startswith("=") and k not in {("Start", "B5")}
    } == {
        k: str(v)
        for k, v in openpyxl_values(result, formulas=True).items()
        if str(v).startswith("=") and k not in {("Start", "B5")}
    }


def test_new_cell_takes_the_format_of_its_row_or_column():
    styles = openpyxl_styles(edited(RICH))
    assert styles["Start", "G3"][0] == "0.0"
    assert styles["Start", "C20"][1] is True


def test_libreoffice_opens_the_result_and_shows_the_new_values(originals, tmp_path):
    paths = []
    for program, data in originals.items():
        path = tmp_path / f"{program}.xlsx"
        path.write_bytes(edited(data))
        paths.append(path)
    saved = resave(paths, tmp_path / "gezien")
    untouched = {"A1": "Welkom", "A2": "een vet en schuin woord", "E1": "samen"}
    for path in saved:
        values = read_values(path)
        shown = {place: values[place[0]].get(place[1]) for place in EXPECTED}
        # LibreOffice works a formula with an error out again, and what it saved as TRUE().
        again = {("Start", "C6"): "#N/A"}
        if path.stem == "libreoffice":
            again |= {("Start", "B7"): True, ("Start", "C7"): False}
        assert shown == EXPECTED | again
        assert untouched.items() <= values["Start"].items()


def test_file_is_well_built(tmp_path):
    path = tmp_path / "team.xlsx"
    path.write_bytes(edited(RICH))
    assert_opens_cleanly(path)


def test_nothing_to_change_gives_the_original_bytes(original):
    package = Package.from_bytes(original, "team.xlsx")
    assert splice(package, {}) is original
    assert splice(package, {"Start": {}}) is original
    there = {
        "Start": {
            "A1": "Welkom", "A2": "een vet en schuin woord", "B4": 36, "B5": "tekst", "B6": None,
            "B7": True, "C4": 72.0, "C5": "tekst!", "C6": "#N/A", "C7": False, "Z99": None,
            "Z98": "",
        },
        SCORES: {"A3": "lid <02> & co", "B2": 4},
    }  # fmt: skip
    values = Package.from_bytes(original, "a").formulas_without_value("Start")
    if not values:
        assert edited(original, there) is original


def test_same_edits_again_change_nothing(original):
    once = edited(original)
    assert edited(once) is once
    assert edited(original) == once


def test_back_to_the_old_values_reads_as_before():
    back = {
        "Start": {"B4": 36, "B5": "tekst", "B6": None, "C4": 72},
        SCORES: {"A3": "lid <02> & co", "B3": 2, "B4": 5, "B6": None, "A7": None, "B7": None},
    }
    there = edited(RICH, {s: {k: EDITS[s][k] for k in cells} for s, cells in back.items()})
    assert openpyxl_values(edited(there, back)) == openpyxl_values(RICH)


# Zip ----------------------------------------------------------------------------------------


def test_streamed_zip_with_large_fields_is_edited_too():
    data = rich_workbooks.streamed(RICH)
    result = edited(data)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        assert archive.testzip() is None
        assert archive.comment == b"een opmerking"
    values = openpyxl_values(result)
    assert {place: values.get(place) for place in EXPECTED} == EXPECTED
    for name, member in raw_members(result):
        flags, packed_size, extra_size = (
            *struct.unpack_from("<H", member, 6),
            *struct.unpack_from("<L", member, 18),
            *struct.unpack_from("<H", member, 28),
        )
        if name == "xl/worksheets/sheet1.xml":  # sizes stand before the content now, once
            assert (flags & 8, extra_size) == (0, 0)
            assert packed_size == len(member) - 30 - len(name)
    same = zip(raw_members(data), raw_members(result), strict=True)
    assert sum(old == new for old, new in same) > 10


def test_large_sheet_is_edited_quickly():
    """Two thousand rows in well under a second, so that nobody waits for a refresh."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Start")
    for row in range(2000):
        sheet.write_row(row, 0, range(25))
    book.close()
    started = datetime.now()
    edited(buffer.getvalue(), {"Start": {f"B{row}": row for row in range(1, 2001)}})
    assert datetime.now() - started < timedelta(seconds=2)
