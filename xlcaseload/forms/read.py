"""Read one person's form, in whatever state it comes back.

The form is found by its words, not by its place: sheets may be renamed, rows and columns moved
or sorted, rows added. What cannot be read is reported cell by cell; what is read leniently is
reported too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xlcaseload.answers import shown, text_key
from xlcaseload.files.package import Package
from xlcaseload.files.sheets import Grid, read_sheets
from xlcaseload.forms import layout
from xlcaseload.forms.marks import read_mark
from xlcaseload.forms.sheet import NO_LABEL, FormSheet, Labelled, read_labels, text_of
from xlcaseload.problems import FileError, Level, Problem
from xlcaseload.team import ANSWERS, Member, Score, Team
from xlcaseload.workbook import names

_HEADERS = {header.casefold(): place for place, header in enumerate(layout.MARK_HEADERS)}


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


def read_form(path: Path, team: Team) -> FormReading:
    """Read a form of this team.

    Never raises for what a file holds: a file that cannot be used gives a reading without a
    member and with the reason among its problems.
    """
    try:
        package = Package.open(path)
        grids = read_sheets(package)
        forms = [(grid, header) for grid in grids if (header := _find_header(grid))]
        if not forms:
            return FormReading(path.name, None, problems=(_no_form(package),))
        (grid, header), *others = forms
        sheet = FormSheet(path.name, team, grid)
        sheet.findings += [_second_form(path.name, grid, other) for other, _ in others]
        return _read_grid(sheet, grids, *header)
    except FileError as error:
        return FormReading(path.name, None, problems=error.problems)


def _second_form(file: str, read: Grid, other: Grid) -> Problem:
    return Problem(
        file,
        "nog een formulier in dezelfde werkmap",
        f"één formulier per bestand (alleen het blad '{read.name}' is gelezen)",
        other.name,
    )


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
            word = text_of(value).casefold()
            if word:
                words.setdefault(word, column)
        if _HEADERS.keys() <= words.keys() and layout.FACTOR.casefold() in words:
            return row, words
    return None


def _read_grid(
    sheet: FormSheet, grids: list[Grid], header: int, columns: dict[str, int]
) -> FormReading:
    file, team = sheet.file, sheet.team
    mark = _find_mark(grids)
    if mark is None:
        sheet.report(
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
            sheet.grid.name,
        )
        return FormReading(file, None, problems=(*sheet.findings, problem))
    elif mark.factors != layout.list_digest(team.used_factors):
        sheet.report(
            None,
            0,
            "het formulier heeft een eerdere lijst met factoren",
            "gelezen op de codes die nog bestaan",
            Level.NOTICE,
        )
    scores, own, table_rows = _read_rows(sheet, header, columns)
    labels = read_labels(sheet, header, table_rows)
    number = mark.number if mark else 0
    if not scores and not own:
        sheet.report(
            None,
            0,
            "een leeg formulier: geen enkele factor heeft een leesbare score",
            "minstens één kruisje",
        )
        return FormReading(file, None, number, problems=tuple(sheet.findings))
    member = Member(
        name=labels.get(layout.NAME_LABEL, NO_LABEL).text,
        role=_read_role(sheet, labels.get(layout.ROLE_LABEL, NO_LABEL)),
        scores=scores,
        remark=labels.get(layout.REMARK_LABEL, NO_LABEL).text,
    )
    return FormReading(file, member, number, _digest(member, own), own, tuple(sheet.findings))


# Rows ---------------------------------------------------------------------------------------


def _read_rows(
    sheet: FormSheet, header: int, columns: dict[str, int]
) -> tuple[dict[str, Score], tuple[tuple[str, int | str], ...], set[int]]:
    """Scores by code of the team's factors, scores of factors that were added, and the rows."""
    mark_columns = sorted((columns[word], ANSWERS[place]) for word, place in _HEADERS.items())
    code_column = columns.get(layout.CODE.casefold())
    factor_column = columns[layout.FACTOR.casefold()]
    listed = _Listed(sheet.team)
    scores: dict[str, Score] = {}
    own: dict[str, int | str] = {}
    rows_by_factor: dict[str, list[int]] = {}
    table_rows: set[int] = set()
    for row, values in enumerate(sheet.grid.rows[header + 1 :], header + 1):
        if values.count(None) == len(values):
            continue
        name = text_of(sheet.grid.value(row, factor_column))
        code = "" if code_column is None else text_of(sheet.grid.value(row, code_column))
        findings = len(sheet.findings)
        score = _read_row(sheet, row, mark_columns)
        is_open = score is None and len(sheet.findings) == findings
        is_own = code in layout.OWN_CODES or (code not in listed.names and score is not None)
        if not is_own and code not in listed.names and not name:
            continue
        known = _known_code(sheet, listed, row, factor_column, code, name)
        if known is None or known or is_own:
            table_rows.add(row)
        if known is None:
            continue
        code = known
        if score is None:
            if is_own and is_open and name and not code:
                found = f"de eigen factor {shown(name)} zonder kruisje"
                sheet.report(row, factor_column, found, "niet overgenomen", Level.NOTICE)
            continue
        if not code and not name:
            found = "een kruisje in een regel zonder factor"
            sheet.report(row, factor_column, found, "de naam van de factor in dezelfde regel")
            continue
        rows_by_factor.setdefault(code or text_key(name), []).append(row)
        if code:
            scores[code] = score
        else:
            own[name] = score
    _drop_repeated(sheet, factor_column, rows_by_factor, scores, own)
    return scores, tuple(own.items()), table_rows


class _Listed:
    """The team's factors, looked up from both sides: name by code, and code by key of the name."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self.names = {factor.code: factor.name for factor in team.factors}

    @cached_property
    def codes(self) -> dict[str, str]:
        """Made only for a form whose names or codes are not those of the list."""
        return {text_key(factor.name): factor.code for factor in self._team.used_factors}


def _known_code(
    sheet: FormSheet, listed: _Listed, row: int, column: int, code: str, name: str
) -> str | None:
    """The code of the row's factor, "" for one the team does not have; None if it is not clear."""
    if listed.names.get(code) == name:
        return code
    by_name = listed.codes.get(text_key(name), "") if name else ""
    if code not in listed.names:
        if by_name:
            found = f"geen bekende code bij {shown(name)}"
            expected = f"herkend aan de naam als {by_name}"
            sheet.report(row, column, found, expected, Level.NOTICE)
        return by_name
    if name and text_key(name) != text_key(listed.names[code]):
        if by_name and by_name != code:
            found = f"de code {code} bij {shown(name)}"
            sheet.report(row, column, found, f"de code {by_name}; deze regel is overgeslagen")
            return None
        found = f"de factor {code} heet op het formulier {shown(name)}"
        expected = f"gelezen als {shown(listed.names[code])}"
        sheet.report(row, column, found, expected, Level.NOTICE)
    return code


def _drop_repeated(
    sheet: FormSheet,
    column: int,
    rows_by_factor: dict[str, list[int]],
    scores: dict[str, Score],
    own: dict[str, int | str],
) -> None:
    """A factor that was scored in more than one row counts in none of them."""
    for factor, rows in rows_by_factor.items():
        if len(rows) == 1:
            continue
        for row in rows[1:]:
            sheet.report(
                row,
                column,
                f"de factor {factor} staat meer dan één keer op het formulier",
                f"één regel per factor (ook in rij {rows[0] + 1})",
            )
        scores.pop(factor, None)
        for name in [name for name in own if text_key(name) == factor]:
            del own[name]


def _read_row(
    sheet: FormSheet, row: int, mark_columns: list[tuple[int, int | str]]
) -> int | str | None:
    """The one score that a row marks; None where it has none or is not clear."""
    marked: list[tuple[int, int | str]] = []
    clear = True
    values = sheet.grid.rows[row]
    width = len(values)
    for column, meaning in mark_columns:
        if column >= width or (value := values[column]) is None:
            continue
        if value == layout.CROSS or (value == meaning and not isinstance(value, bool)):
            # What nearly every mark is, without looking further.
            marked.append((column, meaning))
            continue
        reading = read_mark(value, meaning)
        if reading is None:
            continue
        if reading.found:
            expected = f"een kruisje (x) of {meaning} in de kolom {meaning}"
            sheet.report(row, column, reading.found, expected)
            clear = False
        elif reading.marked:
            marked.append((column, meaning))
            if reading.lenient:
                sheet.report(row, column, reading.lenient, f"gelezen als {meaning}", Level.NOTICE)
    if len(marked) > 1:
        listed = " en ".join(str(meaning) for _, meaning in marked)
        sheet.report(row, marked[0][0], f"kruisjes bij {listed}", "één kruisje per factor")
        return None
    return marked[0][1] if marked and clear else None


def _read_role(sheet: FormSheet, labelled: Labelled) -> str:
    roles = {text_key(role): role for role in sheet.team.roles}
    if labelled is NO_LABEL:
        return ""
    if not labelled.text:
        sheet.report(
            labelled.row,
            labelled.column,
            "geen functie gekozen",
            "telt mee voor het team, niet bij een functie",
            Level.NOTICE,
        )
        return ""
    role = roles.get(text_key(labelled.text))
    if role is None:
        sheet.report(
            labelled.row,
            labelled.column,
            f"de onbekende functie {shown(labelled.text)}",
            "een van de functies " + ", ".join(sheet.team.roles),
        )
        return ""
    if role != labelled.text:
        sheet.report(
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


def _digest(member: Member, own: tuple[tuple[str, int | str], ...]) -> str:
    """Short digest of all answers on a form."""
    answers = [member.name, member.role, member.remark]
    answers += [f"{code}={score}" for code, score in sorted(member.scores.items())]
    answers += [f"{name}={score}" for name, score in own]
    return hashlib.sha256("\n".join(answers).encode()).hexdigest()[:8]
