"""Looking into a workbook: sheets, tables, names, and what cell readers keep to themselves."""

import hashlib
import io
import os
import re
import struct
import tracemalloc
import zipfile

import openpyxl
import pytest
import rich_workbooks
from hypothesis import given
from hypothesis import strategies as st
from team_packages import MAIN, TEAM, rezip, with_sheet

from xlcaseload.files import archive, package
from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.files.package import Package, SheetPart, TablePart
from xlcaseload.problems import FileError

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


# Opening ------------------------------------------------------------------------------------


def test_sheets_come_in_order_with_their_visibility():
    opened = Package.from_bytes(TEAM, "team.xlsx")
    assert opened.sheets == (
        SheetPart("Start", "xl/worksheets/sheet1.xml", "visible"),
        SheetPart("Scores & meer", "xl/worksheets/sheet2.xml", "visible"),
        SheetPart("Hulp", "xl/worksheets/sheet3.xml", "hidden"),
        SheetPart("Diep", "xl/worksheets/sheet4.xml", "veryHidden"),
    )
    assert opened.sheet("start").name == "Start"
    with pytest.raises(KeyError):
        opened.sheet("Elders")


def test_tables_are_found_with_their_place_and_headers():
    tables = Package.from_bytes(TEAM, "team.xlsx").tables
    assert tables == {
        "tblScores": TablePart(
            *("tblScores", "xl/tables/table1.xml", "Scores & meer", 2, 1, 5, 3),
            ("Naam", "F 1\n(x)", 'A & "B" <C>'),
        ),
        "tblRollen": TablePart(
            *("tblRollen", "xl/tables/table2.xml", "Scores & meer", 0, 5, 2, 5), ("Rol",)
        ),
    }


def test_header_with_the_escapes_of_excel_reads_as_on_the_screen():
    def change(name, content):
        return content.replace(b"F 1&#xA;(x)", b"F 1_x000a_(x) _x005F_x0041_")

    tables = Package.from_bytes(rezip(TEAM, change), "team.xlsx").tables
    assert tables["tblScores"].columns[1] == "F 1\n(x) _x0041_"


def test_names_are_found_and_those_of_a_sheet_bear_its_name():
    names = Package.from_bytes(TEAM, "team.xlsx").defined_names
    assert names == {
        "Drempel": "Start!$B$2",
        "Scores & meer!Eigen": "'Scores & meer'!$B$4",
    }


def test_relations_tell_parts_from_addresses_outside():
    opened = Package.from_bytes(TEAM, "team.xlsx")
    (drawing,) = opened.relations("xl/worksheets/sheet1.xml")
    assert (drawing.target, drawing.external) == ("xl/drawings/drawing1.xml", False)
    (image,) = opened.relations(drawing.target)
    assert opened.read(image.target) == rich_workbooks.PNG
    links = [r for r in opened.relations("xl/worksheets/sheet2.xml") if r.external]
    assert [link.target for link in links] == ["https://example.org/hulp"]
    assert opened.relations("xl/styles.xml") == ()


def test_parts_are_what_the_standard_zip_reader_gives():
    opened = Package.from_bytes(TEAM, "team.xlsx")
    with zipfile.ZipFile(io.BytesIO(TEAM)) as other:
        assert opened.part_names == tuple(other.namelist())
        assert all(opened.read(name) == other.read(name) for name in other.namelist())
    assert opened.digest == hashlib.sha256(TEAM).hexdigest()


def test_file_on_disk_is_opened_under_its_name(tmp_path):
    path = tmp_path / "team.xlsx"
    path.write_bytes(TEAM)
    opened = Package.open(path)
    assert (opened.name, opened.data) == ("team.xlsx", TEAM)


def strict(name, content):
    """The namespaces that Excel writes when one saves as Strict Open XML."""
    content = content.replace(MAIN.encode(), STRICT.encode())
    return content.replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def prefixed(name, content):
    """The prefixes of programs that name every element ``x:``, and absolute targets."""
    if name == "xl/_rels/workbook.xml.rels":
        return content.replace(b'Target="', b'Target="/xl/')
    if name.startswith(("xl/workbook", "xl/worksheets/sheet", "xl/tables/")):
        content = content.replace(b"xmlns=", b"xmlns:x=")
        return re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", content)
    return content


def elsewhere(name, content):
    """A workbook part under another name."""
    if name == "_rels/.rels":
        return content.replace(b"xl/workbook.xml", b"/xl/workbook2.xml")
    return content


def backslashes(name, content):
    return (
        content.replace(b"worksheets/sheet", b"Worksheets/SHEET") if "workbook" in name else content
    )


@pytest.mark.parametrize("way", [strict, prefixed, backslashes])
def test_workbook_of_another_program_reads_alike(way):
    plain = Package.from_bytes(TEAM, "team.xlsx")
    other = Package.from_bytes(rezip(TEAM, way), "team.xlsx")
    assert other.sheets == plain.sheets
    assert other.tables == plain.tables
    assert other.defined_names == plain.defined_names
    assert other.error_cells("Start") == plain.error_cells("Start") == {"B3": "#N/A"}
    assert other.formula_cells("Start") == plain.formula_cells("Start") == {"B2", "B3", "B4"}
    assert other.formulas_without_value("Start") == ()


def test_workbook_part_may_have_another_name():
    moved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TEAM)) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            new.writestr(
                name.replace("workbook.xml", "workbook2.xml"), elsewhere(name, old.read(name))
            )
    opened = Package.from_bytes(moved.getvalue(), "team.xlsx")
    assert opened.workbook_part == "xl/workbook2.xml"
    assert opened.sheets[0].name == "Start"


# What cannot be opened ----------------------------------------------------------------------


def test_missing_file_folder_and_pipe_are_refused(tmp_path):
    with pytest.raises(FileError, match="geen bestand met deze naam"):
        Package.open(tmp_path / "weg.xlsx")
    with pytest.raises(FileError, match="niet te lezen"):
        Package.open(tmp_path)
    os.mkfifo(tmp_path / "pijp.xlsx")
    with pytest.raises(FileError, match="niet te lezen"):
        Package.open(tmp_path / "pijp.xlsx")


def test_file_without_rights_says_what_may_be_the_matter(tmp_path, monkeypatch):
    path = tmp_path / "team.xlsx"
    path.write_bytes(TEAM)

    def deny(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", deny)
    with pytest.raises(FileError, match=r"team\.xlsx: .*staat het open in Excel of ontbreken"):
        Package.open(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "een leeg bestand"),
        (b"Naam;Rol\r\n", "iets anders dan een Excel-bestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "met een wachtwoord .* oud .xls"),
        (TEAM[:-40], "beschadigd of niet volledig"),
        (TEAM[: len(TEAM) // 2], "beschadigd of niet volledig"),
        (b"PK\5\6" + bytes(18), "beschadigd"),
    ],
)
def test_what_is_no_workbook_is_told_apart(data, words):
    with pytest.raises(FileError, match=words):
        Package.from_bytes(data, "team.xlsx")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("content.xml", r"OpenDocument-bestand \(\.ods\)"),
        ("xl/workbook.bin", r"binaire werkmap \(\.xlsb\)"),
        ("word/document.xml", "Word-document"),
        ("iets.txt", "geen Excel-werkmap"),
    ],
)
def test_other_zip_files_are_named(part, words):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        new.writestr(part, "<x/>")
    with pytest.raises(FileError, match=words):
        Package.from_bytes(buffer.getvalue(), "team.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"])
def test_doctype_is_refused(part):
    def change(name, content):
        return (
            content.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1)
            if name == part
            else content
        )

    with pytest.raises(FileError, match="DOCTYPE"):
        Package.from_bytes(rezip(TEAM, change), "team.xlsx")


def test_doctype_in_a_sheet_is_refused():
    opened = with_sheet("", declaration="<?xml version='1.0'?><!DOCTYPE worksheet>")
    with pytest.raises(FileError, match="DOCTYPE"):
        opened.error_cells("Start")
    with pytest.raises(FileError, match="DOCTYPE"):
        opened.formula_cells("Start")


def test_missing_sheet_part_is_named():
    data = rezip(TEAM, lambda name, old: None if name.endswith("sheet2.xml") else old)
    with pytest.raises(FileError, match="blad 'Scores & meer' ontbreekt"):
        Package.from_bytes(data, "team.xlsx")


def test_missing_part_is_named():
    with pytest.raises(FileError, match=r"onderdeel xl/weg\.xml ontbreekt"):
        Package.from_bytes(TEAM, "team.xlsx").read("xl/weg.xml")


def test_too_large_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(package, "MAX_FILE_BYTES", 1000)
    path = tmp_path / "team.xlsx"
    path.write_bytes(TEAM)
    with pytest.raises(FileError, match="een bestand van 0 MB"):
        Package.open(path)


def test_file_that_promises_too_much_is_not_inflated(monkeypatch):
    monkeypatch.setattr(archive, "MAX_INFLATED", 10_000)
    with pytest.raises(FileError, match="uitgepakt"):
        Package.from_bytes(TEAM, "team.xlsx")
    monkeypatch.undo()
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    with pytest.raises(FileError, match="onderdelen"):
        Package.from_bytes(TEAM, "team.xlsx")


def patched(data, name, place, number):
    """The archive with one four-byte field of a member's directory record changed."""
    changed = bytearray(data)
    record = changed.rfind(b"PK\1\2", 0, changed.rfind(name.encode()))
    struct.pack_into("<L", changed, record + place, number)
    return bytes(changed)


def test_part_that_inflates_to_more_than_it_says_stops_there():
    bomb = rezip(TEAM, lambda name, old: bytes(5_000_000) if "theme" in name else old)
    small = patched(bomb, "xl/theme/theme1.xml", 24, 1000)
    with pytest.raises(FileError, match="beschadigd"):
        Package.from_bytes(small, "team.xlsx").read("xl/theme/theme1.xml")


def test_bomb_takes_no_memory():
    bomb = rezip(TEAM, lambda name, old: bytes(50_000_000) if "theme" in name else old)
    opened = Package.from_bytes(patched(bomb, "xl/theme/theme1.xml", 24, 1000), "team.xlsx")
    tracemalloc.start()
    try:
        with pytest.raises(FileError, match="beschadigd"):
            opened.read("xl/theme/theme1.xml")
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_part_with_another_checksum_is_damaged():
    wrong = patched(TEAM, "xl/styles.xml", 16, 1234)
    with pytest.raises(FileError, match="beschadigd"):
        Package.from_bytes(wrong, "team.xlsx").read("xl/styles.xml")


def test_zip_password_is_told_apart():
    locked = bytearray(TEAM)
    for match in re.finditer(b"PK\1\2", TEAM):
        locked[match.start() + 8] |= 1
    with pytest.raises(FileError, match="met een wachtwoord is beveiligd"):
        Package.from_bytes(bytes(locked), "team.xlsx")


@given(st.data())
def test_damage_anywhere_gives_a_file_error_or_nothing(data):
    broken = bytearray(TEAM)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(broken) - 1))
        broken[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(broken)) | st.just(len(broken)))
    try:
        opened = Package.from_bytes(bytes(broken[:cut]), "team.xlsx")
        for part in opened.part_names:
            opened.read(part)
        for sheet in opened.sheets:
            opened.error_cells(sheet.name)
            opened.formula_cells(sheet.name)
        assert opened.tables is not None
    except FileError:
        pass


def test_streamed_and_large_zip_variants_read_alike():
    opened = Package.from_bytes(rich_workbooks.streamed(TEAM), "team.xlsx")
    assert opened.tables == Package.from_bytes(TEAM, "team.xlsx").tables


def test_openpyxl_sees_the_same_formulas_and_errors():
    opened = Package.from_bytes(TEAM, "team.xlsx")
    values = openpyxl.load_workbook(io.BytesIO(TEAM), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(TEAM))
    for sheet in opened.sheets:
        cells = [cell for row in formulas[sheet.name].iter_rows() for cell in row]
        assert opened.formula_cells(sheet.name) == {
            cell.coordinate for cell in cells if cell.data_type == "f"
        }
        cells = [cell for row in values[sheet.name].iter_rows() for cell in row]
        assert opened.error_cells(sheet.name) == {
            cell.coordinate: cell.value for cell in cells if cell.data_type == "e"
        }


# Addresses ----------------------------------------------------------------------------------


def test_known_addresses():
    assert cell_position("D12") == (11, 3)
    assert cell_position("$XFD$1048576") == (1_048_575, 16_383)
    assert (cell_name(11, 3), cell_name(0, 26), cell_name(0, 702)) == ("D12", "AA1", "AAA1")


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_address_and_position_are_each_other_back(row, column):
    assert cell_position(cell_name(row, column)) == (row, column)
    assert cell_position(cell_name(row, column, absolute=True)) == (row, column)
