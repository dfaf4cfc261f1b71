"""Cell values of a workbook: python-calamine, held against the raw sheet.

calamine is fast but shows error cells and formulas without a stored value as empty; both are
put back here, so that nothing is lost in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from xlcaseload.files.addresses import cell_position
from xlcaseload.files.package import Package
from xlcaseload.problems import FileError, Problem


@dataclass(frozen=True, slots=True)
class CellError:
    """An error value such as ``#N/A``, or a formula whose value is not stored."""

    text: str

    def __str__(self) -> str:
        return self.text


NOT_CALCULATED = CellError("een formule zonder uitkomst")


@dataclass(frozen=True, slots=True)
class Grid:
    """The values of one sheet, from A1 on.

    Attributes:
        rows: Shape (rows, columns), ragged at neither side: str, float, bool, date, datetime,
            time, timedelta, CellError, or None for an empty cell.
    """

    name: str
    rows: list[list[Any]]

    def value(self, row: int, column: int) -> Any:
        """The value of a cell; None outside the sheet's used range."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


def read_sheets(package: Package) -> list[Grid]:
    """All worksheets of a workbook, in order.

    Raises:
        FileError: The file cannot be read as a workbook.
    """
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(package.data))
        tables = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except BaseException as error:  # calamine's PanicException is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        problem = Problem(
            package.name,
            "een beschadigde werkmap die niet te lezen is",
            "een werkmap die in Excel opent; open het bestand en sla het opnieuw op",
        )
        raise FileError(problem) from error
    return [
        _grid(package, part.name, tables[part.name])
        for part in package.sheets
        if part.name in tables
    ]


def _grid(package: Package, name: str, table: list[list[Any]]) -> Grid:
    rows = [[None if value == "" else value for value in row] for row in table]
    for address, text in package.error_cells(name).items():
        _put(rows, address, CellError(text))
    for address in package.formulas_without_value(name):
        _put(rows, address, NOT_CALCULATED)
    return Grid(name, rows)


def _put(rows: list[list[Any]], address: str, value: CellError) -> None:
    row, column = cell_position(address)
    while len(rows) <= row:
        rows.append([])
    width = max(column + 1, *(len(line) for line in rows)) if rows else column + 1
    rows[row] += [None] * (width - len(rows[row]))
    rows[row][column] = value
