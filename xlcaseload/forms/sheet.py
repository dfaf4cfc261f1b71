"""A sheet with a form while it is being read: where findings stand, and the cells beside labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from xlcaseload.answers import as_text, shown, text_key
from xlcaseload.files.addresses import cell_name
from xlcaseload.files.sheets import CellError, Grid
from xlcaseload.forms import layout
from xlcaseload.problems import Level, Problem
from xlcaseload.team import Team

_REACH = 6
"""How many cells to the right of a label its value may stand."""
_LABELS = (layout.NAME_LABEL, layout.ROLE_LABEL, layout.REMARK_LABEL)


@dataclass(slots=True)
class FormSheet:
    """Where we are while reading, so that every finding names its place."""

    file: str
    team: Team
    grid: Grid
    findings: list[Problem] = field(default_factory=list)

    def report(
        self,
        row: int | None,
        column: int,
        found: str,
        expected: str,
        level: Level = Level.PROBLEM,
    ) -> None:
        """Note a finding at a cell, or on the sheet as a whole where ``row`` is None."""
        cell = None if row is None else cell_name(row, column)
        self.findings.append(Problem(self.file, found, expected, self.grid.name, cell, level))


@dataclass(frozen=True, slots=True)
class Labelled:
    """The value beside a label, and where it stands."""

    text: str = ""
    row: int | None = None
    column: int = 0


NO_LABEL = Labelled()


def read_labels(sheet: FormSheet, header: int, table_rows: set[int]) -> dict[str, Labelled]:
    """Values of the cells beside the labels, outside the table: the first cell to the right."""
    found: dict[str, Labelled] = {}
    taken: set[tuple[int | None, int]] = set()
    rows = [
        (row, values)
        for row, values in enumerate(sheet.grid.rows)
        if row != header and row not in table_rows
    ]
    for label in _LABELS:
        place = next((place for place in _places_of(label, rows) if place not in taken), None)
        if place is None:
            found_text = f"het vak {shown(label)} ontbreekt"
            sheet.report(None, 0, found_text, "niet gelezen", Level.NOTICE)
            continue
        found[label] = _beside(sheet, *place)
        taken.add((found[label].row, found[label].column))
    return found


def _places_of(label: str, rows: list[tuple[int, list[Any]]]) -> Iterator[tuple[int, int]]:
    """Cells with the label: first those with exactly its text, which is quick, then likenesses."""
    for row, values in rows:
        if label in values:
            yield row, values.index(label)
    for row, values in rows:
        for column, value in enumerate(values):
            if isinstance(value, str) and text_key(value.rstrip(": ")) == text_key(label):
                yield row, column


def _beside(sheet: FormSheet, row: int, column: int) -> Labelled:
    values = sheet.grid.rows[row]
    for place in range(column + 1, min(len(values), column + 1 + _REACH)):
        if isinstance(values[place], CellError):
            sheet.report(row, place, shown(values[place]), "een tekst")
        elif text_of(values[place]):
            return Labelled(as_text(values[place]), row, place)
    return Labelled("", row, column)


def text_of(value: object) -> str:
    """A cell as text with single spaces."""
    return " ".join((value if isinstance(value, str) else as_text(value)).split())
