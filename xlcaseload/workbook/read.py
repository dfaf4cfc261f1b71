"""Read what a team filled in, from a workbook that we wrote and others changed.

Tables are found by their names, wherever they stand; what cannot be read is kept as it is and
reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlcaseload import catalogue as catalogue_room
from xlcaseload.answers import as_number, as_text, read_score, shown, text_key
from xlcaseload.catalogue import Factor
from xlcaseload.files.addresses import cell_name
from xlcaseload.files.package import Package
from xlcaseload.files.sheets import CellError, Grid, read_sheets
from xlcaseload.inputs import NO, YES, Unreadable, next_codes
from xlcaseload.problems import FileError, Level, Problem
from xlcaseload.team import NOT_APPLICABLE, Member, Score, Team
from xlcaseload.workbook import names
from xlcaseload.workbook.sheets import scores as scores_sheet
from xlcaseload.workbook.sheets import start as start_sheet
from xlcaseload.workbook.sheets.factors import CODE_PREFIX

_NEEDED = {
    names.DETAILS_TABLE: ("Gegeven", "Waarde"),
    names.FACTORS_TABLE: ("Code", "Categorie", "Factor", "Korte naam", "Ideaal", "In gebruik"),
    names.ROLES_TABLE: ("Functie",),
    names.SCORES_TABLE: (scores_sheet.MEMBER, scores_sheet.ROLE),
}
"""Tables that hold inputs, with the columns that are read."""


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """A team as its workbook holds it, what was wrong there, and the file itself."""

    team: Team
    problems: tuple[Problem, ...]
    package: Package
    grids: Mapping[str, Grid]


@dataclass(slots=True)
class _Rows:
    """The rows of one table as dicts by header, each value with its place."""

    file: str
    grid: Grid
    columns: Mapping[str, int]
    first: int
    last: int
    findings: list[Problem] = field(default_factory=list)

    def value(self, row: int, header: str) -> Any:
        return self.grid.value(row, self.columns[header]) if header in self.columns else None

    def text(self, row: int, header: str) -> str:
        value = self.value(row, header)
        if isinstance(value, CellError):
            self.report(row, header, shown(value), "een tekst")
            return ""
        return as_text(value)

    def report(
        self, row: int, header: str, found: str, expected: str, level: Level = Level.PROBLEM
    ) -> None:
        cell = cell_name(row, self.columns.get(header, 0))
        self.findings.append(Problem(self.file, found, expected, self.grid.name, cell, level))


def read_workbook(path: Path) -> WorkbookReading:
    """Read a team's workbook.

    Raises:
        FileError: The file cannot be read, or is no workbook of xlcaseload.
    """
    return read_package(Package.open(path))


def read_package(package: Package) -> WorkbookReading:
    """As :func:`read_workbook`, from a file that is already in memory."""
    for name, headers in _NEEDED.items():
        table = package.tables.get(name)
        missing = [header for header in headers if table and header not in table.columns]
        if table is None or missing:
            found = f"de kolom {missing[0]} in de tabel {name}" if missing else f"de tabel {name}"
            raise FileError(
                Problem(
                    package.name,
                    f"een werkmap zonder {found}",
                    "een werkmap die met xlcaseload new is gemaakt, met haar eigen koppen",
                )
            )
    grids = {grid.name: grid for grid in read_sheets(package)}
    tables = {name: _rows(package, grids, name) for name in _NEEDED}
    team = _read_details(tables[names.DETAILS_TABLE])
    factors = _read_factors(tables[names.FACTORS_TABLE])
    roles = _read_roles(tables[names.ROLES_TABLE])
    team = replace(team, factors=factors, roles=roles)
    team = team.with_members(_read_members(tables[names.SCORES_TABLE], team))
    problems = tuple(finding for rows in tables.values() for finding in rows.findings)
    return WorkbookReading(team, problems, package, grids)


def _rows(package: Package, grids: Mapping[str, Grid], name: str) -> _Rows:
    table = package.tables[name]
    columns = {header: table.first_column + i for i, header in enumerate(table.columns)}
    return _Rows(package.name, grids[table.sheet], columns, table.first_row + 1, table.last_row)


# Start --------------------------------------------------------------------------------------


def _read_details(rows: _Rows) -> Team:
    place = {rows.text(row, "Gegeven"): row for row in range(rows.first, rows.last + 1)}

    def text(label: str) -> str:
        return rows.text(place[label], "Waarde") if label in place else ""

    routes = catalogue_room.load().routes
    route = next((r.key for r in routes if r.name == text(start_sheet.ROUTE)), routes[0].key)
    mark = text(start_sheet.MARK)
    if not mark:
        row = place.get(start_sheet.MARK, rows.first)
        rows.report(
            row, "Waarde", "geen kenmerk van het team", "de code die er bij het maken stond"
        )
    return Team(
        id=mark,
        name=text(start_sheet.TEAM),
        municipality=text(start_sheet.MUNICIPALITY),
        factors=(),
        roles=(),
        route=route,
        date=_read_date(rows, place.get(start_sheet.DATE)),
        period=text(start_sheet.PERIOD),
        refreshed=text(start_sheet.REFRESHED),
    )


def _read_date(rows: _Rows, row: int | None) -> date | str | None:
    value = None if row is None else rows.value(row, "Waarde")
    if value is None or row is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for pattern in ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(as_text(value), pattern).date()
        except ValueError:
            continue
        rows.report(row, "Waarde", shown(value), f"gelezen als {day:%d-%m-%Y}", Level.NOTICE)
        return day
    rows.report(row, "Waarde", shown(value), "een datum zoals 23-11-2026")
    return None if isinstance(value, CellError) else as_text(value)


# Factoren -----------------------------------------------------------------------------------


def _read_factors(rows: _Rows) -> tuple[Factor, ...]:
    factors: list[Factor] = []
    codes = tuple(rows.text(row, "Code") for row in range(rows.first, rows.last + 1))
    for row in range(rows.first, rows.last + 1):
        name = rows.text(row, "Factor")
        if not name:
            continue
        code = (
            rows.text(row, "Code")
            or next_codes(CODE_PREFIX, codes + tuple(factor.code for factor in factors), 1)[0]
        )
        if any(factor.code == code for factor in factors):
            new = next_codes(CODE_PREFIX, codes + tuple(factor.code for factor in factors), 1)[0]
            rows.report(
                row, "Code", f"de code {code} staat er twee keer", f"wordt {new}", Level.NOTICE
            )
            code = new
        if any(text_key(factor.name) == text_key(name) for factor in factors):
            rows.report(
                row, "Factor", f"de factor {shown(name)} staat er twee keer", "elke factor één keer"
            )
        factors.append(
            Factor(
                code,
                name,
                rows.text(row, "Categorie") or names.NO_CATEGORY,
                rows.text(row, "Korte naam"),
                _read_ideal(rows, row),
                _read_in_use(rows, row),
            )
        )
    return tuple(factors)


def _read_ideal(rows: _Rows, row: int) -> float | str | None:
    value = rows.value(row, "Ideaal")
    if value is None:
        return None
    if isinstance(value, str) and (number := as_number(value)) is not None:
        rows.report(row, "Ideaal", shown(value), f"gelezen als {shown(number)}", Level.NOTICE)
        value = number
    if not isinstance(value, int | float) or isinstance(value, bool) or not 1 <= value <= 5:
        rows.report(row, "Ideaal", shown(value), "een getal van 1 tot en met 5, of leeg")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return None if isinstance(value, CellError) else as_text(value)


def _read_in_use(rows: _Rows, row: int) -> bool:
    text = rows.text(row, "In gebruik")
    if text.casefold() not in ("", YES, NO):
        rows.report(row, "In gebruik", shown(text), f"gelezen als {YES}", Level.NOTICE)
    return text.casefold() != NO


def _read_roles(rows: _Rows) -> tuple[str, ...]:
    roles: list[str] = []
    for row in range(rows.first, rows.last + 1):
        role = " ".join(rows.text(row, "Functie").split())
        if role and text_key(role) in map(text_key, roles):
            rows.report(
                row,
                "Functie",
                f"de functie {shown(role)} staat er twee keer",
                "elke functie één keer",
            )
        elif role:
            roles.append(role)
    return tuple(roles)


# Scores -------------------------------------------------------------------------------------


def _read_members(rows: _Rows, team: Team) -> tuple[Member, ...]:
    codes = [factor.code for factor in team.factors if factor.code in rows.columns]
    roles = {text_key(role): role for role in team.roles}
    members = []
    seen: dict[str, int] = {}
    for row in range(rows.first, rows.last + 1):
        name = rows.text(row, scores_sheet.MEMBER)
        if name and text_key(name) in seen:
            first = cell_name(seen[text_key(name)], rows.columns[scores_sheet.MEMBER])
            rows.report(
                row,
                scores_sheet.MEMBER,
                f"{shown(name)} staat er twee keer (ook {first})",
                "één regel per teamlid",
            )
        elif name:
            seen[text_key(name)] = row
        members.append(
            Member(
                name,
                _read_role(rows, row, roles),
                _read_scores(rows, row, codes),
                rows.text(row, scores_sheet.REMARK),
                rows.text(row, scores_sheet.FORM),
            )
        )
    return tuple(members)


def _read_role(rows: _Rows, row: int, roles: Mapping[str, str]) -> str:
    text = " ".join(rows.text(row, scores_sheet.ROLE).split())
    role = roles.get(text_key(text)) if text else ""
    if role is None:
        rows.report(
            row,
            scores_sheet.ROLE,
            f"de onbekende functie {shown(text)}",
            f"een functie van het blad {names.FACTORS}",
        )
        return text
    if role != text:
        rows.report(row, scores_sheet.ROLE, shown(text), f"gelezen als {role}", Level.NOTICE)
    return role


def _read_scores(rows: _Rows, row: int, codes: list[str]) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for code in codes:
        value = rows.value(row, code)
        if value is None:
            continue
        score, lenient = read_score(value)
        if score is not None:
            scores[code] = score
            if lenient:
                rows.report(row, code, lenient, f"gelezen als {score}", Level.NOTICE)
            continue
        rows.report(row, code, shown(value), f"1, 2, 3, 4, 5 of {NOT_APPLICABLE}")
        if not isinstance(value, CellError):
            raw = value if isinstance(value, str | float | bool | int) else as_text(value)
            scores[code] = Unreadable(raw)
    return scores
