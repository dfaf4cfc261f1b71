"""Sheet *Scores*: a row per member, a column per factor; typed in or filled by a refresh."""

from __future__ import annotations

from xlcaseload.catalogue import Catalogue
from xlcaseload.files.addresses import column_letters
from xlcaseload.inputs import Unreadable
from xlcaseload.results import TeamResults
from xlcaseload.team import NOT_APPLICABLE, SCORES, Member, Team
from xlcaseload.workbook import names
from xlcaseload.workbook.plan import CellValue, Column, Highlight, Sheet, Validation
from xlcaseload.workbook.sheets.factors import role_list
from xlcaseload.workbook.wording import counted, counted_formula

NAMES_ROW = 6
HEADER_ROW = 7
FIRST_SCORE_COLUMN = 4
LEAST_ROWS = 25
SPARE_ROWS = 5
LAST_HEADER_LETTERS = "DZ"
"""Formulas look factor codes up in the header from column A to here."""
NUMBER, MEMBER, ROLE, FILLED = "Nr", "Lid", "Functie", "Ingevuld"
REMARK, FORM = "Opmerking", "Formulier"


def row_count(team: Team) -> int:
    """Rows of the table: those of today's members and spare ones."""
    return max(LEAST_ROWS, len(team.members) + SPARE_ROWS)


def header_range() -> str:
    """Reference to the header row of the scores, for looking codes up."""
    row = HEADER_ROW + 1
    return f"{names.SCORES}!$A${row}:${LAST_HEADER_LETTERS}${row}"


def member_count_formula() -> str:
    """Formula (without =) for the number of rows of tblScores that somebody stands in."""
    table = names.SCORES_TABLE
    return f'SUMPRODUCT(--(({table}[Lid]<>"")+({table}[Functie]<>"")+({table}[Ingevuld]>0)>0))'


def unused_codes(team: Team) -> tuple[str, ...]:
    """Factors that are not in use but for which scores are kept."""
    kept = {code for member in team.members for code in member.scores}
    return tuple(f.code for f in team.factors if not f.in_use and f.code in kept)


def plan(team: Team, results: TeamResults, catalogue: Catalogue) -> Sheet:
    """Plan the sheet."""
    # Not protected: a table on a protected sheet cannot grow, and a team types here together.
    sheet = Sheet(names.SCORES, landscape=True, protected=False)
    number = catalogue.route(team.route).number_of(names.SCORES)
    used = [factor.code for factor in team.used_factors]
    last_score = FIRST_SCORE_COLUMN + len(used) - 1
    sheet.text(0, 0, f"{number} Scores", "title")
    sheet.heights[0] = 30
    sheet.text(
        1,
        0,
        "Eén regel per teamlid: kies een functie en geef elke factor een cijfer van 1 tot 5 "
        "(of n.v.t.). Een naam mag, een code of niets mag ook.",
        "intro",
    )
    sheet.text(
        2,
        0,
        "   ".join(f"{s.value} = {s.label}" for s in catalogue.score_labels)
        + f"   {NOT_APPLICABLE} = komt in mijn werk niet voor",
        "text",
    )
    sheet.link(3, 0, names.START, "← Start")
    _plan_table(sheet, team, used, last_score)
    _plan_state(sheet, team, results, used)
    _plan_rules(sheet, team, last_score)
    sheet.widths |= {0: 5, 1: 20, 2: 19, 3: 9}
    sheet.widths |= dict.fromkeys(range(FIRST_SCORE_COLUMN, last_score + 1), 5.3)
    sheet.freeze = (HEADER_ROW + 1, 3)
    sheet.repeat_rows = (NAMES_ROW, HEADER_ROW)
    return sheet


def _plan_table(sheet: Sheet, team: Team, used: list[str], last_score: int) -> None:
    rows = row_count(team)
    unused = unused_codes(team)
    filled = f"=COUNTA({names.this_row(names.SCORES_TABLE, used[0], used[-1])})" if used else "=0"
    columns = [
        Column(NUMBER, style="head_centre"),
        Column(MEMBER),
        Column(ROLE),
        Column(FILLED, filled, style="head_centre"),
        *(Column(code, style="head_centre") for code in used),
        Column(REMARK),
        Column(FORM),
        *(Column(code, style="head_centre") for code in unused),
    ]
    sheet.table(names.SCORES_TABLE, HEADER_ROW, 0, rows, columns)
    code_columns = {column.header: place for place, column in enumerate(columns)}
    sheet.heights[NAMES_ROW] = 165
    factor_of = {factor.code: factor for factor in team.factors}
    for code in (*used, *unused):
        letters = column_letters(code_columns[code])
        sheet.formula(
            NAMES_ROW,
            code_columns[code],
            f"=IFERROR(INDEX({names.FACTORS_TABLE}[Factor],MATCH({letters}${HEADER_ROW + 1},"
            f'{names.FACTORS_TABLE}[Code],0))&"","")',
            factor_of[code].name,
            "turned",
        )
    remark = last_score + 1
    sheet.widths |= {remark: 40, remark + 1: 16}
    sheet.widths |= {code_columns[code]: 5.3 for code in unused}
    for place in range(rows):
        row = HEADER_ROW + 1 + place
        member = team.members[place] if place < len(team.members) else Member()
        sheet.text(row, 0, place + 1, "cell_centre")
        sheet.entry(row, 1, member.name)
        sheet.entry(row, 2, member.role)
        sheet.formula(row, 3, filled, sum(code in member.scores for code in used), "count")
        for code in (*used, *unused):
            sheet.entry(row, code_columns[code], _shown(member, code), "input_centre")
        sheet.entry(row, remark, member.remark)
        sheet.text(row, remark + 1, member.form, "helper")
    sheet.print_last = (HEADER_ROW + rows, remark)


def _shown(member: Member, code: str) -> CellValue:
    score = member.scores.get(code)
    return score.raw if isinstance(score, Unreadable) else score


def _plan_state(sheet: Sheet, team: Team, results: TeamResults, used: list[str]) -> None:
    """One line that says how many are ready, and one that warns about cells that do not count."""
    members = member_count_formula()
    n_used = len(used)
    complete = f"SUMPRODUCT(--({names.SCORES_TABLE}[{FILLED}]>={n_used}))"
    answers = [sum(code in used for code in member.scores) for member in team.present]
    n_complete = sum(n >= n_used for n in answers)
    sheet.formula(
        4,
        0,
        f'=IF({members}=0,"Nog geen leden of scores.",{complete}&" van "'
        f'&{counted_formula(members, "lid", "leden")}&" vulden alle {n_used} factoren in.")',
        f"{n_complete} van {counted(results.members, 'lid', 'leden')} vulden alle {n_used} "
        "factoren in."
        if results.members
        else "Nog geen leden of scores.",
        "strong",
    )
    if not used:
        return
    body = f"{names.SCORES_TABLE}[[{used[0]}]:[{used[-1]}]]"
    valid = "+".join(f"COUNTIF({body},{value})" for value in SCORES)
    wrong = f'(COUNTA({body})-({valid}+COUNTIF({body},"{NOT_APPLICABLE}")))'
    n_wrong = sum(
        isinstance(member.scores.get(code), Unreadable) for member in team.members for code in used
    )
    sheet.formula(
        5,
        0,
        f'=IF({wrong}=0,"","Let op: "'
        f"&{counted_formula(wrong, 'rode cel bevat', 'rode cellen bevatten')}"
        f'&" geen 1 t/m 5 of {NOT_APPLICABLE}; dat telt niet mee.")',
        f"Let op: {counted(n_wrong, 'rode cel bevat', 'rode cellen bevatten')} geen 1 t/m 5 of "
        f"{NOT_APPLICABLE}; dat telt niet mee."
        if n_wrong
        else "",
        "notice",
    )


def _plan_rules(sheet: Sheet, team: Team, last_score: int) -> None:
    first, last = HEADER_ROW + 1, HEADER_ROW + row_count(team)
    sheet.validations += [
        Validation(
            sheet.area(first, 1, last, 1),
            "length",
            "Lid (mag leeg blijven)",
            "Een naam, een code zoals lid 03, of niets.",
            "Gebruik hoogstens 60 tekens.",
            minimum=0,
            maximum=60,
        ),
        Validation(
            sheet.area(first, 2, last, 2),
            "list",
            "Functie",
            "Kies uit de lijst. Staat de functie er niet bij? Voeg haar toe op het blad Factoren.",
            "Deze functie staat niet op het blad Factoren.",
            source=role_list(),
        ),
    ]
    if last_score < FIRST_SCORE_COLUMN:
        return
    area = sheet.area(first, FIRST_SCORE_COLUMN, last, last_score)
    sheet.validations.append(
        Validation(
            area,
            "list",
            "Score",
            "1 tot en met 5, of n.v.t. Leeg betekent: nog niet ingevuld.",
            "Vul 1, 2, 3, 4, 5 of n.v.t. in.",
            source=(*SCORES, NOT_APPLICABLE),
        )
    )
    cell = f"{column_letters(FIRST_SCORE_COLUMN)}{first + 1}"
    sheet.highlights.append(
        Highlight(
            area,
            # Excel takes no array constants here, so no MATCH with {1,2,3,4,5}.
            f'=AND({cell}<>"",{cell}<>"{NOT_APPLICABLE}",'
            f"IF(ISNUMBER({cell}),OR({cell}<1,{cell}>5,{cell}<>INT({cell})),TRUE))",
            "wrong",
        )
    )
