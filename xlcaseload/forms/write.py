"""Write the form of one person: one sheet of A4, to be filled in with crosses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xlcaseload import catalogue as catalogue_room
from xlcaseload.files.addresses import cell_name, column_letters
from xlcaseload.forms import layout
from xlcaseload.team import ANSWERS, NOT_APPLICABLE, Member, Score, Team
from xlcaseload.workbook import write
from xlcaseload.workbook.plan import Column, Highlight, Sheet, Validation, Workbook

_FIRST_MARK = 3
_LAST_MARK = _FIRST_MARK + len(layout.MARK_HEADERS) - 1
_CHECK = _LAST_MARK + 1
_ROLES_COLUMN = _CHECK + 2
_TEAM_ROW, _MUNICIPALITY_ROW, _NAME_ROW, _ROLE_ROW, _COUNTER_ROW, _LEGEND_ROW = 3, 4, 5, 6, 7, 8
_HEADER_ROW = 11
_ROW_HEIGHT = 21
"""Points; so tall that crosses are easy to set and the form fills its sheet of A4."""
_VALUE_COLUMN = 2
_DONE, _CHOOSE, _NAME_IT = "ok", "kies één kolom", "vul de factor in"
_UNSAFE_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Form:
    """A form for one person of a team.

    Attributes:
        number: Number of the form within the team; 0 for a blank one to copy.
        member: What is filled in beforehand (name, role) or already answered (scores).
        own_factors: Factors that the person adds, each with a score.
        crosses: Whether scores are written as a cross (else as the digit of the column).
    """

    number: int = 0
    member: Member = field(default_factory=Member)
    own_factors: tuple[tuple[str, int], ...] = ()
    crosses: bool = True


def file_name(form: Form) -> str:
    """A file name for the form, safe on every system: its member's name or its number."""
    name = _UNSAFE_IN_FILE_NAMES.sub("-", form.member.name).strip(" .-")[:60]
    return f"Formulier {form.number:02d}{' - ' + name if name else ''}.xlsx"


def build_form(team: Team, form: Form) -> bytes:
    """The form as bytes of an .xlsx file; the same form gives the same bytes."""
    return write.to_bytes(plan_form(team, form))


def plan_form(team: Team, form: Form) -> Workbook:
    """The plan of a form: every cell, with the exact value of each formula."""
    sheet = Sheet(layout.SHEET, one_page=True)
    sheet.widths = {0: 6, 1: 17, 2: 50}
    sheet.widths |= dict.fromkeys(range(_FIRST_MARK, _LAST_MARK + 1), 6)
    sheet.widths |= {_CHECK: 16, _CHECK + 1: 3, _ROLES_COLUMN: 26}
    last_row = _HEADER_ROW + len(team.used_factors) + len(layout.OWN_CODES)
    _plan_head(sheet, team, form)
    _plan_rows(sheet, team, form, last_row)
    _plan_foot(sheet, team, form, last_row)
    for row in (*range(_TEAM_ROW, _COUNTER_ROW + 1), *range(_HEADER_ROW, last_row + 1)):
        sheet.heights[row] = _ROW_HEIGHT
    sheet.freeze = (_HEADER_ROW + 1, 0)
    sheet.print_last = (last_row + 4, _CHECK)
    return Workbook((sheet,), title=f"Formulier meewegende factoren – {team.name}")


def _plan_head(sheet: Sheet, team: Team, form: Form) -> None:
    sheet.text(0, 0, "Wat weegt mee in jouw werk?", "title")
    sheet.heights[0] = 30
    sheet.text(
        1,
        0,
        "Zet per factor één kruisje (x) in de kolom die past bij jouw casussen van nu.",
        "intro",
    )
    sheet.text(_TEAM_ROW, 0, "Team", "label")
    sheet.text(_TEAM_ROW, _VALUE_COLUMN, team.name, "cell")
    sheet.text(_MUNICIPALITY_ROW, 0, "Gemeente", "label")
    sheet.text(_MUNICIPALITY_ROW, _VALUE_COLUMN, team.municipality, "cell")
    sheet.text(_NAME_ROW, 0, layout.NAME_LABEL, "label")
    sheet.entry(_NAME_ROW, _VALUE_COLUMN, form.member.name)
    sheet.text(_ROLE_ROW, 0, layout.ROLE_LABEL, "label")
    sheet.entry(_ROLE_ROW, _VALUE_COLUMN, form.member.role)
    labels = catalogue_room.load().score_labels
    sheet.text(
        _LEGEND_ROW, 0, "   ".join(f"{label.value} = {label.label}" for label in labels), "text"
    )
    sheet.text(_LEGEND_ROW + 1, 0, f"{NOT_APPLICABLE} = komt in mijn werk niet voor", "text")
    _plan_roles(sheet, team)
    sheet.validations.append(
        Validation(
            sheet.area(_NAME_ROW, _VALUE_COLUMN, _NAME_ROW, _VALUE_COLUMN),
            "length",
            "Naam of code",
            "Mag leeg blijven. Een code zoals lid 03 mag ook.",
            "Gebruik hoogstens 60 tekens.",
            minimum=0,
            maximum=60,
        )
    )


def _plan_roles(sheet: Sheet, team: Team) -> None:
    """The roles stand beside the form, so that any name fits and no list gets too long."""
    sheet.text(_TEAM_ROW - 1, _ROLES_COLUMN, "Functies om uit te kiezen", "small")
    for row, role in enumerate(team.roles, _TEAM_ROW):
        sheet.text(row, _ROLES_COLUMN, role, "small")
    if not team.roles:
        return
    letters = column_letters(_ROLES_COLUMN)
    sheet.validations.append(
        Validation(
            sheet.area(_ROLE_ROW, _VALUE_COLUMN, _ROLE_ROW, _VALUE_COLUMN),
            "list",
            "Functie",
            "Kies jouw functie uit de lijst.",
            "Kies een functie uit de lijst.",
            source=f"=${letters}${_TEAM_ROW + 1}:${letters}${_TEAM_ROW + len(team.roles)}",
        )
    )


def _plan_rows(sheet: Sheet, team: Team, form: Form, last_row: int) -> None:
    factors = team.used_factors
    sheet.table(
        layout.TABLE,
        _HEADER_ROW,
        0,
        last_row - _HEADER_ROW,
        [
            Column(layout.CODE),
            Column(layout.CATEGORY),
            Column(layout.FACTOR),
            *(Column(header, style="head_centre") for header in layout.MARK_HEADERS),
            Column(layout.CHECK),
        ],
    )
    first = _HEADER_ROW + 1
    for row, factor in enumerate(factors, first):
        sheet.text(row, 0, factor.code, "cell")
        sheet.text(row, 1, factor.category, "cell")
        sheet.text(row, 2, factor.name, "cell")
        marked = _plan_marks(sheet, row, form, form.member.scores.get(factor.code))
        count = f"COUNTA({_marks(row)})"
        sheet.formula(
            row,
            _CHECK,
            f'=IF({count}=0,"",IF({count}=1,"{_DONE}","{_CHOOSE}"))',
            _DONE if marked else "",
            "cell",
        )
    for place, code in enumerate(layout.OWN_CODES):
        row = first + len(factors) + place
        name, score = form.own_factors[place] if place < len(form.own_factors) else ("", None)
        sheet.text(row, 0, code, "cell")
        sheet.text(row, 1, "Mis je een factor?", "cell")
        sheet.entry(row, 2, name)
        marked = _plan_marks(sheet, row, form, score)
        count, own = f"COUNTA({_marks(row)})", cell_name(row, 2)
        sheet.formula(
            row,
            _CHECK,
            f'=IF(AND({own}="",{count}=0),"",IF({own}="","{_NAME_IT}",'
            f'IF({count}=1,"{_DONE}","{_CHOOSE}")))',
            _DONE if marked else "",
            "cell",
        )
    _plan_counter(sheet, len(factors), sum(f.code in form.member.scores for f in factors))
    _plan_rules(sheet, first, last_row)


def _plan_marks(sheet: Sheet, row: int, form: Form, score: Score | None) -> bool:
    """The six input cells of a row; returns whether one is marked."""
    for place, meaning in enumerate(ANSWERS):
        mark: str | int | None = None
        if score == meaning:
            mark = layout.CROSS if form.crosses else meaning
        sheet.entry(row, _FIRST_MARK + place, mark, "input_mark")
    return score is not None


def _marks(row: int) -> str:
    return f"{cell_name(row, _FIRST_MARK)}:{cell_name(row, _LAST_MARK)}"


def _plan_counter(sheet: Sheet, factors: int, filled: int) -> None:
    letters = column_letters(_CHECK)
    first, last = _HEADER_ROW + 2, _HEADER_ROW + 1 + factors
    sheet.text(_COUNTER_ROW, 0, "Voortgang", "label")
    sheet.formula(
        _COUNTER_ROW,
        _VALUE_COLUMN,
        f'="ingevuld "&COUNTIF({letters}{first}:{letters}{last},"{_DONE}")&" van {factors}"',
        f"ingevuld {filled} van {factors}",
        "strong",
    )


def _plan_rules(sheet: Sheet, first: int, last: int) -> None:
    row = f"${column_letters(_FIRST_MARK)}{first + 1}:${column_letters(_LAST_MARK)}{first + 1}"
    for place, meaning in enumerate(ANSWERS):
        column = _FIRST_MARK + place
        cell = cell_name(first, column)
        own = f'"{meaning}"' if isinstance(meaning, str) else str(meaning)
        sheet.validations.append(
            Validation(
                sheet.area(first, column, last, column),
                "custom",
                f"Kolom {meaning}",
                f"Zet hier een x als {meaning} het best past. Eén kruisje per factor.",
                "Zet één kruisje (x) per factor. Haal een ander kruisje in deze regel eerst weg.",
                source=f'=AND(COUNTA({row})<=1,OR({cell}="x",{cell}={own}))',
            )
        )
    check = cell_name(first, _CHECK)
    area = sheet.area(first, _CHECK, last, _CHECK)
    sheet.highlights += [
        Highlight(area, f'={check}="{_DONE}"', "done"),
        Highlight(area, f'=AND({check}<>"",{check}<>"{_DONE}")', "wrong"),
    ]


def _plan_foot(sheet: Sheet, team: Team, form: Form, last_row: int) -> None:
    row = last_row + 2
    sheet.text(row, 0, layout.REMARK_LABEL, "label")
    sheet.entry(row, _VALUE_COLUMN, form.member.remark, "input_wrap")
    sheet.heights[row] = 110
    sheet.validations.append(
        Validation(
            sheet.area(row, _VALUE_COLUMN, row, _VALUE_COLUMN),
            "length",
            "Opmerkingen",
            "Wat wil je erbij zeggen? Noem geen namen van cliënten.",
            "Gebruik hoogstens 1000 tekens.",
            minimum=0,
            maximum=1000,
        )
    )
    sheet.text(row + 2, 0, str(layout.mark_of(team, form.number)), "small")
