"""Changing values in a user's workbook: the new ones are there, and nothing else is different."""

import io
import re
import struct
import warnings
import zipfile
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import openpyxl
import pytest
import python_calamine
import rich_workbooks
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from judge.charts import assert_chart_caches
from judge.libreoffice import read_values, resave
from judge.structure import assert_opens_cleanly

from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.files.package import Package
from xlcaseload.files.splice import splice
from xlcaseload.problems import FileError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RICH = rich_workbooks.rich_workbook()
SCORES = "Scores '26"
EDITS = {
    "Start": {
        "B4": 32.5,
        "B5": "=1+1 <is> & blijft tekst",
        "B6": "nieuw\nen  nog",
        "B7": False,
        "C4": 65,
        "C5": " =1+1 <is>!",
        "C6": "#DIV/0!",
        "C7": True,
        "D4": 32.5,
        "G3": 1.5,
        "A15": "op een nieuwe rij",
        "C20": 4,
        "K30": True,
    },
    SCORES: {"A3": "Ø ≤ 日本 👍", "B3": 5, "B4": None, "B6": 1, "A7": "lid 06", "B7": 2},
}


def by_place(edits):
    return {
        sheet: {cell_position(address): value for address, value in cells.items()}
        for sheet, cells in edits.items()
    }


def edited(data, edits=EDITS):
    return splice(Package.from_bytes(data, "team.xlsx"), by_place(edits))


def raw_members(data):
    """Each member with its place, its local header and its compressed bytes."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            header = data[info.header_offset : info.header_offset + 30]
            name_size, extra_size = struct.unpack("<2H", header[26:])
            start = info.header_offset + 30 + name_size + extra_size
            found.append((info.filename, data[info.header_offset : start + info.compress_size]))
    return found


def without_cells(content, addresses):
    """The bytes of a sheet less some cells, rows that these cells alone filled, and the hints."""
    text = content.decode()
    for address in addresses:
        text = re.sub(rf'<(x:)?c r="{address}"(?:[^>]*/>|.*?</(?:x:)?c>)', "", text, flags=re.S)
    text = re.sub(r'<(x:)?row r="\d+"(?: spans="[^"]*")?>\s*</(?:x:)?row>', "", text)
    text = re.sub(r"<((?:x:)?row [^>]*[^/>])></(?:x:)?row>", r"<\1/>", text)
    text = re.sub(r' spans="\d+:\d+"', "", text)
    return re.sub(r'<(x:)?dimension ref="[^"]*"/>', "", text)


def openpyxl_values(data, formulas=False):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=not formulas)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


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


def calamine_values(data):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value not in ("", None):
                    found[name, cell_name(row, column)] = value
    return found


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


# Cells of all sorts -------------------------------------------------------------------------


def small_workbook(rows, before="", after="", root=f'xmlns="{MAIN}"', workbook=""):
    """A workbook with one sheet of raw XML, and the formats of XlsxWriter's empty one."""
    buffer = io.BytesIO()
    xlsxwriter.Workbook(buffer, {"in_memory": True}).close()
    xml = f"<worksheet {root}>{before}{rows}{after}</worksheet>".encode()
    result = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = xml if name.endswith("sheet1.xml") else old.read(name)
            if name == "xl/workbook.xml":
                content = content.replace(b"<workbookPr ", b"<workbookPr %b " % workbook.encode())
            new.writestr(name, content)
    return result.getvalue()


def after_edit(rows, cells, **options):
    data = edited(small_workbook(rows, **options), {"Sheet1": cells})
    return Package.from_bytes(data, "b").read("xl/worksheets/sheet1.xml").decode()


RUNS = "<is><r><t>a&amp;</t></r><r><rPr><b/></rPr><t>b</t></r></is>"


def edited_cell(cell, value, **options):
    rows = f'<sheetData><row r="2"><c r="A2"><v>9</v></c>{cell}<c r="C2"/></row></sheetData>'
    text = after_edit(rows, {"B2": value}, **options)
    start = text.index("</c>", text.index('r="A2"')) + 4
    return text[start : text.index('<c r="C2"/>')]


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ('<c r="B2" s="3"/>', 4, '<c r="B2" s="3"><v>4</v></c>'),
        ('<c s="3" r="B2" t="s"><v>0</v></c>', 4.5, '<c s="3" r="B2"><v>4.5</v></c>'),
        ("<c r='B2'\ts='3'/>", True, "<c r='B2'\ts='3' t=\"b\"><v>1</v></c>"),
        ('<c r="B2" s="3"><v>4</v></c>', None, '<c r="B2" s="3"/>'),
        ('<c r="B2" s="3"><v>4</v></c>', "", '<c r="B2" s="3"/>'),
        (
            '<c r="B2" s="3"><v>4</v></c>',
            "ja",
            '<c r="B2" s="3" t="inlineStr"><is><t>ja</t></is></c>',
        ),
        (
            '<c r="B2"/>',
            "a\nb",
            '<c r="B2" t="inlineStr"><is><t xml:space="preserve">a\nb</t></is></c>',
        ),
        (
            '<c r="B2" t="inlineStr"><is><t>a_x000D_b</t></is></c>',
            "a\rb",
            '<c r="B2" t="inlineStr"><is><t>a_x000D_b</t></is></c>',
        ),
        (
            '<c r="B2"/>',
            " ja",
            '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> ja</t></is></c>',
        ),
        ('<c r="B2"><f>A1</f><v>4</v></c>', 5, '<c r="B2"><f>A1</f><v>5</v></c>'),
        ('<c r="B2"><f>A1</f></c>', 5, '<c r="B2"><f>A1</f><v>5</v></c>'),
        (
            '<c r="B2" t="e"><f ca="1">A1</f><v>#N/A</v></c>',
            "a",
            '<c r="B2" t="str"><f ca="1">A1</f><v>a</v></c>',
        ),
        ('<c r="B2"><f>A1</f><v>4</v></c>', None, '<c r="B2" t="str"><f>A1</f><v></v></c>'),
        (
            '<c r="B2"><f>A1</f><v>4</v></c>',
            " a",
            '<c r="B2" t="str"><f>A1</f><v xml:space="preserve"> a</v></c>',
        ),
        (
            '<c r="B2"><f t="shared" si="0"/><v>4</v></c>',
            5,
            '<c r="B2"><f t="shared" si="0"/><v>5</v></c>',
        ),
        (
            '<c r="B2" cm="1"><f t="array" ref="B2:B3">A1&gt;1</f><v>4</v></c>',
            5,
            '<c r="B2" cm="1"><f t="array" ref="B2:B3">A1&gt;1</f><v>5</v></c>',
        ),
        ('<c r="B2" t="e" vm="1"><v>#VALUE!</v></c>', 5, '<c r="B2"><v>5</v></c>'),
        (
            '<c r="B2"><v>4</v><extLst><ext uri="x"><y/></ext></extLst></c>',
            5,
            '<c r="B2"><v>5</v><extLst><ext uri="x"><y/></ext></extLst></c>',
        ),
        (
            '<c r="B2"><f>A1</f><v>4</v><extLst/></c>',
            5,
            '<c r="B2"><f>A1</f><v>5</v><extLst/></c>',
        ),
        ("<c><v>4</v></c>", 5, "<c><v>5</v></c>"),
        ('<c r="B2"><v> 4.0 </v></c>', 4, '<c r="B2"><v> 4.0 </v></c>'),
        ('<c r="B2" t="b"><v>1</v></c>', 1, '<c r="B2"><v>1</v></c>'),
        ('<c r="B2" t="str"><v>1</v></c>', 1, '<c r="B2"><v>1</v></c>'),
        ('<c r="B2"><v>1</v></c>', "1", '<c r="B2" t="inlineStr"><is><t>1</t></is></c>'),
        (f'<c r="B2" t="inlineStr">{RUNS}</c>', "a&b", f'<c r="B2" t="inlineStr">{RUNS}</c>'),
    ],
)
def test_cell_is_written_anew_with_what_it_keeps(cell, value, expected):
    assert edited_cell(cell, value) == expected


@pytest.mark.parametrize(
    ("value", "uses_1904", "number"),
    [
        (date(2026, 11, 23), False, "46349"),
        (date(2026, 11, 23), True, "44887"),
        (datetime(2026, 11, 23, 18), False, "46349.75"),
        (date(1900, 1, 1), False, "1"),
        (date(1900, 2, 28), False, "59"),
        (date(1900, 3, 1), False, "61"),
        (date(1904, 1, 1), True, "0"),
    ],
)
def test_dates_become_day_numbers(value, uses_1904, number):
    workbook = 'date1904="1"' if uses_1904 else ""
    assert edited_cell('<c r="B2"/>', value, workbook=workbook) == f'<c r="B2"><v>{number}</v></c>'


def test_rows_and_cells_are_added_at_their_place():
    rows = (
        '<sheetData>\n<row r="2" spans="2:4" ht="20"><c r="B2"/><c r="D2"/></row>'
        '<row r="5" s="1"/>\n<row r="7"><c r="A7"/></row></sheetData>'
    )
    places = ["A2", "C2", "E2", "F2", "C5", "A1", "A6", "B6", "B7", "A8"]
    text = after_edit(
        rows, dict.fromkeys(places, 1), before='<dimension ref="B2:D7"/><cols></cols>'
    )
    assert '<row r="2" spans="1:6" ht="20">' in text
    assert '<row r="5" s="1"><c r="C5"><v>1</v></c></row>\n' in text
    assert '<dimension ref="A1:F8"/>' in text
    found = re.findall(r'<c r="(\w+)"', text)
    assert found == ["A1", "A2", "B2", "C2", "D2", "E2", "F2", "C5", "A6", "B6", "A7", "B7", "A8"]
    assert [int(row) for row in re.findall(r'<row r="(\d+)"', text)] == [1, 2, 5, 6, 7, 8]


@pytest.mark.parametrize("rows", ["<sheetData/>", "<sheetData></sheetData>", "<sheetData />"])
def test_empty_sheet_is_filled(rows):
    text = after_edit(rows, {"B2": 1}, before='<dimension ref="A1"/>')
    assert '<sheetData><row r="2"><c r="B2"><v>1</v></c></row></sheetData>' in text
    assert '<dimension ref="A1:B2"/>' in text


def test_extensions_and_unknown_namespaces_stay():
    root = (
        f'xmlns="{MAIN}" xmlns:mc="urn:mc" mc:Ignorable="x14ac xr" xmlns:x14ac="urn:x14ac" '
        'xmlns:xr="urn:xr" xr:uid="{0}"'
    )
    rows = '<sheetData><row r="1" x14ac:dyDescent="0.25"><c r="A1"/></row></sheetData><!-- a -->'
    after = '<extLst><ext uri="{1}"><x14:c xmlns:x14="urn:x14" r="A1">x</x14:c></ext></extLst>'
    text = after_edit(rows, {"A1": 1}, root=root, after=after)
    assert text == (
        f"<worksheet {root}>"
        + rows.replace('<c r="A1"/>', '<c r="A1"><v>1</v></c>')
        + f"{after}</worksheet>"
    )


def rewritten(data, part, change):
    """The workbook with the content of one part changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, change(content) if info.filename == part else content)
    return result.getvalue()


def test_byte_order_mark_and_windows_line_ends_stay():
    mark = b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\r\n"
    data = small_workbook('<sheetData>\r\n<row r="1">\r\n<c r="A1"/></row></sheetData>')
    marked = rewritten(data, "xl/worksheets/sheet1.xml", lambda content: mark + content)
    text = Package.from_bytes(edited(marked, {"Sheet1": {"A1": 1}}), "b").read(
        "xl/worksheets/sheet1.xml"
    )
    assert text.startswith(mark)
    assert b'<row r="1">\r\n<c r="A1"><v>1</v></c></row>' in text


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_sheet_in_another_encoding_is_refused(encoding):
    def change(content):
        text = content.decode().replace("UTF-8", encoding, 1)
        return text.encode(encoding)

    with pytest.raises(FileError, match="onbekende opbouw"):
        edited(rewritten(RICH, "xl/worksheets/sheet1.xml", change))


def test_text_with_hints_for_its_sound_is_known_again():
    def change(content):
        hint = b'<rPh sb="0" eb="1"><t>verborgen</t></rPh></si>'
        return content.replace(b"tekst</t></si>", b"tekst</t>" + hint, 1)

    data = rewritten(RICH, "xl/sharedStrings.xml", change)
    assert data != RICH
    assert edited(data, {"Start": {"B5": "tekst"}}) is data


@pytest.mark.parametrize(
    "rows",
    [
        '<sheetData><row r="2"/><row r="1"/></sheetData>',
        '<sheetData><row r="1"/><row r="1"/></sheetData>',
        '<sheetData><row r="1"><c r="B1"/><c r="A1"/></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"/><c r="A1"/></row></sheetData>',
        '<sheetData><row r="1"><c r="A2"/></row></sheetData>',
        '<sheetData><row r="x"/></sheetData>',
        '<sheetData><row r="1"><c r="A1"><!-- a --><v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1">los<v>1</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><f><![CDATA[</f>]]></f></c></row></sheetData>',
        "<sheetData/><sheetData/>",
        "<drawing/>",
        "<sheetData><row></sheetData>",
    ],
)
def test_what_is_not_understood_is_refused(rows):
    with pytest.raises(FileError):
        after_edit(rows, {"A1": 1})


def test_signed_workbook_is_refused():
    signed = io.BytesIO(RICH)
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", "")
    with pytest.raises(FileError, match="digitale handtekening"):
        edited(signed.getvalue())


def test_unknown_sheet_and_impossible_cell_are_mistakes_of_the_caller():
    package = Package.from_bytes(RICH, "team.xlsx")
    with pytest.raises(KeyError):
        splice(package, {"Elders": {(0, 0): 1}})
    with pytest.raises(ValueError, match="no cell at"):
        splice(package, {"Start": {(-1, 0): 1}})
    with pytest.raises(TypeError):
        splice(package, {"Start": {(0, 0): [1]}})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "x" * 32_768, date(1899, 1, 1)])
def test_value_that_fits_in_no_cell_is_named_with_its_cell(value):
    with pytest.raises(FileError, match=r"blad 'Start', cel C9: gevonden een waarde die niet"):
        edited(RICH, {"Start": {"C9": value}})


PIECES = [
    "_x0041_",
    "_x",
    "_",
    "&amp;",
    "<",
    ">",
    "'",
    '"',
    "\t",
    "\n",
    "\r",
    "\0",
    "\x1f",
    " ",
    "=",
]
TEXTS = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    max_size=8,
).map("".join)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 12), st.integers(0, 8)), VALUES, min_size=1, max_size=12
    )
)
def test_any_values_anywhere_are_read_back_by_calamine(cells):
    data = RICH
    result = splice(Package.from_bytes(data, "team.xlsx"), {"Hulp": cells})
    values = calamine_values(result)
    for (row, column), value in cells.items():
        found = values.get(("Hulp", cell_name(row, column)))
        if isinstance(value, str):
            assert (found or "") == value
        else:
            assert found == value
    others = {k: v for k, v in calamine_values(data).items() if k[0] != "Hulp"}
    assert others == {k: v for k, v in values.items() if k[0] != "Hulp"}


def unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@given(TEXTS, st.sampled_from(["B5", "C5"]))
def test_text_with_anything_in_it_is_kept_by_input_and_formula(text, address):
    """The XML stays well-formed, and an Excel-like reader gets the very text."""
    result = edited(RICH, {"Start": {address: text}})
    root = ElementTree.fromstring(Package.from_bytes(result, "b").read("xl/worksheets/sheet1.xml"))
    cell = next(c for c in root.iter(f"{{{MAIN}}}c") if c.get("r") == address)
    stored = "".join(cell.itertext()).removeprefix('B5&"!"')
    assert unescaped(stored) == text
    if text == "" and address == "B5":
        assert list(cell) == []


# Charts -------------------------------------------------------------------------------------


def chart_points(data, part="xl/charts/chart1.xml"):
    """Range -> (count, {place: value}) of each copy in a chart."""
    root = ElementTree.fromstring(Package.from_bytes(data, "b").read(part))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    found = {}
    for kind in ("numRef", "strRef"):
        for reference in root.iter(space + kind):
            points = {
                int(point.get("idx")): point.findtext(f"{space}v")
                for point in reference.iter(f"{space}pt")
            }
            assert list(points) == sorted(points)
            count = next(reference.iter(f"{space}ptCount")).get("val")
            found[reference.findtext(f"{space}f")] = int(count), points
    return found


def test_charts_show_the_new_values(tmp_path):
    points = chart_points(edited(RICH))
    assert points["'Scores ''26'!$B$2:$B$6"] == (5, {0: "4", 1: "5", 3: "3", 4: "1"})
    assert points["'Scores ''26'!$A$2:$A$6"][1][1] == "Ø ≤ 日本 👍"
    assert points["Start!$C$4:$C$6"] == (3, {0: "65", 1: "0", 2: "0"})
    path = tmp_path / "team.xlsx"
    path.write_bytes(edited(RICH, {SCORES: EDITS[SCORES], "Start": {"A1": "Dag"}}))
    assert chart_points(path.read_bytes())["Start!$A$1"] == (1, {0: "Dag"})


def test_charts_of_the_team_agree_with_its_cells(tmp_path):
    path = tmp_path / "team.xlsx"
    path.write_bytes(edited(RICH, {SCORES: EDITS[SCORES], "Start": {"C5": 4, "C6": 5}}))
    assert assert_chart_caches(path) > 10


def test_missing_value_is_a_gap_in_a_chart_and_empty_text_is_zero():
    there = edited(RICH, {"Start": {"C6": 3}})
    assert chart_points(there)["Start!$C$4:$C$6"][1][2] == "3"
    none = edited(there, {"Start": {"C6": ""}})
    assert chart_points(none)["Start!$C$4:$C$6"][1][2] == "0"
    gone = edited(there, {"Start": {"C6": "#N/A"}})
    assert chart_points(gone)["Start!$C$4:$C$6"][1][2] == "#N/A"


def test_points_come_and_go_with_their_values():
    quoted = "'Scores ''26'!$B$2:$B$6"
    none = edited(RICH, {SCORES: {f"B{row}": None for row in range(2, 7)}})
    assert chart_points(none)[quoted] == (5, {})
    some = edited(none, {SCORES: {"B4": 2, "B2": 1}})
    assert chart_points(some)[quoted] == (5, {0: "1", 2: "2"})
    more = edited(some, {SCORES: {"B3": 2.5, "B6": 3}})
    assert chart_points(more)[quoted] == (5, {0: "1", 1: "2.5", 2: "2", 4: "3"})


def test_chart_of_other_cells_keeps_its_bytes():
    before, after = dict(raw_members(RICH)), dict(raw_members(edited(RICH)))
    assert before["xl/charts/chart2.xml"] == after["xl/charts/chart2.xml"]
    assert before["xl/charts/chart1.xml"] != after["xl/charts/chart1.xml"]


def with_chart_range(formula, count):
    """The rich workbook, its chart showing another range."""
    found = b"'Scores ''26'!$B$2:$B$6"
    before = found + b"</c:f><c:numCache><c:formatCode>General"

    def change(content):
        head, tail = content.split(before)
        tail = re.sub(rb'ptCount val="\d+"', b'ptCount val="%d"' % count, tail, count=1)
        return head + before.replace(found, formula.encode()) + tail

    return rewritten(RICH, "xl/charts/chart1.xml", change)


@pytest.mark.parametrize(
    ("formula", "count", "expected"),
    [
        ("Punten", 5, "9"),
        ("[0]!Punten", 5, "9"),
        ("('Scores ''26'!$B$2,'Scores ''26'!$B$3:$B$6)", 5, "9"),
        ("'scores ''26'!$B$2:$B$6", 5, "9"),
        ("'Scores ''26'!$B$2:$B$6", 4, "2"),  # hidden rows are left out: no point can be told
        ("'[map.xlsx]Scores ''26'!$B$2:$B$6", 5, "2"),
        ("OFFSET(Start!$A$1,0,0)", 5, "2"),
    ],
)
def test_chart_finds_its_cells_however_the_range_is_written(formula, count, expected):
    data = edited(with_chart_range(formula, count), {SCORES: {"B3": 9}})
    assert chart_points(data)[formula][1][1] == expected


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
