"""What the tests of splicing share: the workbook, the edits, and several ways to read."""

import io
import struct
import warnings
import zipfile

import openpyxl
import python_calamine
import rich_workbooks

from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.files.package import Package
from xlcaseload.files.splice import splice

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


def rewritten(data, part, change):
    """The workbook with the content of one part changed."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info, change(content) if info.filename == part else content)
    return result.getvalue()
