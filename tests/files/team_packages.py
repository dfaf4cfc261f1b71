"""A small workbook, and the ways to change its parts."""

import io
import zipfile

import rich_workbooks
import xlsxwriter

from xlcaseload.files.package import Package

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def team_workbook():
    """A workbook with two tables, names, hidden sheets, formulas and an error."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    start = book.add_worksheet("Start")
    scores = book.add_worksheet("Scores & meer")
    book.add_worksheet("Hulp").hide()
    book.add_worksheet("Diep").very_hidden()
    start.write("A1", "Welkom")
    start.write_formula("B2", "=1+1", value=2)
    start.write_formula("B3", "=NA()", value="#N/A")
    start.write_formula("B4", '="x"', value="x")
    start.insert_image("D1", "x.png", {"image_data": io.BytesIO(rich_workbooks.PNG)})
    columns = [{"header": name} for name in ("Naam", "F 1\n(x)", 'A & "B" <C>')]
    scores.add_table("B3:D6", {"name": "tblScores", "columns": columns})
    scores.add_table("F1:F3", {"name": "tblRollen", "columns": [{"header": "Rol"}]})
    scores.write_url("A1", "https://example.org/hulp")
    book.define_name("Drempel", "=Start!$B$2")
    book.define_name("'Scores & meer'!Eigen", "='Scores & meer'!$B$4")
    book.close()
    return buffer.getvalue()


TEAM = team_workbook()


def rezip(data, change):
    """The same workbook with the parts that ``change(name, content)`` gives; None drops one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            changed = change(name, old.read(name))
            if changed is not None:
                new.writestr(name, changed, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def with_sheet(rows, root=f'<worksheet xmlns="{MAIN}">', declaration="<?xml version='1.0'?>"):
    """A workbook whose first sheet has these rows, raw."""
    xml = f"{declaration}{root}<sheetData>{rows}</sheetData></worksheet>"
    return with_part("xl/worksheets/sheet1.xml", xml.encode())


def with_part(part, content):
    data = rezip(TEAM, lambda name, old: content if name == part else old)
    return Package.from_bytes(data, "team.xlsx")
