"""Work in LibreOffice as a person would; runs under the Python that has `uno`.

Reads a job as JSON from standard input: `{"pipe": name, "wait": seconds, "documents": [{"path",
"out", "unprotect", "operations": [{"do": name, ...}]}]}`. Writes JSON to standard output: for
each document a list with what each operation gave back, or `{"error": sentence}`.
"""

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import Locale
from com.sun.star.table import CellAddress, CellRangeAddress, TableSortField
from com.sun.star.table.CellContentType import EMPTY, FORMULA, TEXT
from com.sun.star.util.NumberFormat import LOGICAL

FILTER = "Calc MS Excel 2007 XML"
ADDRESS = ("Sheet", "StartColumn", "StartRow", "EndColumn", "EndRow")
TEXT_RESULT = 4  # com.sun.star.sheet.FormulaResult.STRING


class RefusedError(Exception):
    """What a person could not have done either."""


def prop(name, value):
    """Make a named property."""
    return PropertyValue(Name=name, Value=value)


def connect(pipe, seconds):
    """Return the desktop of the LibreOffice behind a pipe, once it listens."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    deadline = time.monotonic() + seconds
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def sheet_of(document, name):
    """Return a sheet by name."""
    if not document.Sheets.hasByName(name):
        raise RefusedError(
            f"no sheet {name!r}; there are {', '.join(document.Sheets.ElementNames)}"
        )
    return document.Sheets.getByName(name)


def open_sheet(document, name):
    """Return a sheet whose layout may be changed."""
    sheet = sheet_of(document, name)
    if sheet.isProtected():
        raise RefusedError(f"sheet {name!r} is protected")
    return sheet


def column_index(sheet, letters):
    """Return the 0-based number of a column such as `C`."""
    return sheet.getCellRangeByName(f"{letters}1").RangeAddress.StartColumn


def value_of(cell):
    """Return what a cell shows: None, a number, a text, or an error such as `#N/A`."""
    if cell.Type == EMPTY:
        return None
    if cell.getError():
        return cell.String
    if cell.Type == TEXT or (cell.Type == FORMULA and cell.FormulaResultType2 == TEXT_RESULT):
        return cell.String
    return cell.Value


def type_value(document, sheet, cell, value):
    """Type a value into one cell; None clears it, a text with `=` is a formula."""
    page = sheet_of(document, sheet)
    target = page.getCellRangeByName(cell)
    if page.isProtected() and target.CellProtection.IsLocked:
        raise RefusedError(f"{sheet}!{cell} is locked on a protected sheet")
    if value is None:
        target.clearContents(1 | 2 | 4 | 16)  # values, dates, texts, formulas
    elif isinstance(value, bool):
        target.setFormula("TRUE" if value else "FALSE")
        target.NumberFormat = document.NumberFormats.getStandardFormat(LOGICAL, Locale())
    elif isinstance(value, int | float):
        target.setValue(value)
    elif value.startswith("="):
        target.setFormula(value)
    else:
        target.setString(value)


def insert_columns(document, sheet, before, count):
    """Insert columns before a column."""
    page = open_sheet(document, sheet)
    page.Columns.insertByIndex(column_index(page, before), count)


def delete_columns(document, sheet, first, count):
    """Delete columns from a column on."""
    page = open_sheet(document, sheet)
    page.Columns.removeByIndex(column_index(page, first), count)


def insert_rows(document, sheet, before, count):
    """Insert rows before a row."""
    open_sheet(document, sheet).Rows.insertByIndex(before - 1, count)


def delete_rows(document, sheet, first, count):
    """Delete rows from a row on."""
    open_sheet(document, sheet).Rows.removeByIndex(first - 1, count)


def rename_sheet(document, sheet, name):
    """Give a sheet another name."""
    sheet_of(document, sheet).Name = name


def move_sheet(document, sheet, position):
    """Move a sheet to a 0-based position."""
    document.Sheets.moveByName(sheet_of(document, sheet).Name, position)


def insert_sheet(document, name, position):
    """Insert an empty sheet at a 0-based position."""
    document.Sheets.insertNewByName(name, position)


def delete_sheet(document, sheet):
    """Delete a sheet."""
    document.Sheets.removeByName(sheet_of(document, sheet).Name)


def sort_range(document, sheet, cells, by, descending, header):
    """Sort the rows of a range by one of its columns."""
    area = open_sheet(document, sheet).getCellRangeByName(cells)
    field = TableSortField()
    field.Field = column_index(area.Spreadsheet, by) - area.RangeAddress.StartColumn
    field.IsAscending = not descending
    area.sort(
        (
            prop("SortFields", uno.Any("[]com.sun.star.table.TableSortField", (field,))),
            prop("ContainsHeader", header),
        )
    )


def copy_range(document, sheet, cells, to):
    """Copy a range to where another cell is, on the same sheet."""
    page = open_sheet(document, sheet)
    place = page.getCellRangeByName(to).RangeAddress
    target = CellAddress(place.Sheet, place.StartColumn, place.StartRow)
    source = page.getCellRangeByName(cells).RangeAddress
    page.copyRange(target, CellRangeAddress(*(getattr(source, name) for name in ADDRESS)))


def read_range(document, sheet, cells):
    """Return the values of a range as a list of rows."""
    document.calculateAll()
    area = sheet_of(document, sheet).getCellRangeByName(cells)
    size = area.RangeAddress
    return [
        [value_of(area.getCellByPosition(column, row)) for column in range(width)]
        for width in [size.EndColumn - size.StartColumn + 1]
        for row in range(size.EndRow - size.StartRow + 1)
    ]


def plain(numbers):
    """Replace what is no number in chart data by None, which JSON knows."""
    return [
        number if isinstance(number, int | float) and number == number else None
        for number in numbers
    ]


def read_charts(document, sheet):
    """Return what the charts of a sheet show: per chart its series with labels and values."""
    document.calculateAll()
    charts = sheet_of(document, sheet).Charts
    found = []
    for position in range(charts.Count):
        chart = charts.getByIndex(position)
        diagram = chart.EmbeddedObject.getFirstDiagram()
        series = []
        categories = []
        for system in diagram.getCoordinateSystems():
            axis = system.getAxisByDimension(0, 0).getScaleData()
            if axis.Categories is not None and axis.Categories.getValues() is not None:
                categories = list(axis.Categories.getValues().getTextualData())
            for kind in system.getChartTypes():
                for one in kind.getDataSeries():
                    series.append(read_series(one, kind.getChartType()))
        title = chart.EmbeddedObject.getTitleObject()
        found.append(
            {
                "name": chart.Name,
                "title": "".join(part.String for part in title.getText()) if title else "",
                "categories": categories,
                "series": series,
            }
        )
    return found


def read_series(series, kind):
    """Return one series: its chart type, name, and per role (`values-y`) range and numbers."""
    label = ""
    roles = {}
    for sequence in series.getDataSequences():
        if sequence.getLabel() is not None:
            label = " ".join(sequence.getLabel().getTextualData())
        values = sequence.getValues()
        roles[values.Role] = {
            "range": values.getSourceRangeRepresentation(),
            "values": plain(values.getNumericalData()),
        }
    return {"kind": kind.rpartition(".")[2], "label": label, "roles": roles}


OPERATIONS = {
    function.__name__: function
    for function in (
        type_value,
        insert_columns,
        delete_columns,
        insert_rows,
        delete_rows,
        rename_sheet,
        move_sheet,
        insert_sheet,
        delete_sheet,
        sort_range,
        copy_range,
        read_range,
        read_charts,
    )
}


def work(desktop, job):
    """Open one document, do the operations in order, recalculate and save it."""
    path = Path(job["path"])
    document = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (prop("Hidden", True),))
    if document is None:
        return {"error": f"LibreOffice could not read {path}"}
    try:
        if job["unprotect"]:
            for name in document.Sheets.ElementNames:
                document.Sheets.getByName(name).unprotect("")
            document.unprotect("")
        results = []
        for operation in job["operations"]:
            arguments = dict(operation)
            action = OPERATIONS[arguments.pop("do")]
            try:
                results.append(action(document, **arguments))
            except RefusedError as error:
                return {"error": str(error)}
            except uno.getClass("com.sun.star.uno.Exception") as error:
                return {"error": f"{operation}: {type(error).__name__} {error.Message}"}
        document.calculateAll()
        if job["out"]:
            document.storeToURL(Path(job["out"]).as_uri(), (prop("FilterName", FILTER),))
        return results
    finally:
        document.close(True)


def main():
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    desktop = connect(job["pipe"], job["wait"])
    try:
        json.dump([work(desktop, document) for document in job["documents"]], sys.stdout)
    finally:
        desktop.terminate()


if __name__ == "__main__":
    main()
