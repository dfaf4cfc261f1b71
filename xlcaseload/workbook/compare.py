"""A workbook as it came back, held against its plan: is it still ours, and what else is in it?"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from xlcaseload.catalogue import Factor
from xlcaseload.files.addresses import cell_name
from xlcaseload.files.package import Package, TablePart
from xlcaseload.files.sheets import Grid
from xlcaseload.files.splice import CellValue
from xlcaseload.problems import Level, Problem
from xlcaseload.team import Member, Team
from xlcaseload.workbook import names
from xlcaseload.workbook.build import plan_workbook
from xlcaseload.workbook.plan import Area, Kind, Sheet, Table, Workbook
from xlcaseload.workbook.sheets.factors import SPARE_FACTORS
from xlcaseload.workbook.sheets.scores import LEAST_ROWS, SPARE_ROWS

_OWN_SHEET_PARTS = ("drawing", "table", "hyperlink", "printerSettings")
_OWN_BOOK_PARTS = ("worksheet", "styles", "theme", "sharedStrings", "calcChain", "sheetMetadata")
_NAMES = {
    "comments": "een opmerking",
    "threadedComment": "een opmerking",
    "vmlDrawing": "een opmerking of formulierknop",
    "pivotTable": "een draaitabel",
    "pivotCacheDefinition": "een draaitabel",
    "image": "een afbeelding",
    "externalLink": "een koppeling met een andere werkmap",
    "vbaProject": "macro's",
    "customXml": "eigen gegevens van een ander programma",
    "chartsheet": "een grafiekblad",
    "connections": "een koppeling met gegevens buiten de werkmap",
}
_DRAWN = {
    "graphicFrame": "een grafiek",
    "pic": "een afbeelding",
    "sp": "een vorm of tekstvak",
    "cxnSp": "een lijn",
}
_INPUT_TABLES = (names.FACTORS_TABLE, names.ROLES_TABLE, names.SCORES_TABLE)
_RELATIVE = 1e-12
_MOST_NAMED = 3
"""Changed places that are named per sheet; a row that was inserted moves everything below it."""


def same_value(stored: Any, planned: CellValue) -> bool:
    """Whether a cell holds what the plan says; empty text and an empty cell are the same."""
    if stored in (None, "") or planned in (None, ""):
        return stored in (None, "") and planned in (None, "")
    if isinstance(stored, bool) or isinstance(planned, bool):
        return stored is planned
    if isinstance(stored, int | float) and isinstance(planned, int | float):
        return math.isclose(stored, planned, rel_tol=_RELATIVE, abs_tol=_RELATIVE)
    if isinstance(planned, date):
        day = stored.date() if isinstance(stored, datetime) else stored
        return bool(day == planned)
    if isinstance(stored, str) and isinstance(planned, str):
        return stored.replace("\r\n", "\n") == planned.replace("\r\n", "\n")
    return bool(stored == planned)


def changes(
    grids: Mapping[str, Grid], plan: Workbook
) -> dict[str, dict[tuple[int, int], CellValue]]:
    """Cells whose stored value is not the planned one, with the planned value, by sheet."""
    found: dict[str, dict[tuple[int, int], CellValue]] = {}
    for sheet in plan.sheets:
        grid = grids[sheet.name]
        different = {
            place: cell.value
            for place, cell in sheet.cells.items()
            if not same_value(grid.value(*place), cell.value)
        }
        if different:
            found[sheet.name] = different
    return found


def same_structure(one: Workbook, other: Workbook) -> bool:
    """Whether two plans differ in nothing but values: same cells, formulas, tables and charts."""
    return len(one.sheets) == len(other.sheets) and all(
        a.name == b.name
        and a.tables == b.tables
        and a.charts == b.charts
        and a.validations == b.validations
        and a.cells.keys() == b.cells.keys()
        and all(
            (cell.kind, cell.formula, cell.style)
            == ((twin := b.cells[place]).kind, twin.formula, twin.style)
            for place, cell in a.cells.items()
        )
        for a, b in zip(one.sheets, other.sheets, strict=True)
    )


def still_ours(package: Package, grids: Mapping[str, Grid], plan: Workbook) -> bool:
    """Whether everything that the plan has stands in the file, at its place.

    Then values can be changed in place, whatever else a user added.
    """
    present = {sheet.name for sheet in package.sheets}
    if any(sheet.name not in present for sheet in plan.sheets):
        return False
    return all(
        _charts_show_their_cells(package, grids, sheet)
        and not any(True for _ in _moved(package, grids, sheet, may_grow=False))
        for sheet in plan.sheets
    )


def as_built(package: Package, grids: Mapping[str, Grid], team: Team) -> Workbook:
    """The plan that the file was built from, as far as places go.

    A user may have changed the lists of factors and roles since; how many there were is told by
    the tables that follow from them.
    """

    def column(table: str, header: str) -> list[str]:
        part = package.tables.get(table)
        if part is None or header not in part.columns:
            return []
        place = part.first_column + part.columns.index(header)
        values = (
            grids[part.sheet].value(row, place)
            for row in range(part.first_row + 1, part.last_row + 1)
        )
        return [str(value) for value in values if value not in (None, "")]

    used = column(names.RESULTS_TABLE, "Code")
    categories = max(1, len(column(names.CATEGORIES_TABLE, "Categorie")))
    listed = column(names.FACTORS_TABLE, "Code")
    listed = listed[: max(len(listed) - SPARE_FACTORS, 0)]
    # Only the number of categories matters: each of the first ones gets one factor.
    groups = {code: min(place, categories - 1) for place, code in enumerate(used)}
    factors = tuple(
        Factor(code, code, f"{groups.get(code, 0)}", in_use=code in groups)
        for code in (*used, *(code for code in listed if code not in groups))
    )
    by_role = package.tables.get(names.BY_ROLE_TABLE)
    roles = by_role.columns[3 : 3 + (len(by_role.columns) - 3) // 2] if by_role else ()
    table = package.tables[names.SCORES_TABLE]
    kept = {code: 1 for code in table.columns if code in listed and code not in groups}
    rows = table.last_row - table.first_row
    members = (Member("-", "", kept),) * (rows - SPARE_ROWS if rows > LEAST_ROWS else 1)
    return plan_workbook(replace(team, factors=factors, roles=roles, members=members))


def _moved(
    package: Package, grids: Mapping[str, Grid], sheet: Sheet, *, may_grow: bool
) -> Iterator[str]:
    """Tables, fixed texts and formulas of a sheet that are not where the plan has them."""
    for table in sheet.tables:
        there = package.tables.get(table.name)
        if there is None or not _same_place(there, table, may_grow):
            yield f"de tabel {table.name}"
        elif tuple(column.header for column in table.columns) != there.columns:
            yield f"een kolomkop van de tabel {table.name}"
    formulas = package.formula_cells(sheet.name)
    grid = grids[sheet.name]
    headers = {
        (table.area.first_row, column)
        for table in sheet.tables
        for column in range(table.area.first_column, table.area.last_column + 1)
    }
    for (row, column), cell in sheet.cells.items():
        address = cell_name(row, column)
        if cell.kind is Kind.FORMULA:
            if address not in formulas:
                yield f"een formule in cel {address}"
            continue
        fixed = (row, column) in headers or cell.style in _FIXED_STYLES
        if fixed and not same_value(grid.value(row, column), cell.value):
            yield f"de tekst in cel {address}"


def _same_place(there: TablePart, table: Table, may_grow: bool) -> bool:
    """Whether a table stands where it was planned; tables for input may have got more rows."""
    first_row, first_column, last_row, last_column = table.area.corners
    corners = (there.first_row, there.first_column, there.last_column)
    grown = may_grow and table.name in _INPUT_TABLES and there.last_row >= last_row
    return corners == (first_row, first_column, last_column) and (
        grown or there.last_row == last_row
    )


def _charts_show_their_cells(package: Package, grids: Mapping[str, Grid], sheet: Sheet) -> bool:
    """Whether the charts of a sheet still draw the cells that the plan's charts draw.

    Titles and looks may be the user's own; they stay when values are changed in place. Only a
    title that names a cell has to follow it once that cell changes (LibreOffice makes it a text).
    """
    references: set[str] = set()
    for drawing in package.relations(package.sheet(sheet.name).part):
        if drawing.type.endswith("/drawing"):
            for relation in package.relations(drawing.target):
                if relation.type.endswith("/chart"):
                    references |= _references(package.read(relation.target))
    wanted = {
        area.reference.replace("'", "")
        for chart in sheet.charts
        for series in chart.series
        for area in (series.values, series.categories)
    }
    for chart in sheet.charts:
        if isinstance(chart.title, Area):
            place = chart.title.corners[:2]
            if not same_value(grids[sheet.name].value(*place), sheet.cells[place].value):
                wanted.add(chart.title.first_cell.replace("'", ""))
    return wanted <= references


def _references(chart: bytes) -> set[str]:
    """Cells that a chart refers to, without the quotes that not every writer sets."""
    found = re.findall(rb"<(?:\w+:)?f>([^<]*)</", chart)
    return {html.unescape(text.decode()).replace("'", "") for text in found}


_FIXED_STYLES = frozenset(
    {"title", "heading", "label", "head", "head_centre", "head_turned", "head_helper"}
)


def foreign(package: Package, grids: Mapping[str, Grid], plan: Workbook) -> list[Problem]:
    """Everything in the file that the plan does not know and a new file would lose."""
    findings: list[Problem] = []

    def report(found: str, sheet: str | None = None, cell: str | None = None) -> None:
        findings.append(
            Problem(
                package.name,
                found,
                "niet van xlcaseload; blijft in jouw bestand",
                sheet,
                cell,
                Level.NOTICE,
            )
        )

    planned = {sheet.name: sheet for sheet in plan.sheets}
    for part in package.sheets:
        if part.name not in planned:
            report("een eigen of hernoemd werkblad", part.name)
            continue
        sheet, grid = planned[part.name], grids[part.name]
        moved = list(dict.fromkeys(_moved(package, grids, sheet, may_grow=True)))
        for what in moved[:_MOST_NAMED]:
            report(f"{what} is gewijzigd of verplaatst", part.name)
        if len(moved) > _MOST_NAMED:
            report(f"nog {len(moved) - _MOST_NAMED} gewijzigde of verplaatste plekken", part.name)
        own = [
            cell_name(row, column)
            for row, values in enumerate(grid.rows)
            for column, value in enumerate(values)
            if value not in (None, "")
            and (row, column) not in sheet.cells
            and not _in_table(package, part.name, sheet, row, column)
        ]
        if own:
            report(
                f"eigen inhoud in {len(own)} {'cel' if len(own) == 1 else 'cellen'}",
                part.name,
                own[0],
            )
        for kind, count in _additions(package, part.part, sheet):
            report(kind if count == 1 else f"{kind} ({count} keer)", part.name)
    for relation in package.relations(package.workbook_part):
        kind = relation.type.rpartition("/")[2]
        if kind not in _OWN_BOOK_PARTS:
            report(_NAMES.get(kind, f"een onderdeel van de soort {kind}"))
    for element, attributes, _ in package.elements(package.workbook_part):
        name = attributes.get("name", "")
        if element == "definedName" and not name.startswith("_xlnm."):
            report(f'een eigen naam "{name}"')
    return findings


def _in_table(package: Package, name: str, sheet: Sheet, row: int, column: int) -> bool:
    """Whether a cell belongs to one of our tables as it is now: rows that were added are inputs."""
    for table in sheet.tables:
        there = package.tables.get(table.name)
        if there is None or there.sheet != name:
            continue
        known = {definition.header for definition in table.columns}
        inside = there.first_row <= row <= there.last_row
        if inside and there.first_column <= column <= there.last_column:
            return there.columns[column - there.first_column] in known
    return False


def _additions(package: Package, part: str, sheet: Sheet) -> Iterator[tuple[str, int]]:
    """Comments, pictures, pivot tables and drawn things that the plan does not have."""
    kinds: Counter[str] = Counter()
    for relation in package.relations(part):
        kind = relation.type.rpartition("/")[2]
        if kind == "drawing":
            drawn = Counter(
                element for element, _, _ in package.elements(relation.target) if element in _DRAWN
            )
            drawn["graphicFrame"] -= len(sheet.charts)
            for element, count in drawn.items():
                kinds[_DRAWN[element]] += max(count, 0)
        elif kind == "table":
            known = {table.name for table in sheet.tables}
            own = [t.name for t in package.tables.values() if t.part == relation.target]
            kinds["een eigen tabel"] += sum(name not in known for name in own)
        elif kind not in _OWN_SHEET_PARTS:
            kinds[_NAMES.get(kind, f"een onderdeel van de soort {kind}")] += 1
    return ((kind, count) for kind, count in kinds.items() if count)
