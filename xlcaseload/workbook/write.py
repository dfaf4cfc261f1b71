"""From plan to file: the one place that talks to XlsxWriter."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from xlcaseload.workbook import styles
from xlcaseload.workbook.chart import add_chart
from xlcaseload.workbook.plan import Cell, CellValue, Kind, Sheet, Table, Validation, Workbook

_VALIDATION_RULES = {
    "list": ("list", ""),
    "custom": ("custom", ""),
    "decimal": ("decimal", "between"),
    "date": ("date", "between"),
    "length": ("length", "between"),
    "any": ("any", ""),
}
_A4 = 9
_TABLE_STYLE = "Table Style Light 1"


def to_bytes(plan: Workbook) -> bytes:
    """The workbook as the bytes of an .xlsx file; the same plan gives the same bytes."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    book.set_properties(
        {
            "title": plan.title,
            "subject": plan.subject,
            "created": datetime.combine(plan.created, time(12)),
        }
    )
    book.set_size(2200, 1500)
    formats = _Formats(book)
    for sheet in plan.sheets:
        _add_sheet(book, sheet, formats)
    book.close()
    return buffer.getvalue()


class _Worksheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes formulas as they are.

    XlsxWriter looks for names of newer functions in each formula, 28 searches long. Ours have
    none (a test holds them to Excel 2016), and this is half the time of a workbook.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        return formula.removeprefix("=")


class _EmptyText(str):
    """A stored value of "": XlsxWriter gives "" no type, so readers take it for never calculated.

    Not being equal to "" is what makes it write the type of a text.
    """

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return other is self

    def __ne__(self, other: object) -> bool:
        return other is not self


class _Formats:
    """Each style becomes one format of the workbook, made when it is first used."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cells: dict[str, Any] = {}
        self._conditional: dict[str, Any] = {}

    def cell(self, style: str) -> Any:
        if style not in self._cells:
            self._cells[style] = self._book.add_format(styles.properties(style))
        return self._cells[style]

    def conditional(self, style: str) -> Any:
        if style not in self._conditional:
            self._conditional[style] = self._book.add_format(styles.conditional_properties(style))
        return self._conditional[style]


def _add_sheet(book: Any, sheet: Sheet, formats: _Formats) -> None:
    target = book.add_worksheet(sheet.name, _Worksheet)
    target.hide_gridlines(2)
    for column, width in sorted(sheet.widths.items()):
        target.set_column(column, column, width, formats.cell("text"))
    for row, height in sorted(sheet.heights.items()):
        target.set_row(row, height)
    for table in sheet.tables:
        _add_table(target, table, formats)
    for (row, column), cell in sorted(sheet.cells.items()):
        _write_cell(target, row, column, cell, formats.cell(cell.style))
    for validation in sheet.validations:
        target.data_validation(*validation.area.corners, _validation_options(validation))
    for highlight in sheet.highlights:
        target.conditional_format(
            *highlight.area.corners,
            {
                "type": "formula",
                "criteria": highlight.formula,
                "format": formats.conditional(highlight.style),
            },
        )
    for chart in sheet.charts:
        add_chart(book, target, chart)
    _set_up_page(target, sheet)


def _write_cell(target: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell.kind is Kind.FORMULA:
        value = _EmptyText() if cell.value in (None, "") else cell.value
        target.write_formula(row, column, cell.formula, style, value)
    elif cell.link:
        target.write_url(row, column, cell.link, style, string=str(cell.value))
    else:
        _write_value(target, row, column, cell.value, style)


def _write_value(target: Any, row: int, column: int, value: CellValue, style: Any) -> None:
    if value is None or value == "":
        target.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        target.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        target.write_datetime(row, column, value, style)
    elif isinstance(value, str):
        target.write_string(row, column, value, style)
    else:
        target.write_number(row, column, value, style)


def _add_table(target: Any, table: Table, formats: _Formats) -> None:
    target.add_table(
        *table.area.corners,
        {
            "name": table.name,
            "style": _TABLE_STYLE,
            "autofilter": table.autofilter,
            "columns": [
                {"header": column.header, "header_format": formats.cell(column.style)}
                | ({"formula": column.formula} if column.formula else {})
                for column in table.columns
            ],
        },
    )


def _validation_options(validation: Validation) -> dict[str, Any]:
    rule, criteria = _VALIDATION_RULES[validation.rule]
    options: dict[str, Any] = {
        "validate": rule,
        "input_title": validation.title,
        "input_message": validation.hint,
        "error_title": validation.title,
        "error_message": validation.error or validation.hint,
        "error_type": "stop" if validation.strict else "warning",
    }
    if criteria:
        options |= {
            "criteria": criteria,
            "minimum": validation.minimum,
            "maximum": validation.maximum,
        }
    elif rule == "list":
        source = validation.source
        options["source"] = list(source) if isinstance(source, tuple) else source
    elif rule == "custom":
        options["value"] = validation.source
    return options


def _set_up_page(target: Any, sheet: Sheet) -> None:
    target.set_paper(_A4)
    if sheet.landscape:
        target.set_landscape()
    target.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    target.fit_to_pages(1, 1 if sheet.one_page else 0)
    target.set_footer("&L&8&F&C&8&A&R&8pagina &P van &N")
    if sheet.print_last:
        target.print_area(0, 0, *sheet.print_last)
    if sheet.repeat_rows:
        target.repeat_rows(*sheet.repeat_rows)
    if sheet.page_breaks:
        target.set_h_pagebreaks(sheet.page_breaks)
    if sheet.freeze:
        target.freeze_panes(*sheet.freeze)
    if sheet.protected:
        target.protect("", {"format_columns": True, "format_rows": True, "objects": True})
