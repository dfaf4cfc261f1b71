"""Errors and formulas are found in a sheet, however a program wrote its cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from team_packages import MAIN, with_part, with_sheet

from xlcaseload.files import sheet_scan
from xlcaseload.files.addresses import cell_name

ODD_CELLS = {
    "attributes in another order": ('<c t="e" s="1" r="B2"><f>NA()</f><v>#N/A</v></c>', "B2"),
    "single quotes": ("<c r='B2' t='e'><f>NA()</f><v>#N/A</v></c>", "B2"),
    "white space": ('<c  r = "B2"\n t = "e" ><f >NA()</f ><v >#N/A</v ></c >', "B2"),
    "no formula": ('<c r="B2" t="e"><v>#N/A</v></c>', "B2"),
    "no address": ('<c t="e"><v>#N/A</v></c>', "A2"),
    "no address, after others": ('<c r="C2"/><c/><c t="e"><v>#N/A</v></c>', "E2"),
    "entities": ('<c r="B2" t="&#101;"><v>&#35;N/A</v></c>', "B2"),
    "comment": ('<!-- <c r="A9" t="e"><v>#N/A</v></c> --><c r="B2" t="e"><v>#N/A</v></c>', "B2"),
    "section": ('<c r="B2" t="e"><v><![CDATA[#N/A]]></v></c>', "B2"),
    "another attribute with a bracket": ('<c r="B2" x=">" t="e"><v>#N/A</v></c>', "B2"),
    "long formula": (f'<c r="B2" t="e"><f>{"A1+" * 99}A1 t="e"</f><v>#N/A</v></c>', "B2"),
    "shared formula": ('<c r="B2" t="e"><f t="shared" si="0"/><v>#N/A</v></c>', "B2"),
}


@pytest.mark.parametrize("cell", ODD_CELLS)
def test_error_is_found_however_the_cell_is_written(cell):
    xml, address = ODD_CELLS[cell]
    opened = with_sheet(f'<row r="2">{xml}</row>')
    assert opened.error_cells("Start") == {address: "#N/A"}


def test_errors_are_found_in_rows_without_a_number():
    opened = with_sheet('<row><c/></row><row r="4"/><row><c/><c t="e"><v>#REF!</v></c></row>')
    assert opened.error_cells("Start") == {"B5": "#REF!"}


def test_text_that_looks_like_an_error_is_none():
    opened = with_sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>c t="e" </t></is></c>'
        '<c r="B1" t="str"><f>"#N/A"</f><v>#N/A</v></c></row>'
    )
    assert opened.error_cells("Start") == {}


@pytest.mark.parametrize(
    ("cell", "has_value"),
    [
        ('<c r="B2"><f>A1</f></c>', False),
        ('<c r="B2"><f>A1</f><v/></c>', False),
        ('<c r="B2"><f>A1</f><v />\n</c>', False),
        ('<c r="B2"><f>A1</f><v></v></c>', False),
        ('<c r="B2"><f>A1</f><v>0</v></c>', True),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', True),
        ('<c r="B2" t="str"><f>""</f><v/></c>', True),
        ('<c r="B2" t="str"><f>""</f></c>', False),
        ('<c r="B2" t="str"><f>" "</f><v xml:space="preserve"> </v></c>', True),
        ('<c r="B2"><f t="shared" si="0"/></c>', False),
        ('<c r="B2"><f t="array" ref="B2">SUM(A1&gt;2)</f><v>1</v></c>', True),
        ('<c r="B2"><v>1</v><f>A1</f></c>', True),
        ('<c r="B2" t="inlineStr"><f>A1</f><is><t>x</t></is></c>', True),
        ("<c r='B2'><f><![CDATA[A1]]></f><v>1</v></c>", True),
    ],
)
@pytest.mark.parametrize("root", [f'<worksheet xmlns="{MAIN}">', f"<worksheet xmlns='{MAIN}'>"])
def test_formula_without_value_is_told_from_one_with_an_empty_text(cell, has_value, root):
    opened = with_sheet(f'<row r="2"><c r="A2"><v>1</v></c>{cell}</row>', root)
    assert opened.formula_cells("Start") == {"B2"}
    assert opened.formulas_without_value("Start") == (() if has_value else ("B2",))


def test_formulas_of_formats_and_sparklines_are_no_cells():
    xml = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"/></row></sheetData>'
        "<conditionalFormatting><cfRule><formula>A1</formula></cfRule></conditionalFormatting>"
        "<dataValidations><f>A1</f></dataValidations></worksheet>"
    )
    opened = with_part("xl/worksheets/sheet1.xml", xml.encode())
    assert opened.formula_cells("Start") == frozenset()


def test_other_encoding_is_read_too():
    rows = '<sheetData><row><c t="e"><v>#N/A</v></c></row></sheetData>'
    xml = f'<worksheet xmlns="{MAIN}">{rows}</worksheet>'
    opened = with_part("xl/worksheets/sheet1.xml", xml.encode("utf-16"))
    assert opened.error_cells("Start") == {"A1": "#N/A"}


KINDS = st.sampled_from(["n", "n", "str", "e", "b", "inlineStr"])
TEXTS = st.text(st.sampled_from("a<>&\" t='e/c\n"), max_size=12)


@st.composite
def sheets(draw):
    """Rows of cells, some without an address, with formulas, values and texts of all sorts."""
    escape = {ord("<"): "&lt;", ord("&"): "&amp;"}
    rows = []
    for row in range(1, draw(st.integers(1, 4))):
        cells = ""
        for column in range(draw(st.integers(0, 5))):
            kind, quote = draw(KINDS), draw(st.sampled_from("\"'"))
            attributes = [f"t={quote}{kind}{quote}"] if kind != "n" or draw(st.booleans()) else []
            if draw(st.integers(0, 9)):
                attributes.append(f"r={quote}{cell_name(row - 1, column)}{quote}")
            text = draw(TEXTS).translate(escape)
            formula = draw(st.sampled_from(["", "", f"<f>{text}</f>", '<f t="shared" si="1"/>']))
            value = draw(st.sampled_from(["", "<v/>", "<v></v>", f"<v>{text}</v>"]))
            if kind == "inlineStr":
                value = f"<is><t>{text}</t></is>"
            body = formula + value
            names = " ".join(["<c", *draw(st.permutations(attributes))])
            cells += f"{names}>{body}</c>" if body else f"{names}/>"
        rows.append(
            f'<row r="{row}">{cells}</row>' if draw(st.booleans()) else f"<row>{cells}</row>"
        )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'.encode()


@given(sheets())
def test_fast_reading_gives_what_the_parser_gives(content):
    cells = list(sheet_scan.scan_cells(content, "team.xlsx"))
    assert sheet_scan.error_cells(content, "team.xlsx") == {
        cell.address: cell.value or "" for cell in cells if cell.kind == "e"
    }
    assert sheet_scan.formula_cells(content, "team.xlsx") == {
        cell.address: not cell.is_uncalculated for cell in cells if cell.has_formula
    }
    if any(cell.is_uncalculated for cell in cells):
        assert not sheet_scan.is_fully_calculated(content)
