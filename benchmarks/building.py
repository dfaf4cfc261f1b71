"""Build time of the team workbook, against XlsxWriter writing the same cells and no more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import xlsxwriter

from benchmarks.measure import Row, alternate, ready, time_row
from benchmarks.samples import team_of
from xlcaseload.team import Team
from xlcaseload.workbook.build import build, plan_workbook
from xlcaseload.workbook.plan import Workbook

_MEMBERS = (12, 25)


def measure(folder: Path, *, quick: bool) -> list[Row]:
    """Build workbooks in memory, for two sizes of team."""
    del folder
    return [_measure(team_of(count), count, 2 if quick else 11) for count in _MEMBERS]


def _measure(team: Team, count: int, rounds: int) -> Row:
    plan = plan_workbook(team)
    cells = sum(len(sheet.cells) for sheet in plan.sheets)
    subject, peer = f"build a workbook, {count} members", f"bare XlsxWriter, {cells} cells"
    seconds = alternate(
        {subject: ready(lambda: build(team)), peer: ready(lambda: _write_bare(plan))}, rounds
    )
    return time_row(seconds, subject, peer)


def _write_bare(plan: Workbook) -> bytes:
    """The cells of a plan with the same formulas and values; no formats, tables or charts."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for sheet in plan.sheets:
        target = book.add_worksheet(sheet.name)
        for (row, column), cell in sheet.cells.items():
            if cell.formula:
                target.write_formula(row, column, cell.formula, None, cell.value)
            elif isinstance(cell.value, int | float):
                target.write_number(row, column, cell.value)
            else:
                target.write_string(row, column, str(cell.value or " "))
    book.close()
    return buffer.getvalue()
