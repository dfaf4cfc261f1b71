"""Sheet *Start*: whose workbook this is, how it works and how far the team is."""

from __future__ import annotations

from datetime import date

from xlcaseload.catalogue import Catalogue, Route
from xlcaseload.inputs import NO
from xlcaseload.results import TeamResults
from xlcaseload.team import Team
from xlcaseload.workbook import names
from xlcaseload.workbook.plan import Column, Sheet, Validation
from xlcaseload.workbook.sheets.scores import member_count_formula
from xlcaseload.workbook.wording import counted, counted_formula

TEAM = "Team"
MUNICIPALITY = "Gemeente"
DATE = "Datum"
PERIOD = "Periode"
ROUTE = "Werkwijze"
MARK = "Kenmerk"
REFRESHED = "Laatst vernieuwd"

_DETAILS_ROW = 4
_HOW_TO = (
    "Kies op Factoren samen wat bij jullie past. Alles wat geel is, mag je invullen of wijzigen.",
    "Laat ieder teamlid scoren: rechtstreeks op het blad Scores, of met een eigen formulier "
    "(xlcaseload forms).",
    "Kijk op Spinnenweb. Typ je een score, dan rekenen tabellen en grafieken meteen mee. "
    "Formulieren haal je op met xlcaseload refresh.",
    "Bespreek wat opvalt. De uitkomst is een begin van het gesprek en zegt niets over één persoon.",
)


def plan(team: Team, results: TeamResults, catalogue: Catalogue) -> Sheet:
    """Plan the sheet."""
    route = catalogue.route(team.route)
    sheet = Sheet(names.START, one_page=True)
    sheet.widths = {0: 20, 1: 38, 2: 46, 3: 18, 4: 40}
    sheet.landscape = True
    sheet.text(0, 0, f"Samen naar een verantwoorde {route.term}", "title")
    sheet.heights[0] = 30
    sheet.text(
        1, 0, "Vul hieronder in wie jullie zijn en volg de stappen van boven naar beneden.", "intro"
    )
    row = _plan_details(sheet, team, route)
    row = _plan_how_to(sheet, row + 2)
    row = _plan_steps(sheet, row + 2, team, results, route)
    sheet.print_last = (row, 4)
    return sheet


def _plan_details(sheet: Sheet, team: Team, route: Route) -> int:
    sheet.text(_DETAILS_ROW - 1, 0, "Gegevens", "heading")
    lines: tuple[tuple[str, str | date | None, str, str], ...] = (
        (TEAM, team.name, "input", "Naam van jullie team; die komt op elk formulier."),
        (MUNICIPALITY, team.municipality, "input", "De gemeente waarmee jullie afspraken maken."),
        (DATE, team.date, "input_date", "Dag van de bespreking of het begin van de ronde."),
        (PERIOD, team.period, "input", "Vrij in te vullen, bijvoorbeeld: najaar 2026."),
        (ROUTE, route.name, "cell", "Bepaalt nummers en namen van de stappen."),
        (MARK, team.id, "cell", "Hieraan herkent xlcaseload de formulieren van dit team."),
        (REFRESHED, team.refreshed, "cell", "Moment waarop formulieren zijn opgeteld."),
    )
    columns = (Column("Gegeven"), Column("Waarde"), Column("Uitleg"))
    sheet.table(names.DETAILS_TABLE, _DETAILS_ROW, 0, len(lines), columns)
    for row, (label, value, style, hint) in enumerate(lines, _DETAILS_ROW + 1):
        sheet.text(row, 0, label, "cell_bold")
        if style.startswith("input"):
            sheet.entry(row, 1, value, style)
            rule = "date" if style == "input_date" else "length"
            sheet.validations.append(
                Validation(
                    sheet.area(row, 1, row, 1),
                    rule,
                    label,
                    hint,
                    "Vul een datum in, zoals 23-11-2026."
                    if rule == "date"
                    else "Gebruik hoogstens 100 tekens.",
                    minimum=date(2000, 1, 1) if rule == "date" else 0,
                    maximum=date(2100, 12, 31) if rule == "date" else 100,
                )
            )
        else:
            sheet.text(row, 1, value, style)
        sheet.text(row, 2, hint, "cell_wrap")
        sheet.heights[row] = 20 if len(hint) < 50 else 32
    return _DETAILS_ROW + len(lines)


def _plan_how_to(sheet: Sheet, row: int) -> int:
    sheet.text(row, 0, "Zo werkt het", "heading")
    for place, line in enumerate(_HOW_TO, 1):
        sheet.text(row + place, 0, f"{place}.  {line}", "text")
    return row + len(_HOW_TO)


def _plan_steps(sheet: Sheet, row: int, team: Team, results: TeamResults, route: Route) -> int:
    sheet.text(row, 0, "Stappen", "heading")
    header = row + 1
    columns = (
        Column("Stap"),
        Column("Wat"),
        Column("Zo pak je het aan"),
        Column("Naar het blad"),
        Column("Stand"),
    )
    sheet.table(names.STEPS_TABLE, header, 0, len(route.steps) + 1, columns)
    states = _states(team, results)
    for place, step in enumerate(route.steps, header + 1):
        sheet.text(place, 0, step.number, "cell_centre")
        sheet.text(place, 1, step.title, "cell_bold")
        sheet.text(place, 2, step.task, "cell_wrap")
        sheet.link(place, 3, step.sheet, step.sheet, "cell_link")
        formula, value = states[step.sheet]
        sheet.formula(place, 4, formula, value, "cell_wrap")
        sheet.heights[place] = 46
    last = header + len(route.steps) + 1
    sheet.text(last, 0, "–", "cell_centre")
    sheet.text(last, 1, "Bronnen en begrippen", "cell_bold")
    sheet.text(last, 2, "Waar lijsten en rekenregels vandaan komen.", "cell_wrap")
    sheet.link(last, 3, names.SOURCES, names.SOURCES, "cell_link")
    sheet.text(last, 4, "Naslag", "cell_wrap")
    return last


def _states(team: Team, results: TeamResults) -> dict[str, tuple[str, str]]:
    """Per sheet the formula of its state and the text that it gives."""
    used = (
        f'SUMPRODUCT(({names.FACTORS_TABLE}[Factor]<>"")'
        f'*({names.FACTORS_TABLE}[In gebruik]<>"{NO}"))'
    )
    roles = f'SUMPRODUCT(--({names.ROLES_TABLE}[Functie]<>""))'
    members = member_count_formula()
    complete = f"SUMPRODUCT(--({names.SCORES_TABLE}[Ingevuld]>={used}))"
    scored = f"SUMPRODUCT(--({names.SCORES_TABLE}[Ingevuld]>0))"
    n_used = len(team.used_factors)
    codes = {factor.code for factor in team.used_factors}
    answers = [sum(code in codes for code in member.scores) for member in team.present]
    n_complete = sum(n >= n_used for n in answers) if n_used else len(team.present)
    n_scored = sum(n > 0 for n in answers)
    return {
        names.FACTORS: (
            f'={counted_formula(used, "factor", "factoren")}&" in gebruik, "'
            f"&{counted_formula(roles, 'functie', 'functies')}",
            f"{counted(n_used, 'factor', 'factoren')} in gebruik, "
            f"{counted(len(team.roles), 'functie', 'functies')}",
        ),
        names.SCORES: (
            f'=IF({members}=0,"Nog geen leden of scores",{complete}&" van "'
            f'&{counted_formula(members, "lid", "leden")}&" klaar")',
            f"{n_complete} van {counted(results.members, 'lid', 'leden')} klaar"
            if results.members
            else "Nog geen leden of scores",
        ),
        names.WEB: (
            f'=IF({scored}=0,"Nog niets te zien","Klaar om te bespreken: scores van "'
            f"&{counted_formula(scored, 'lid', 'leden')})",
            f"Klaar om te bespreken: scores van {counted(n_scored, 'lid', 'leden')}"
            if n_scored
            else "Nog niets te zien",
        ),
    }
