"""Workbooks with everything that an editor could lose, as several programs save them."""

import io
import re
import warnings
import zipfile

import openpyxl
import xlsxwriter
from judge.libreoffice import resave

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63fcffff3f030005fe02fea735819e0000000049454e44ae426082"
)
NAMES = ["lid 01", "lid <02> & co", "lid 03", "lid 04", "lid 05"]
SCORES = [4, 2, 5, 3, None]


def rich_workbook():
    """A workbook by XlsxWriter; its sheets are named Start, Scores '26 and Hulp."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_size(1200, 800)
    start = book.add_worksheet("Start")
    scores = book.add_worksheet("Scores '26")
    helper = book.add_worksheet("Hulp")
    _write_start(book, start)
    _write_scores(book, scores)
    helper.write_column("A1", range(40))
    helper.hide()
    book.define_name("Punten", "='Scores ''26'!$B$2:$B$6")
    book.close()
    return buffer.getvalue()


def _write_start(book, sheet):
    blue = book.add_format({"bg_color": "#DDEEFF", "locked": False, "num_format": "0.0"})
    bold, italic = book.add_format({"bold": True}), book.add_format({"italic": True})
    sheet.set_column("G:G", 12, blue)
    sheet.set_row(19, 30, bold)
    sheet.write("A1", "Welkom", bold)
    sheet.write_rich_string("A2", "een ", bold, "vet", " en ", italic, "schuin", " woord")
    sheet.write_number("B4", 36, blue)
    sheet.write_string("B5", "tekst", blue)
    sheet.write_blank("B6", None, blue)
    sheet.write_boolean("B7", True)
    sheet.write_formula("C4", "=B4*2", blue, value=72)
    sheet.write_formula("C5", '=B5&"!"', None, value="tekst!")
    sheet.write_formula("C6", "=NA()", None, value="#N/A")
    sheet.write_formula("C7", "=NOT(B7)", None, value=False)
    sheet.write_array_formula("D4:D5", "{=B4:B5}", None, 36)
    sheet.merge_range("E1:F2", "samen", bold)
    sheet.write_comment("B4", "Contracturen per week")
    sheet.insert_image("H1", "punt.png", {"image_data": io.BytesIO(PNG), "description": "punt"})
    sheet.insert_textbox("H5", "Klik hier", {"description": "knop"})
    sheet.data_validation("B4", {"validate": "decimal", "criteria": ">", "value": 0})
    sheet.conditional_format("B4:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C4:C9", {"type": "icon_set", "icon_style": "3_arrows"})
    sheet.add_sparkline("E4", {"range": "'Scores ''26'!B2:B6"})
    sheet.write_url("A9", "https://example.org/uitleg", string="uitleg")
    sheet.protect("", {"format_cells": True})
    sheet.set_footer("&C&P van &N")
    sheet.freeze_panes(1, 0)


def _write_scores(book, sheet):
    rows = [[name, score, name.upper()] for name, score in zip(NAMES, SCORES, strict=True)]
    columns = [{"header": "Naam"}, {"header": "F 1\n(x)"}, {"header": "Groot"}]
    sheet.add_table("A1:C6", {"name": "tblScores", "columns": columns, "data": rows})
    quoted = "='Scores ''26'!"
    chart = book.add_chart({"type": "radar", "subtype": "with_markers"})
    chart.add_series(
        {
            "name": f"{quoted}$B$1",
            "categories": f"{quoted}$A$2:$A$6",
            "values": f"{quoted}$B$2:$B$6",
            "y_error_bars": {"type": "standard_error"},
            "data_labels": {"value": True, "custom": [{"value": f"{quoted}$A$2"}]},
        }
    )
    chart.add_series({"name": "Start", "values": "=Start!$C$4:$C$6"})
    chart.set_title({"name": "=Start!$A$1"})
    sheet.insert_chart("E2", chart, {"description": "Scores per lid"})
    other = book.add_chart({"type": "column"})
    other.add_series({"categories": "=Hulp!$A$1:$A$3", "values": "=Hulp!$A$4:$A$6"})
    sheet.insert_chart("E20", other)


def saved_by_openpyxl(data):
    """The workbook as openpyxl saves it: other attribute order, no shared parts of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def saved_by_libreoffice(data, folder):
    path = folder / "rijk.xlsx"
    path.write_bytes(data)
    (saved,) = resave([path], folder / "opgeslagen")
    return saved.read_bytes()


class Stream(io.RawIOBase):
    """A destination that cannot go back, as a server has: sizes then stand behind the content."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.data += piece
        return len(piece)


def streamed(data):
    """The workbook as a server streams it, with 64-bit sizes and a comment."""
    stream = Stream()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with new.open(info, "w", force_zip64=True) as member:
                member.write(old.read(name))
        new.comment = b"een opmerking"
    return bytes(stream.data)


def with_prefixes(data):
    """The workbook with ``x:`` before every element of its sheets, as some programs write."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.startswith("xl/worksheets/sheet"):
                content = content.replace(b" xmlns=", b" xmlns:x=", 1)
                content = re.sub(rb"<(/?)([a-zA-Z]+)(?=[\s/>])", rb"<\1x:\2", content)
            new.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
