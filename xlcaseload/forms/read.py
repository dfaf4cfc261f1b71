"""Read one person's form, in whatever state it comes back.

The form is found by its words, not by its place: sheets may be renamed, rows and columns moved
or sorted, rows added. What cannot be read is reported cell by cell; what is read leniently is
reported too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from xlcaseload.answers import shown
from xlcaseload.files.addresses import cell_name
from xlcaseload.files.package import Package
from xlcaseload.files.sheets import CellError, Grid, read_sheets
from xlcaseload.forms import layout
from xlcaseload.forms.marks import read_mark
from xlcaseload.problems import FileError, Level, Problem
from xlcaseload.team import ANSWERS, Member, Score, Team
from xlcaseload.workbook import names

_HEADERS = {header.casefold(): place for place, header in enumerate(layout.MARK_HEADERS)}
_REACH = 6
"""How many cells to the right of a label its value may stand."""
_LABELS = (layout.NAME_LABEL, layout.ROLE_LABEL, layout.REMARK_LABEL)


@dataclass(frozen=True, slots=True)
class FormReading:
    """What one file gave.

    Attributes:
        member: The person's answers, or None where the file is no form that can be used.
        number: Number of the form; 0 where it has none.
        digest: Short digest of the answers, to know whether a form was read before.
        own_factors: Factors that the person added, with their scores.
    """

    file: str
    member: Member | None
    number: int = 0
    digest: str = ""
    own_factors: tuple[tuple[str, int | str], ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Context:
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
        cell = None if row is None else cell_name(row, column)
        self.findings.append(Problem(self.file, found, expected, self.grid.name, cell, level))


def read_form(path: Path, team: Team) -> FormReading:
    """Read a form of this team.

    Never raises for what a file holds: a file that cannot be used gives a reading without a
    member and with the reason among its problems.
    """
    try:
        package = Package.open(path)
        grids = read_sheets(package)
        for grid in grids:
            columns = _find_header(grid)
            if columns is not None:
                return _read_grid(_Context(path.name, team, grid), grids, *columns)
        return FormReading(path.name, None, problems=(_no_form(package),))
    except FileError as error:
        return FormReading(path.name, None, problems=error.problems)


def _no_form(package: Package) -> Problem:
    if names.SCORES_TABLE in package.tables:
        found = "een werkmap van een team, geen formulier"
        return Problem(package.name, found, "overgeslagen", level=Level.NOTICE)
    return Problem(
        package.name,
        "een werkmap zonder de kolommen 1, 2, 3, 4, 5 en n.v.t. naast elkaar in één rij",
        "een formulier dat met xlcaseload forms is gemaakt",
    )


def _find_header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Row of the header and the column of each of its words."""
    for row, values in enumerate(grid.rows):
        if len(values) - values.count(None) <= len(_HEADERS):
            continue
        words: dict[str, int] = {}
        for column, value in enumerate(values):
            word = _text(value).casefold()
            if word:
                words.setdefault(word, column)
        if _HEADERS.keys() <= words.keys() and layout.FACTOR.casefold() in words:
            return row, words
    return None


def _read_grid(
    context: _Context, grids: list[Grid], header: int, columns: dict[str, int]
) -> FormReading:
    file, team = context.file, context.team
    mark = _find_mark(grids)
    if mark is None:
        context.report(
            None,
            0,
            "de regel met het kenmerk van het formulier ontbreekt",
            "gelezen op grond van de codes van de factoren",
            Level.NOTICE,
        )
    elif mark.team != team.id:
        problem = Problem(
            file,
            f"een formulier van een ander team (kenmerk {mark.team})",
            f"een formulier met kenmerk {team.id}",
            context.grid.name,
        )
        return FormReading(file, None, problems=(problem,))
    elif mark.factors != layout.list_digest(team.used_factors):
        context.report(
            None,
            0,
            "het formulier heeft een eerdere lijst met factoren",
            "gelezen op de codes die nog bestaan",
            Level.NOTICE,
        )
    scores, own = _read_rows(context, header, columns)
    labels = _read_labels(context, header)
    number = mark.number if mark else 0
    if not scores and not own:
        context.report(
            None,
            0,
            "een leeg formulier: geen enkele factor heeft een leesbare score",
            "minstens één kruisje",
        )
        return FormReading(file, None, number, problems=tuple(context.findings))
    member = Member(
        name=labels.get(layout.NAME_LABEL, _NO_LABEL).text,
        role=_read_role(context, labels.get(layout.ROLE_LABEL, _NO_LABEL)),
        scores=scores,
        remark=labels.get(layout.REMARK_LABEL, _NO_LABEL).text,
    )
    return FormReading(file, member, number, _digest(member, own), own, tuple(context.findings))


# Rows ---------------------------------------------------------------------------------------


def _read_rows(
    context: _Context, header: int, columns: dict[str, int]
) -> tuple[dict[str, Score], tuple[tuple[str, int | str], ...]]:
    """Scores by code of the team's factors, and those of factors that the person added."""
    mark_columns = sorted((columns[word], ANSWERS[place]) for word, place in _HEADERS.items())
    code_column = columns.get(layout.CODE.casefold())
    factor_column = columns[layout.FACTOR.casefold()]
    known = {factor.code: factor for factor in context.team.factors}
    by_name = {_key(factor.name): factor.code for factor in context.team.used_factors}
    scores: dict[str, Score] = {}
    own: dict[str, int | str] = {}
    seen: dict[str, int] = {}
    for row in range(header + 1, len(context.grid.rows)):
        name = _text(context.grid.value(row, factor_column))
        code = "" if code_column is None else _text(context.grid.value(row, code_column))
        if code not in known and name and _key(name) in by_name:
            context.report(
                row,
                factor_column,
                f"geen bekende code bij {shown(name)}",
                f"herkend aan de naam als {by_name[_key(name)]}",
                Level.NOTICE,
            )
            code = by_name[_key(name)]
        score = _read_row(context, row, mark_columns)
        if score is None:
            continue
        if code in known:
            if code in seen:
                context.report(
                    row,
                    factor_column,
                    f"factor {code} staat twee keer op het formulier",
                    f"één regel per factor (ook in rij {seen[code] + 1})",
                )
                scores.pop(code, None)
                continue
            seen[code] = row
            scores[code] = score
        elif name:
            own[name] = score
        else:
            context.report(
                row,
                factor_column,
                "een kruisje in een regel zonder factor",
                "de naam van de factor in dezelfde regel",
            )
    return scores, tuple(own.items())


def _read_row(
    context: _Context, row: int, mark_columns: list[tuple[int, int | str]]
) -> int | str | None:
    """The one score that a row marks; None where it has none or is not clear."""
    marked: list[tuple[int, int | str]] = []
    clear = True
    values = context.grid.rows[row]
    for column, meaning in mark_columns:
        value = values[column] if column < len(values) else None
        reading = None if value is None else read_mark(value, meaning)
        if reading is None:
            continue
        if reading.found:
            expected = f"een kruisje (x) of {meaning} in de kolom {meaning}"
            context.report(row, column, reading.found, expected)
            clear = False
        elif reading.marked:
            marked.append((column, meaning))
            if reading.lenient:
                context.report(row, column, reading.lenient, f"gelezen als {meaning}", Level.NOTICE)
    if len(marked) > 1:
        listed = " en ".join(str(meaning) for _, meaning in marked)
        context.report(row, marked[0][0], f"kruisjes bij {listed}", "één kruisje per factor")
        return None
    return marked[0][1] if marked and clear else None


# Labels -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Labelled:
    """The value beside a label, and where it stands."""

    text: str = ""
    row: int | None = None
    column: int = 0


_NO_LABEL = _Labelled()


def _read_labels(context: _Context, header: int) -> dict[str, _Labelled]:
    """Values of the cells beside the labels, outside the table: the first cell to the right."""
    found: dict[str, _Labelled] = {}
    for label in _LABELS:
        place = _find_text(context.grid, label, header) or _find_label(context.grid, label, header)
        if place is not None:
            found[label] = _beside(context, *place)
    return found


def _find_text(grid: Grid, text: str, header: int) -> tuple[int, int] | None:
    """The first cell that holds exactly this text; quick, since nearly every form has it so."""
    for row, values in enumerate(grid.rows):
        if text in values and row != header:
            return row, values.index(text)
    return None


def _find_label(grid: Grid, label: str, header: int) -> tuple[int, int] | None:
    """The first cell that holds the label in other capitals, or with spaces or a colon."""
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            if (
                isinstance(value, str)
                and row != header
                and value.strip().casefold().rstrip(":") == label.casefold()
            ):
                return row, column
    return None


def _beside(context: _Context, row: int, column: int) -> _Labelled:
    values = context.grid.rows[row]
    for place in range(column + 1, min(len(values), column + 1 + _REACH)):
        if isinstance(values[place], CellError):
            context.report(row, place, shown(values[place]), "een tekst")
        elif _text(values[place]):
            return _Labelled(
                str(values[place]).strip()
                if isinstance(values[place], str)
                else _text(values[place]),
                row,
                place,
            )
    return _Labelled("", row, column)


def _read_role(context: _Context, labelled: _Labelled) -> str:
    roles = {_key(role): role for role in context.team.roles}
    if not labelled.text:
        context.report(
            labelled.row,
            labelled.column,
            "geen functie gekozen",
            "telt mee voor het team, niet bij een functie",
            Level.NOTICE,
        )
        return ""
    role = roles.get(_key(labelled.text))
    if role is None:
        context.report(
            labelled.row,
            labelled.column,
            f"de onbekende functie {shown(labelled.text)}",
            "een van de functies " + ", ".join(context.team.roles),
        )
        return ""
    if role != labelled.text:
        context.report(
            labelled.row, labelled.column, shown(labelled.text), f"gelezen als {role}", Level.NOTICE
        )
    return role


def _find_mark(grids: list[Grid]) -> layout.FormMark | None:
    for grid in grids:
        for values in reversed(grid.rows):
            for value in values:
                if isinstance(value, str) and (mark := layout.FormMark.parse(value)):
                    return mark
    return None


# Small things -------------------------------------------------------------------------------


def _text(value: object) -> str:
    """A cell as text with single spaces; a whole number loses its ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()


def _digest(member: Member, own: tuple[tuple[str, int | str], ...]) -> str:
    """Short digest of all answers on a form."""
    answers = [member.name, member.role, member.remark]
    answers += [f"{code}={score}" for code, score in sorted(member.scores.items())]
    answers += [f"{name}={score}" for name, score in own]
    return hashlib.sha256("\n".join(answers).encode()).hexdigest()[:8]
