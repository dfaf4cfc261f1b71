"""An invented team of twelve: its workbook, its filled-in forms with mistakes, and a refresh."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

from xlcaseload import catalogue as catalogue_room
from xlcaseload.files.atomic import make_folder, write_atomically
from xlcaseload.forms.write import Form, file_name, plan_form
from xlcaseload.problems import FileError, Problem
from xlcaseload.refresher import Refreshed, refresh
from xlcaseload.team import NOT_APPLICABLE, Member, Score, Team, new_team
from xlcaseload.workbook.build import build
from xlcaseload.workbook.plan import Cell, Workbook
from xlcaseload.workbook.write import to_bytes

TEAM = "Wijkteam De Linde"
MUNICIPALITY = "Gemeente Waterveld"
WORKBOOK = "Wijkteam De Linde.xlsx"
FORMS_FOLDER = "formulieren"
_MARK = "DEMQLNDE"
_SEED = 2026
_ROLES = ("Jeugdconsulent", "Wmo-consulent", "Opbouwwerker", "Gezinswerker")
_MEMBERS_BY_ROLE = (4, 4, 2, 2)

# How heavily each factor weighs in the invented team, and how much its members differ.
_WEIGHTS = {
    "F1": (3.0, 0.7),
    "F2": (4.4, 0.5),
    "F3": (3.4, 0.8),
    "F4": (2.4, 0.8),
    "F5": (2.7, 1.1),
    "F6": (3.6, 0.9),
    "F7": (2.6, 0.8),
    "F8": (3.1, 0.8),
    "F9": (4.6, 0.5),
    "F10": (3.2, 1.2),
    "F11": (3.5, 0.8),
    "F12": (4.5, 0.5),
    "F13": (4.2, 0.7),
    "F14": (4.4, 0.5),
    "F15": (2.0, 0.7),
    "F16": (2.7, 0.9),
    "F17": (2.4, 1.0),
    "F18": (3.7, 1.2),
    "F19": (1.4, 0.6),
}
# What a role feels more or less than the rest of the team.
_ROLE_SHIFTS = {
    ("Opbouwwerker", "F2"): -2.0,
    ("Opbouwwerker", "F9"): -1.5,
    ("Opbouwwerker", "F12"): -0.5,
    ("Wmo-consulent", "F3"): 0.8,
    ("Wmo-consulent", "F10"): 1.0,
    ("Jeugdconsulent", "F9"): 0.4,
    ("Gezinswerker", "F18"): 1.0,
}


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made."""

    workbook: Path
    forms: tuple[Path, ...]
    refreshed: Refreshed


def demo_team() -> Team:
    """The invented team before anybody scored."""
    team = new_team(
        catalogue_room.load(),
        team_id=_MARK,
        name=TEAM,
        municipality=MUNICIPALITY,
        on=date(2026, 11, 23),
    )
    return replace(team, roles=_ROLES, period="najaar 2026")


def demo_members(team: Team) -> tuple[Member, ...]:
    """Twelve invented members in four roles; the same at every call."""
    draw = random.Random(_SEED)
    roles = [
        role for role, people in zip(_ROLES, _MEMBERS_BY_ROLE, strict=True) for _ in range(people)
    ]
    return tuple(
        Member(f"lid {number:02d}", role, _draw_scores(team, role, draw))
        for number, role in enumerate(roles, 1)
    )


def _draw_scores(team: Team, role: str, draw: random.Random) -> dict[str, Score]:
    scores: dict[str, Score] = {}
    for factor in team.used_factors:
        weight, spread = _WEIGHTS[factor.code]
        weight += _ROLE_SHIFTS.get((role, factor.code), 0)
        scores[factor.code] = min(5, max(1, round(draw.gauss(weight, spread))))
    if role == "Opbouwwerker":
        scores["F1"] = NOT_APPLICABLE
    return scores


def make(
    folder: str | Path,
    *,
    on_form: Callable[[int, int], None] | None = None,
) -> Demo:
    """Make the demo's files in a folder and refresh its workbook with its forms.

    Args:
        folder: A folder that is not there yet, or is empty; it is made.
        on_form: Called after each form with how many are made and how many there will be.

    Raises:
        FileError: The folder holds files already, or cannot be written.
    """
    target = Path(folder)
    forms_folder = target / FORMS_FOLDER
    _prepare(target, forms_folder)
    team = demo_team()
    workbook = target / WORKBOOK
    write_atomically(workbook, build(team))
    forms = []
    for number, member in enumerate(demo_members(team), 1):
        path = forms_folder / file_name(Form(number, member))
        write_atomically(path, to_bytes(_filled_form(team, number, member)))
        forms.append(path)
        if on_form:
            on_form(number, sum(_MEMBERS_BY_ROLE))
    return Demo(workbook, tuple(forms), refresh(workbook, [forms_folder]))


def free_folder() -> Path:
    """The first of demo, demo-2, demo-3, ... that is not there yet."""
    return next(
        path
        for number in count(1)
        if not (path := Path("demo" if number == 1 else f"demo-{number}")).exists()
    )


def _prepare(target: Path, forms_folder: Path) -> None:
    if target.exists() and any(target.iterdir()):
        problem = Problem(
            str(target),
            "een map waarin al bestanden staan",
            "een lege of nieuwe map; kies er een met --out",
        )
        raise FileError(problem)
    make_folder(forms_folder)


def _filled_form(team: Team, number: int, member: Member) -> Workbook:
    """A form as people hand it in: some prefer digits, some make mistakes."""
    own = (("Nieuwe taken door veranderde wetgeving", 4),) if number in (3, 8) else ()
    remarks = {
        2: "De wachttijden bij jeugd-ggz kosten mij de meeste tijd.",
        9: "Ons team is sterk, daar moeten we zuinig op zijn.",
    }
    answers = replace(member, remark=remarks.get(number, ""))
    plan = plan_form(team, Form(number, answers, own, crosses=number % 3 != 0))
    sheet = plan.sheets[0]
    row_of = {cell.value: row for (row, column), cell in sheet.cells.items() if column == 0}

    def put(code: str, column: int, value: str | int) -> None:
        place = (row_of[code], column)
        sheet.cells[place] = replace(sheet.cells[place], value=value)

    if number == 5:  # two crosses in one row
        for column in range(3, 9):
            put("F8", column, "x" if column in (4, 6) else "")
        _recalculate_check(sheet.cells, row_of["F8"])
    if number == 6:  # a decimal where a digit belongs: read as 4, and said so
        for column in range(3, 9):
            put("F12", column, "")
        put("F12", 6, "4,0")
    if number == 10:  # a role that the team does not have
        sheet.cells[6, 2] = replace(sheet.cells[6, 2], value="Sociaal werker")
    return plan


def _recalculate_check(cells: dict[tuple[int, int], Cell], row: int) -> None:
    """The form shows "kies één kolom" for two crosses, and counts one factor less."""
    cells[row, 9] = replace(cells[row, 9], value="kies één kolom")
    counter = cells[7, 2]
    _, filled, _, total = str(counter.value).split()
    cells[7, 2] = replace(counter, value=f"ingevuld {int(filled) - 1} van {total}")
