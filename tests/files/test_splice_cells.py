"""Changing one cell: what it keeps, what it gets, where it comes, and what is refused."""

import io
import re
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from splicing import RICH, calamine_values, edited, rewritten

from xlcaseload.files.addresses import cell_name
from xlcaseload.files.package import Package
from xlcaseload.files.splice import splice
from xlcaseload.problems import FileError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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


RUNS = "<is><r><t>a&amp;</t></r><r><rPr><b/></rPr><t>b_x000D_</t></r></is>"


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
        (f'<c r="B2" t="inlineStr">{RUNS}</c>', "a&b\r", f'<c r="B2" t="inlineStr">{RUNS}</c>'),
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
