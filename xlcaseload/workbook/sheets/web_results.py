"""Tables of *Spinnenweb*: per factor, per category and the heaviest factors."""

from __future__ import annotations

from xlcaseload.analysis import scores as analysis
from xlcaseload.results import FactorResult, TeamResults
from xlcaseload.team import SCORES
from xlcaseload.workbook import names
from xlcaseload.workbook.names import (
    CATEGORIES_TABLE,
    HEAVIEST_TABLE,
    RESULTS_TABLE,
    score_header,
    this_row,
)
from xlcaseload.workbook.plan import CellValue, Column, Sheet
from xlcaseload.workbook.sheets import web_helper as helper
from xlcaseload.workbook.sheets.web_layout import HEAVIEST_ROWS, Layout

WIDTHS = (
    6,
    46,
    17,
    6.5,
    6.5,
    6.5,
    6.5,
    6.5,
    6.5,
    10.5,
    8.5,
    6.5,
    6.5,
    7.5,
    9.5,
    9.5,
    14,
    7.5,
    7.5,
    8.5,
    8.5,
    8.5,
)
_LEVELS = "{1,2,3,4,5}"


def plan(sheet: Sheet, results: TeamResults, layout: Layout) -> None:
    """Plan the three tables."""
    _plan_factors(sheet, results, layout)
    _plan_categories(sheet, results, layout)
    _plan_heaviest(sheet, results, layout)


# Per factor ---------------------------------------------------------------------------------


def _factor_columns() -> dict[str, tuple[str, str]]:
    """Header -> formula and style of the results table."""
    cell, result = helper.cell, helper.result
    scores = f"INDEX({names.SCORES_TABLE}[],0,{cell(helper.COLUMN)})"
    n, mean, row = result("n"), result("Gemiddelde"), cell(helper.ROW)
    counts = result(helper.FIRST_SCORE, helper.LAST_SCORE)
    running = this_row(names.HELPER_TABLE, helper.RUNNING[0], helper.RUNNING[-1])
    ideal = f"INDEX({names.FACTORS_TABLE}[Ideaal],{row})"
    everyone = f"({n}+{cell(helper.ABSENT)})"

    def at(place: str) -> str:
        return f'COUNTIF({running},"<="&{place})'

    def quartile(quarter: int) -> str:
        place = f"INT(({n}-1)*{quarter}/4)"
        part = f"MOD(({n}-1)*{quarter},4)/4"
        return f'=IF({n}=0,"",1+{at(place)}*(1-{part})+{at(f"({place}+1)")}*{part})'

    def layer(place: int) -> str:
        height = f"(SMALL({counts},{place})-SMALL({counts},{place - 1}))"
        given = f"SUMPRODUCT(({counts}>=SMALL({counts},{place}))*{{1,2,4,8,16}})"
        return f"{height}*INDEX({names.PATTERNS_TABLE}[Gewicht],1+{given})"

    count = {
        score_header(level): (
            f"=IF({cell(helper.COLUMN)}=0,0,SUMPRODUCT(--({scores}={level})))",
            "count",
        )
        for level in SCORES
    }
    # The first layer has all five scores side by side and agrees 0, so it adds nothing.
    agreement = "+".join(layer(place) for place in range(2, 6))
    return {
        "Factor": (
            f'=IF({row}=0,"(vervallen)",INDEX({names.FACTORS_TABLE}[Factor],{row})&"")',
            "cell",
        ),
        "Categorie": (f'=IF({row}=0,"",INDEX({names.FACTORS_TABLE}[Categorie],{row})&"")', "cell"),
        "n": (f"=SUM({counts})", "count"),
        **count,
        "Gemiddelde": (f'=IF({n}=0,"",{cell(helper.TOTAL)}/{n})', "one_decimal"),
        "Mediaan": (
            f'=IF({n}=0,"",1+({at(f"INT(({n}-1)/2)")}+{at(f"INT({n}/2)")})/2)',
            "one_decimal",
        ),
        "Q1": (quartile(1), "one_decimal"),
        "Q3": (quartile(3), "one_decimal"),
        "SD": (
            f'=IF({n}<2,"",SQRT(SUMPRODUCT({counts},({_LEVELS}-{mean})^2)/({n}-1)))',
            "one_decimal",
        ),
        "Gem. afwijking": (
            f'=IF({n}=0,"",SUMPRODUCT({counts},ABS({_LEVELS}-{mean}))/{n})',
            "one_decimal",
        ),
        "Zwaar (4 of 5)": (f'=IF({n}=0,"",{cell(helper.HEAVY)}&" van "&{n})', "cell_centre"),
        "Eensgezindheid": (f'=IF({n}=0,"",({agreement})/{n})', "two_decimals"),
        "Ideaal": (f'=IF({row}=0,"",IF(ISNUMBER({ideal}),{ideal},""))', "one_decimal"),
        "Ruimte": (f'=IF({n}=0,"",{analysis.FULL_ROOM}-{mean})', "one_decimal"),
        "Verschil": (
            f'=IF(OR({n}=0,{result("Ideaal")}=""),"",{result("Ideaal")}-{result("Ruimte")})',
            "signed",
        ),
        "Laagst mogelijk": (
            f'=IF({everyone}=0,"",({cell(helper.TOTAL)}+{cell(helper.ABSENT)})/{everyone})',
            "one_decimal",
        ),
        "Hoogst mogelijk": (
            f'=IF({everyone}=0,"",({cell(helper.TOTAL)}+5*{cell(helper.ABSENT)})/{everyone})',
            "one_decimal",
        ),
    }


FACTOR_HEADERS = (
    "Code",
    "Factor",
    "Categorie",
    "n",
    *map(score_header, SCORES),
    "Gemiddelde",
    "Mediaan",
    "Q1",
    "Q3",
    "SD",
    "Gem. afwijking",
    "Zwaar (4 of 5)",
    "Eensgezindheid",
    "Ideaal",
    "Ruimte",
    "Verschil",
    "Laagst mogelijk",
    "Hoogst mogelijk",
)


def column_of(header: str) -> int:
    """Sheet column of a column of the results table."""
    return FACTOR_HEADERS.index(header)


def _factor_values(factor: FactorResult) -> tuple[CellValue, ...]:
    heavy = f"{factor.heavy[0]} van {factor.heavy[1]}" if factor.n else ""
    return (
        factor.factor,
        factor.category,
        factor.n,
        *factor.counts,
        factor.mean,
        factor.median,
        factor.q1,
        factor.q3,
        factor.sd,
        factor.mad,
        heavy,
        factor.agreement,
        factor.ideal,
        factor.room,
        factor.gap,
        *factor.bounds,
    )


def _plan_factors(sheet: Sheet, results: TeamResults, layout: Layout) -> None:
    definitions = _factor_columns()
    sheet.text(layout.results, 0, "Uitslag per factor", "heading")
    columns = [Column("Code")] + [
        Column(name, definitions[name][0], "head" if place < 2 else "head_centre")
        for place, name in enumerate(FACTOR_HEADERS[1:])
    ]
    header = layout.results + 1
    sheet.heights[header] = 32
    sheet.table(RESULTS_TABLE, header, 0, len(results.factors), columns)
    for row, factor in enumerate(results.factors, header + 1):
        sheet.text(row, 0, factor.code, "cell")
        values = _factor_values(factor)
        for column, (name, value) in enumerate(
            zip(FACTOR_HEADERS[1:], values, strict=True), start=1
        ):
            formula, style = definitions[name]
            sheet.formula(row, column, formula, value, style)


# Per category -------------------------------------------------------------------------------

CATEGORY_HEADERS = (
    "Nr",
    "Categorie",
    "Valt op",
    "n",
    "Gem.",
    "Ideaal",
    "Ruimte",
    "Verschil",
    "Zwaar",
)


def _plan_categories(sheet: Sheet, results: TeamResults, layout: Layout) -> None:
    def own(header: str) -> str:
        return this_row(CATEGORIES_TABLE, header)

    belongs = f"({RESULTS_TABLE}[Categorie]={own('Categorie')})"
    n = own("n")
    ideals = f"ISNUMBER({RESULTS_TABLE}[Ideaal])"
    definitions = {
        "Valt op": (f'=IF({own("Zwaar")}>={analysis.PILE_SIZE},"stapeling","")', "cell_bold"),
        "n": (f"=SUMPRODUCT({belongs}*{RESULTS_TABLE}[n])", "count"),
        "Gem.": (
            f'=IF({n}=0,"",SUMPRODUCT({belongs}*{names.HELPER_TABLE}[{helper.TOTAL}])/{n})',
            "one_decimal",
        ),
        "Ideaal": (
            f'=IF(SUMPRODUCT({belongs}*{ideals})=0,"",'
            f"SUMPRODUCT(--{belongs},{RESULTS_TABLE}[Ideaal])/SUMPRODUCT({belongs}*{ideals}))",
            "one_decimal",
        ),
        "Ruimte": (f'=IF({n}=0,"",{analysis.FULL_ROOM}-{own("Gem.")})', "one_decimal"),
        "Verschil": (
            f'=IF(OR({n}=0,{own("Ideaal")}=""),"",{own("Ideaal")}-{own("Ruimte")})',
            "signed",
        ),
        "Zwaar": (
            f"=SUMPRODUCT({belongs}*({RESULTS_TABLE}[n]>0)"
            f"*({RESULTS_TABLE}[Gemiddelde]>={analysis.PILE_MEAN:g}))",
            "count",
        ),
    }
    sheet.text(layout.by_category, 0, "Uitslag per categorie", "heading")
    sheet.text(
        layout.by_category,
        9,
        "Gem. = alle scores in de categorie samen. Zwaar = aantal factoren met gemiddeld 4 of "
        "hoger; vanaf drie noemen we het een stapeling.",
        "small",
    )
    columns = [Column("Nr", style="head_centre"), Column("Categorie")] + [
        Column(name, definitions[name][0], "head_centre") for name in CATEGORY_HEADERS[2:]
    ]
    header = layout.by_category + 1
    sheet.table(CATEGORIES_TABLE, header, 0, len(results.categories), columns)
    for place, category in enumerate(results.categories, 1):
        row = header + place
        sheet.text(row, 0, place, "cell_centre")
        sheet.text(row, 1, category.category, "cell")
        values = (
            "stapeling" if category.piles_up else "",
            category.n,
            category.mean,
            category.ideal,
            category.room,
            category.gap,
            category.heavy_factors,
        )
        for column, (name, value) in enumerate(
            zip(CATEGORY_HEADERS[2:], values, strict=True), start=2
        ):
            sheet.formula(row, column, *_with(definitions[name], value))


def _with(definition: tuple[str, str], value: CellValue) -> tuple[str, CellValue, str]:
    formula, style = definition
    return formula, value, style


# Heaviest -----------------------------------------------------------------------------------


def _plan_heaviest(sheet: Sheet, results: TeamResults, layout: Layout) -> None:
    keys = f"{names.HELPER_TABLE}[{helper.SORT_KEY}]"
    rank = this_row(HEAVIEST_TABLE, "Plaats")
    ranked = f"SUMPRODUCT(--({keys}>0))"
    place = f"MATCH(LARGE({keys},{rank}),{keys},0)"

    def pick(column: str) -> str:
        return f'=IF({rank}>{ranked},"",INDEX({column},{place}))'

    definitions = {
        "Factor": (pick(f"{RESULTS_TABLE}[Factor]"), "cell"),
        "Categorie": (pick(f"{RESULTS_TABLE}[Categorie]"), "cell"),
        "n": (pick(f"{RESULTS_TABLE}[n]"), "count"),
        "Gem.": (pick(f"{RESULTS_TABLE}[Gemiddelde]"), "one_decimal"),
        "4 of 5": (pick(f"{names.HELPER_TABLE}[{helper.HEAVY}]"), "count"),
    }
    sheet.text(layout.heaviest, 0, "Wat het zwaarst weegt", "heading")
    columns = [Column("Plaats")] + [
        Column(name, formula, "head" if name in {"Factor", "Categorie"} else "head_centre")
        for name, (formula, _) in definitions.items()
    ]
    header = layout.heaviest + 1
    sheet.table(HEAVIEST_TABLE, header, 0, HEAVIEST_ROWS, columns)
    heaviest = results.heaviest(HEAVIEST_ROWS)
    for place_in_list in range(HEAVIEST_ROWS):
        row = header + 1 + place_in_list
        sheet.text(row, 0, place_in_list + 1, "cell_centre")
        values: tuple[CellValue, ...] = ("",) * len(definitions)
        if place_in_list < len(heaviest):
            factor = heaviest[place_in_list]
            values = (factor.factor, factor.category, factor.n, factor.mean, factor.heavy[0])
        for column, (definition, value) in enumerate(
            zip(definitions.values(), values, strict=True), start=1
        ):
            sheet.formula(row, column, *_with(definition, value))
