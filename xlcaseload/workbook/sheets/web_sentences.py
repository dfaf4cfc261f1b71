"""*Wat valt op*: sentences that the sheet makes from its own tables."""

from __future__ import annotations

from collections.abc import Callable

from xlcaseload.analysis.scores import PILE_SIZE
from xlcaseload.files.addresses import cell_name
from xlcaseload.inputs import NO
from xlcaseload.results import FactorResult, TeamResults
from xlcaseload.team import Team
from xlcaseload.workbook import names
from xlcaseload.workbook.names import CATEGORIES_TABLE, HELPER_TABLE, RESULTS_TABLE
from xlcaseload.workbook.plan import Sheet
from xlcaseload.workbook.sheets import web_helper as helper
from xlcaseload.workbook.sheets import web_roles
from xlcaseload.workbook.sheets.scores import member_count_formula
from xlcaseload.workbook.sheets.web_layout import SENTENCES_ROW, Layout
from xlcaseload.workbook.wording import (
    counted,
    counted_formula,
    one_decimal,
    one_decimal_formula,
    two_decimals,
    two_decimals_formula,
)

Sentence = tuple[str, str]
"""A formula and the text that it gives."""

_NO_SCORES = "Er zijn nog geen scores: vul het blad Scores in of haal formulieren op."
_CHANGED = (
    "Let op: factoren of functies zijn gewijzigd. Vernieuw de werkmap (xlcaseload refresh), dan "
    "volgen tabellen en grafieken."
)
_NO_PILE = "In geen enkele categorie wegen drie of meer factoren zwaar (gemiddeld 4 of hoger)."
_NO_ROLES = (
    "Functies zijn nog niet te vergelijken: daarvoor zijn er twee met elk twee scores nodig."
)


def plan(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    """Plan the notice in row 4 and the sentences below the heading."""
    if not results.factors:
        sheet.text(SENTENCES_ROW, 0, "Er zijn geen factoren in gebruik: zet ze aan op Factoren.")
        return
    sheet.formula(3, 0, f"={_changed(team, results)}", "", "notice")
    about_scores = (
        _heaviest(results),
        _least_room(results),
        _agreement(results),
        _piling_up(sheet, results, layout),
        _roles(team, results, layout),
        _missing(results),
    )
    has_scores = any(factor.n for factor in results.factors)
    sentences = [_members(results)] + [
        (f'IF(SUM({RESULTS_TABLE}[n])=0,"",{formula})', value if has_scores else "")
        for formula, value in about_scores
    ]
    for row, (formula, value) in enumerate(sentences, SENTENCES_ROW):
        bullet = f'=IF({cell_name(row, 1)}="","","•")'
        sheet.formula(row, 0, bullet, "•" if value else "", "right")
        sheet.formula(row, 1, f"={formula}", value, "text")


def _changed(team: Team, results: TeamResults) -> str:
    rows = len(results.factors)
    factors = names.FACTORS_TABLE
    return (
        f'IF(AND(SUMPRODUCT(({factors}[Factor]<>"")*({factors}[In gebruik]<>"{NO}"))={rows},'
        f"SUM({HELPER_TABLE}[{helper.COUNTS}])={rows},MIN({HELPER_TABLE}[{helper.COLUMN}])>0,"
        f'SUMPRODUCT(--({names.ROLES_TABLE}[Functie]<>""))={len(team.roles)}),"","{_CHANGED}")'
    )


def _pick(column: str, key: str, choose: str) -> str:
    """The cell of ``column`` in the first row where ``key`` has its ``choose`` (MAX or MIN)."""
    return f"INDEX({column},MATCH({choose}({key}),{key},0))"


def _first(
    factors: tuple[FactorResult, ...], key: Callable[[FactorResult], float | None], sign: int
) -> FactorResult | None:
    """The first factor with the highest (sign 1) or lowest (sign -1) key; None if all are None."""
    keyed = [(sign * value, factor) for factor in factors if (value := key(factor)) is not None]
    return max(keyed, key=lambda pair: pair[0])[1] if keyed else None


def _members(results: TeamResults) -> Sentence:
    members = member_count_formula()
    highest_n = max(factor.n for factor in results.factors)
    lowest_n = min(factor.n for factor in results.factors)
    column = f"{RESULTS_TABLE}[n]"
    formula = (
        f'IF(SUM({column})=0,"{_NO_SCORES}",{counted_formula(members, "lid", "leden")}'
        f'&" in de lijst. Per factor telt dit beeld "&MIN({column})&" tot "&MAX({column})'
        f'&" scores.")'
    )
    value = (
        _NO_SCORES
        if not highest_n
        else (
            f"{counted(results.members, 'lid', 'leden')} in de lijst. Per factor telt dit beeld "
            f"{lowest_n} tot {highest_n} scores."
        )
    )
    return formula, value


def _heaviest(results: TeamResults) -> Sentence:
    key = f"{HELPER_TABLE}[{helper.SORT_KEY}]"

    def top(column: str) -> str:
        return _pick(f"{RESULTS_TABLE}[{column}]", key, "MAX")

    formula = (
        f'"Het zwaarst weegt "&{top("Factor")}&": gemiddeld "'
        f'&{one_decimal_formula(top("Gemiddelde"))}&"; "&{top("Zwaar (4 of 5)")}'
        f'&" geven een 4 of 5."'
    )
    heaviest = results.heaviest(1)
    if not heaviest or heaviest[0].mean is None:
        return formula, ""
    factor = heaviest[0]
    return formula, (
        f"Het zwaarst weegt {factor.factor}: gemiddeld {one_decimal(heaviest[0].mean)}; "
        f"{factor.heavy[0]} van {factor.heavy[1]} geven een 4 of 5."
    )


def _least_room(results: TeamResults) -> Sentence:
    key = f"{RESULTS_TABLE}[Verschil]"

    def top(column: str) -> str:
        return _pick(f"{RESULTS_TABLE}[{column}]", key, "MAX")

    enough = "Nergens is er minder ruimte dan jullie ideaal."
    formula = (
        f'IF(COUNT({key})=0,"",IF(MAX({key})<=0,"{enough}","Het verst van jullie ideaal af staat "'
        f'&{top("Factor")}&": ruimte "&{one_decimal_formula(top("Ruimte"))}&", ideaal "'
        f'&{one_decimal_formula(top("Ideaal"))}&"."))'
    )
    factor = _first(results.factors, lambda f: f.gap, 1)
    if factor is None or factor.gap is None or factor.room is None or factor.ideal is None:
        return formula, ""
    if factor.gap <= 0:
        return formula, enough
    return formula, (
        f"Het verst van jullie ideaal af staat {factor.factor}: ruimte {one_decimal(factor.room)}, "
        f"ideaal {one_decimal(factor.ideal)}."
    )


def _agreement(results: TeamResults) -> Sentence:
    key = f"{HELPER_TABLE}[{helper.AGREEMENT_KEY}]"
    name = f"{RESULTS_TABLE}[Factor]"
    few = "Over eensgezindheid valt pas iets te zeggen vanaf drie scores per factor."
    formula = (
        f'IF(COUNT({key})=0,"{few}","Het meest eensgezind zijn jullie over "'
        f'&{_pick(name, key, "MAX")}&" ("&{two_decimals_formula(f"MAX({key})")}'
        f'&"), het minst over "&{_pick(name, key, "MIN")}&" ("'
        f'&{two_decimals_formula(f"MIN({key})")}&"). Vraag elkaar daar naar het waarom.")'
    )

    def agreement(factor: FactorResult) -> float | None:
        return factor.agreement if factor.n >= helper.LEAST_FOR_AGREEMENT else None

    most, least = _first(results.factors, agreement, 1), _first(results.factors, agreement, -1)
    if not most or not least or most.agreement is None or least.agreement is None:
        return formula, few
    return formula, (
        f"Het meest eensgezind zijn jullie over {most.factor} ({two_decimals(most.agreement)}), "
        f"het minst over {least.factor} ({two_decimals(least.agreement)}). Vraag elkaar daar "
        "naar het waarom."
    )


def _piling_up(sheet: Sheet, results: TeamResults, layout: Layout) -> Sentence:
    """Names the categories that pile up; the list itself stands in a helper cell."""
    row, column = layout.by_category + 1, layout.helper
    listed = "&".join(
        f"IF(INDEX({CATEGORIES_TABLE}[Zwaar],{place})>={PILE_SIZE},"
        f'", "&INDEX({CATEGORIES_TABLE}[Categorie],{place}),"")'
        for place in range(1, len(results.categories) + 1)
    )
    piles = "".join(f", {c.category}" for c in results.categories if c.piles_up)
    sheet.text(row - 1, column, "Rekenhulp: stapeling", "label")
    sheet.formula(row, column, f"={listed}", piles, "helper")
    cell = cell_name(row, column, absolute=True)
    formula = (
        f'IF({cell}="","{_NO_PILE}","Stapeling: drie of meer factoren wegen zwaar (gemiddeld 4 of '
        f'hoger) bij "&MID({cell},3,500)&".")'
    )
    if not piles:
        return formula, _NO_PILE
    return formula, (
        f"Stapeling: drie of meer factoren wegen zwaar (gemiddeld 4 of hoger) bij {piles[2:]}."
    )


def _roles(team: Team, results: TeamResults, layout: Layout) -> Sentence:
    if not team.roles:
        return f'"{_NO_ROLES}"', _NO_ROLES
    first, last = layout.by_role + 2, layout.by_role + 1 + len(results.factors)
    place = web_roles.difference_column(team, layout)
    key = f"{cell_name(first, place, absolute=True)}:{cell_name(last, place, absolute=True)}"
    factor_name = _pick(f"{names.BY_ROLE_TABLE}[Factor]", key, "MAX")
    same = "De functies geven op geen enkele factor een ander gemiddelde."
    formula = (
        f'IF(COUNT({key})=0,"{_NO_ROLES}",IF(MAX({key})=0,"{same}","De functies kijken het meest '
        f'verschillend naar "&{factor_name}&": tussen hoogste en laagste gemiddelde zit "'
        f'&{one_decimal_formula(f"MAX({key})")}&" punt."))'
    )
    factor = _first(results.factors, web_roles.role_difference, 1)
    difference = web_roles.role_difference(factor) if factor else None
    if factor is None or difference is None:
        return formula, _NO_ROLES
    if difference == 0:
        return formula, same
    return formula, (
        f"De functies kijken het meest verschillend naar {factor.factor}: tussen hoogste en "
        f"laagste gemiddelde zit {one_decimal(difference)} punt."
    )


def _missing(results: TeamResults) -> Sentence:
    absent = f"SUM({HELPER_TABLE}[{helper.ABSENT}])"
    complete = "Alle leden gaven op alle factoren een antwoord."
    tail = " nog; de laatste kolommen tonen waar een gemiddelde dan kan uitkomen."
    formula = (
        f'IF({absent}=0,"{complete}",'
        f'{counted_formula(absent, "antwoord ontbreekt", "antwoorden ontbreken")}&"{tail}")'
    )
    total = sum(factor.absent for factor in results.factors)
    if total == 0:
        return formula, complete
    return formula, counted(total, "antwoord ontbreekt", "antwoorden ontbreken") + tail
