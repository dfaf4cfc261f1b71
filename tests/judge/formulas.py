"""Stored values against an independent spreadsheet, formula cell by formula cell."""

import datetime
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils import datetime as excel_time
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from judge.libreoffice import Values, read_values, recalculate
from judge.package import addresses

_ERROR = re.compile(
    r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|"
    r"CONNECT!|UNKNOWN!|BUSY!)|Err:5\d\d|#ERR5\d\d!"
)


@dataclass(frozen=True)
class Difference:
    """A cell whose stored value is not what the spreadsheet computes, or is an error."""

    path: Path
    sheet: str
    cell: str
    formula: str
    stored: object
    recalculated: object

    def __str__(self) -> str:
        """Say it in one line."""
        return (
            f"{self.path.name} | {self.sheet}!{self.cell} | stored {self.stored!r} | "
            f"recalculated {self.recalculated!r} | {self.formula or 'no formula'}"
        )


@dataclass(frozen=True)
class Verdict:
    """What the judge found: how many formula cells in each file, and where they differ."""

    formulas: dict[Path, int]
    differences: list[Difference]


def formula_cells(path: Path) -> dict[str, dict[str, str]]:
    """Return sheet -> address -> formula, with every cell of an array formula."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")
        book = openpyxl.load_workbook(path)
    found: dict[str, dict[str, str]] = {}
    for sheet in book.worksheets:
        cells = found[sheet.title] = {}
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, ArrayFormula):
                    text = str(value.text)
                    cells.update(dict.fromkeys(addresses(value.ref), f"{{{text}}}"))
                elif isinstance(value, DataTableFormula):
                    cells[cell.coordinate] = "{TABLE}"
                elif cell.data_type == "f":
                    cells[cell.coordinate] = str(value)
    book.close()
    return found


def is_error(value: object) -> bool:
    """Tell whether a value is an error of a spreadsheet, such as `#N/A` or `Err:508`."""
    return isinstance(value, str) and _ERROR.fullmatch(value) is not None


def same(stored: object, recalculated: object) -> bool:
    """Tell whether two values are one: texts and booleans exactly, numbers to 1e-9.

    An empty text is stored as nothing, so both are the same. Numbers near 0 may differ 1e-12.
    LibreOffice saves TRUE as 1 in a cell with a number format of its own; a stored 1 where the
    formula gives TRUE remains a difference.
    """
    one, other = plain(stored), plain(recalculated)
    if isinstance(one, bool) and isinstance(other, float):
        return float(one) == other
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def plain(value: object) -> object:
    """Reduce a value to None, bool, float or str; a date becomes its serial number."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return float(excel_time.to_excel(value))
    return str(value)


def examine(paths: Sequence[Path], *, locale: str = "nl-NL") -> Verdict:
    """Hold the stored values of workbooks against a forced recalculation by LibreOffice.

    Every formula cell must be the same, and no cell at all may hold an error value.
    """
    counts: dict[Path, int] = {}
    differences: list[Difference] = []
    for path, recalculated in recalculate(paths, locale=locale).items():
        formulas = formula_cells(path)
        counts[path] = sum(map(len, formulas.values()))
        differences += compare(path, formulas, read_values(path), recalculated)
    return Verdict(counts, differences)


def compare(
    path: Path,
    formulas: dict[str, dict[str, str]],
    stored: Values,
    recalculated: Values,
) -> Iterator[Difference]:
    """Yield the cells of one workbook that differ or hold an error value."""
    for sheet, cells in formulas.items():
        before, after = stored[sheet], recalculated.get(sheet, {})
        for cell in dict.fromkeys([*cells, *before, *after]):
            one, other = before.get(cell), after.get(cell)
            wrong = cell in cells and not same(one, other)
            if wrong or is_error(one) or is_error(other):
                yield Difference(path, sheet, cell, cells.get(cell, ""), one, other)


def differences(paths: Sequence[Path], *, locale: str = "nl-NL") -> list[Difference]:
    """Return every cell of the workbooks that differs or holds an error value."""
    return examine(paths, locale=locale).differences


def assert_exact(paths: Sequence[Path], *, locale: str = "nl-NL") -> int:
    """Assert that every stored value is what LibreOffice computes.

    Returns:
        The number of formula cells that were held against LibreOffice, over all files.

    Raises:
        AssertionError: with one line for each cell that differs.
    """
    assert paths, "nothing to judge"
    verdict = examine(paths, locale=locale)
    found = verdict.differences
    lines = "\n".join(map(str, found[:60])) + ("\n..." if len(found) > 60 else "")
    total = sum(verdict.formulas.values())
    assert not found, f"{len(found)} of {total} formula cells differ:\n{lines}"
    return total
