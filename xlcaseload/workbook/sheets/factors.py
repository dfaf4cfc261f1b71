"""Sheet *Factoren*: the team's own list of weighing factors and of roles."""

from __future__ import annotations

from xlcaseload.catalogue import Catalogue
from xlcaseload.files.addresses import column_letters
from xlcaseload.inputs import NO, YES, next_codes
from xlcaseload.team import Team
from xlcaseload.workbook import names
from xlcaseload.workbook.plan import Column, Sheet, Validation

HEADER_ROW = 5
ROLES_COLUMN = 8
SPARE_FACTORS = 5
"""Rows that stand ready for factors of the team's own."""
LEAST_ROLE_ROWS = 8
LEAST_SPARE_ROLES = 3
CODE_PREFIX = "F"
ROLE_LIST_ROWS = 40
"""Roles from which other sheets let choose."""
_LIST_LIMIT = 255


def role_list() -> str:
    """Reference to the roles, as source of a list of choices on another sheet."""
    letters, first = column_letters(ROLES_COLUMN + 1), HEADER_ROW + 2
    return f"={names.FACTORS}!${letters}${first}:${letters}${first + ROLE_LIST_ROWS - 1}"


def plan(team: Team, catalogue: Catalogue) -> Sheet:
    """Plan the sheet."""
    # Not protected: a table on a protected sheet cannot grow or be sorted.
    sheet = Sheet(names.FACTORS, landscape=True, protected=False)
    number = catalogue.route(team.route).number_of(names.FACTORS)
    sheet.widths = {0: 7, 1: 19, 2: 50, 3: 24, 4: 8, 5: 11, 6: 3, 7: 2, 8: 6, 9: 26, 10: 9}
    sheet.text(0, 0, f"{number} Factoren en functies", "title")
    sheet.heights[0] = 30
    sheet.text(
        1,
        0,
        "Maak de lijst van jullie zelf: hernoem een factor, zet hem op nee of vul een lege regel "
        "in. Vernieuw daarna de werkmap.",
        "intro",
    )
    sheet.text(
        2,
        0,
        "Ideaal is de ruimte die jullie willen: van 1 (het mag knellen) tot 5 (alle ruimte).",
        "text",
    )
    sheet.link(3, 0, names.START, "← Start")
    factor_rows = _plan_factors(sheet, team, catalogue)
    role_rows = _plan_roles(sheet, team)
    sheet.freeze = (HEADER_ROW + 1, 0)
    sheet.repeat_rows = (HEADER_ROW, HEADER_ROW)
    sheet.print_last = (HEADER_ROW + max(factor_rows, role_rows), 10)
    sheet.one_page = True
    return sheet


def _plan_factors(sheet: Sheet, team: Team, catalogue: Catalogue) -> int:
    spare = next_codes(CODE_PREFIX, (factor.code for factor in team.factors), SPARE_FACTORS)
    rows = len(team.factors) + len(spare)
    first, last = HEADER_ROW + 1, HEADER_ROW + rows
    columns = (
        Column("Code"),
        Column("Categorie"),
        Column("Factor"),
        Column("Korte naam"),
        Column("Ideaal", style="head_centre"),
        Column("In gebruik", style="head_centre"),
    )
    sheet.table(names.FACTORS_TABLE, HEADER_ROW, 0, rows, columns)
    for row, factor in enumerate(team.factors, first):
        sheet.text(row, 0, factor.code, "cell")
        sheet.entry(row, 1, factor.category, "input")
        sheet.entry(row, 2, factor.name, "input")
        sheet.entry(row, 3, factor.short, "input")
        sheet.entry(row, 4, factor.ideal, "input_centre")
        sheet.entry(row, 5, YES if factor.in_use else NO, "input_centre")
    for row, code in enumerate(spare, first + len(team.factors)):
        sheet.text(row, 0, code, "cell")
        for column in range(1, 6):
            sheet.entry(row, column, None, "input_centre" if column > 3 else "input")
    categories = tuple(dict.fromkeys(catalogue.categories + team.categories))
    sheet.validations += [
        Validation(
            sheet.area(first, 1, last, 1),
            "list" if _fits_in_a_list(categories) else "any",
            "Categorie",
            "Kies een categorie of typ een eigen categorie.",
            "Dit is een nieuwe categorie. Is dat de bedoeling?",
            source=categories,
            strict=False,
        ),
        Validation(
            sheet.area(first, 2, last, 2),
            "length",
            "Factor",
            "Omschrijf de factor kort. De code links blijft gelijk, ook als je de naam wijzigt.",
            "Gebruik hoogstens 120 tekens.",
            minimum=0,
            maximum=120,
        ),
        Validation(
            sheet.area(first, 3, last, 3),
            "length",
            "Korte naam",
            "Deze naam staat in de grafieken. Houd hem onder de 25 tekens.",
            "Gebruik hoogstens 40 tekens.",
            minimum=0,
            maximum=40,
        ),
        Validation(
            sheet.area(first, 4, last, 4),
            "decimal",
            "Ideaal",
            "Hoeveel ruimte willen jullie hier hebben? 1 = het mag knellen, 5 = alle ruimte. "
            "Leeg mag ook.",
            "Vul een getal van 1 tot en met 5 in, of laat de cel leeg.",
            minimum=1,
            maximum=5,
        ),
        Validation(
            sheet.area(first, 5, last, 5),
            "list",
            "In gebruik",
            "ja: staat op het formulier en telt mee. nee: blijft bewaard, maar doet niet mee.",
            "Kies ja of nee.",
            source=(YES, NO),
        ),
    ]
    return rows


def _fits_in_a_list(choices: tuple[str, ...]) -> bool:
    """Whether Excel takes these as a list of choices: no commas, and 255 characters in all."""
    return not any("," in choice for choice in choices) and len(",".join(choices)) <= _LIST_LIMIT


def _plan_roles(sheet: Sheet, team: Team) -> int:
    rows = max(LEAST_ROLE_ROWS, len(team.roles) + LEAST_SPARE_ROLES)
    first, last = HEADER_ROW + 1, HEADER_ROW + rows
    members = (
        f"=SUMPRODUCT(--({names.SCORES_TABLE}[Functie]="
        f"{names.this_row(names.ROLES_TABLE, 'Functie')}))"
        f'*({names.this_row(names.ROLES_TABLE, "Functie")}<>"")'
    )
    columns = (
        Column("Nr", style="head_centre"),
        Column("Functie"),
        Column("Leden", members, style="head_centre"),
    )
    sheet.text(HEADER_ROW - 1, ROLES_COLUMN, "Functies in het team", "label")
    sheet.table(names.ROLES_TABLE, HEADER_ROW, ROLES_COLUMN, rows, columns)
    for place in range(rows):
        row = first + place
        role = team.roles[place] if place < len(team.roles) else ""
        count = sum(member.role == role for member in team.present) if role else 0
        sheet.text(row, ROLES_COLUMN, place + 1, "cell_centre")
        sheet.entry(row, ROLES_COLUMN + 1, role, "input")
        sheet.formula(row, ROLES_COLUMN + 2, members, count, "count")
    sheet.validations.append(
        Validation(
            sheet.area(first, ROLES_COLUMN + 1, last, ROLES_COLUMN + 1),
            "custom",
            "Functie",
            "Eén functie per regel; deze lijst verschijnt op het formulier en op Scores.",
            "Elke functie staat maar één keer in de lijst.",
            source=f"=SUMPRODUCT(--($J${first + 1}:$J${last + 1}=$J{first + 1}))=1",
        )
    )
    return rows
