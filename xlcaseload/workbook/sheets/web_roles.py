"""Tables of *Spinnenweb* about roles: one row per role, and each factor's mean per role."""

from __future__ import annotations

from xlcaseload.files.addresses import cell_name, column_letters
from xlcaseload.results import FactorResult, TeamResults
from xlcaseload.team import Team
from xlcaseload.workbook import names
from xlcaseload.workbook.names import BY_ROLE_TABLE, RESULTS_TABLE, ROLE_RESULTS_TABLE, this_row
from xlcaseload.workbook.plan import Column, Sheet
from xlcaseload.workbook.sheets import web_helper as helper
from xlcaseload.workbook.sheets.web_layout import Layout

LEAST_FOR_COMPARISON = 2
"""A role of one person is not compared with the others: scores never judge a person."""
FIRST_ROLE_COLUMN = 3
_LEVELS = "{1,2,3,4,5}"
_IN_ROLE = f"({names.SCORES_TABLE}[Functie]={{role}})"


def plan(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    """Plan both tables; a team without roles has neither."""
    if not team.roles:
        return
    _plan_roles(sheet, team, results, layout)
    _plan_by_role(sheet, team, results, layout)


def mean_column(place: int) -> int:
    """Sheet column with the means of the role at this place of the team's list."""
    return FIRST_ROLE_COLUMN + place


def difference_column(team: Team, layout: Layout) -> int:
    """Sheet column with the largest difference between roles, per factor."""
    return layout.helper + 1 + len(team.roles)


def role_difference(factor: FactorResult) -> float | None:
    """Largest difference between roles' means, among roles with enough scores to compare."""
    means = [
        role.mean
        for role in factor.roles.values()
        if role.n >= LEAST_FOR_COMPARISON and role.mean is not None
    ]
    return max(means) - min(means) if len(means) > 1 else None


def _role_name(place: int) -> str:
    return f"INDEX({names.ROLES_TABLE}[Functie],{place + 1})"


def _plan_roles(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    role = this_row(ROLE_RESULTS_TABLE, "Functie")
    number = this_row(ROLE_RESULTS_TABLE, "Nr")
    first = layout.by_role + 2
    last = first + len(results.factors) - 1
    block = f"${{0}}${first + 1}:${{0}}${last + 1}"
    definitions = {
        "Functie": f'=INDEX({names.ROLES_TABLE}[Functie],{number})&""',
        "Leden": f'=SUMPRODUCT(({names.SCORES_TABLE}[Functie]={role})*({role}<>""))',
    }
    columns = [
        Column("Nr", style="head_centre"),
        Column("Functie", definitions["Functie"]),
        Column("Opmerking"),
        Column("Leden", definitions["Leden"], "head_centre"),
        Column("n", style="head_centre"),
        Column("Gem.", style="head_centre"),
    ]
    sheet.text(layout.roles, 0, "Functies", "heading")
    sheet.text(
        layout.roles,
        9,
        "n = alle scores die leden met deze functie gaven, over alle factoren.",
        "small",
    )
    header = layout.roles + 1
    sheet.table(ROLE_RESULTS_TABLE, header, 0, len(team.roles), columns)
    for place, result in enumerate(results.roles):
        row = header + 1 + place
        means = block.format(column_letters(mean_column(place)))
        counts = block.format(column_letters(_n_column(team, place)))
        n = cell_name(row, 4)
        few = 0 < result.members < LEAST_FOR_COMPARISON
        sheet.text(row, 0, place + 1, "cell_centre")
        sheet.formula(row, 1, definitions["Functie"], result.role, "cell")
        sheet.formula(
            row,
            2,
            f'=IF({this_row(ROLE_RESULTS_TABLE, "Leden")}=1,"één persoon","")',
            "één persoon" if few else "",
            "cell",
        )
        sheet.formula(row, 3, definitions["Leden"], result.members, "count")
        sheet.formula(row, 4, f"=SUM({counts})", result.n, "count")
        sheet.formula(
            row, 5, f'=IF({n}=0,"",SUMPRODUCT({means},{counts})/{n})', result.mean, "one_decimal"
        )


def _plan_by_role(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    header = layout.by_role + 1
    looked_up = {
        name: f"=INDEX({RESULTS_TABLE}[{name}],MATCH({this_row(BY_ROLE_TABLE, 'Code')},"
        f"{RESULTS_TABLE}[Code],0))"
        for name in ("Factor", "Categorie")
    }
    taken = {"code", "factor", "categorie"}
    columns = [
        Column("Code"),
        Column("Factor", looked_up["Factor"]),
        Column("Categorie", looked_up["Categorie"]),
    ]
    for pattern in ("{}", "n {}"):
        columns += [
            Column(_unique(pattern.format(role), taken), style="head_turned") for role in team.roles
        ]
    sheet.text(layout.by_role, 0, "Gemiddelde en aantal scores (n) per functie", "heading")
    sheet.heights[header] = 120
    sheet.table(BY_ROLE_TABLE, header, 0, len(results.factors), columns)
    _plan_helper_head(sheet, team, layout, header)
    for row, factor in enumerate(results.factors, header + 1):
        sheet.text(row, 0, factor.code, "cell")
        sheet.formula(row, 1, looked_up["Factor"], factor.factor, "cell")
        sheet.formula(row, 2, looked_up["Categorie"], factor.category, "cell")
        _plan_factor_row(sheet, team, results, factor, row, layout)


def _plan_factor_row(
    sheet: Sheet, team: Team, results: TeamResults, factor: FactorResult, row: int, layout: Layout
) -> None:
    """Means and numbers of one factor per role, with the helper cells at the right."""
    column_cell = f"${column_letters(layout.helper)}{row + 1}"
    scores = f"INDEX({names.SCORES_TABLE}[],0,{column_cell})"
    sheet.formula(
        row,
        layout.helper,
        f"=INDEX({names.HELPER_TABLE}[{helper.COLUMN}],MATCH({cell_name(row, 0)},"
        f"{RESULTS_TABLE}[Code],0))",
        helper.score_column(results, factor),
        "helper",
    )
    for place, role in enumerate(team.roles):
        n_cell = cell_name(row, _n_column(team, place))
        mean_cell = cell_name(row, mean_column(place))
        in_role = _IN_ROLE.format(role=_role_name(place))
        given = f"{in_role}*({scores}={_LEVELS})"
        result = factor.roles[role]
        sheet.formula(
            row,
            mean_column(place),
            f'=IF({n_cell}=0,"",SUMPRODUCT({given}*{_LEVELS})/{n_cell})',
            result.mean,
            "one_decimal",
        )
        sheet.formula(
            row,
            _n_column(team, place),
            f"=IF({column_cell}=0,0,SUMPRODUCT({given}))",
            result.n,
            "count",
        )
        enough = result.n >= LEAST_FOR_COMPARISON
        sheet.formula(
            row,
            layout.helper + 1 + place,
            f'=IF({n_cell}<{LEAST_FOR_COMPARISON},"",{mean_cell})',
            result.mean if enough else "",
            "helper",
        )
    first = cell_name(row, layout.helper + 1)
    last = cell_name(row, layout.helper + len(team.roles))
    difference = role_difference(factor)
    sheet.formula(
        row,
        difference_column(team, layout),
        f'=IF(COUNT({first}:{last})<2,"",MAX({first}:{last})-MIN({first}:{last}))',
        "" if difference is None else difference,
        "helper",
    )


def _plan_helper_head(sheet: Sheet, team: Team, layout: Layout, header: int) -> None:
    sheet.text(header - 1, layout.helper, "Rekenhulp (niet wijzigen)", "label")
    heads = ("Kolom", *(f"{role} (2+)" for role in team.roles), "Grootste verschil")
    for offset, text in enumerate(heads):
        sheet.text(header, layout.helper + offset, text, "head_helper")


def _n_column(team: Team, place: int) -> int:
    return FIRST_ROLE_COLUMN + len(team.roles) + place


def _unique(header: str, taken: set[str]) -> str:
    """A header that no other column of the table has, whatever its case."""
    candidate, number = header, 2
    while candidate.casefold() in taken:
        candidate, number = f"{header} ({number})", number + 1
    taken.add(candidate.casefold())
    return candidate
