"""Helper columns of *Spinnenweb*: where a factor's scores stand, running counts, sorting keys."""

from __future__ import annotations

from xlcaseload.analysis.agreement import LEVEL_COUNT, pattern_weights
from xlcaseload.inputs import NO
from xlcaseload.results import FactorResult, TeamResults
from xlcaseload.team import NOT_APPLICABLE, Team
from xlcaseload.workbook import names
from xlcaseload.workbook.names import HELPER_TABLE, RESULTS_TABLE, score_header, this_row
from xlcaseload.workbook.plan import Column, Sheet
from xlcaseload.workbook.sheets.scores import FIRST_SCORE_COLUMN, header_range, member_count_formula
from xlcaseload.workbook.sheets.web_layout import Layout

FIRST_SCORE, LAST_SCORE = score_header(1), score_header(LEVEL_COUNT)
ROW, COUNTS, COLUMN, LABEL = "Rij", "Telt mee", "Kolom", "Label"
RUNNING = ("Tot en met 1", "Tot en met 2", "Tot en met 3", "Tot en met 4")
TOTAL, HEAVY, ABSENT = "Som", "Zwaar", "Afwezig"
SORT_KEY, AGREEMENT_KEY = "Sorteersleutel", "Eensgezind bij 3+"
HEADERS = (ROW, COUNTS, COLUMN, LABEL, *RUNNING, TOTAL, HEAVY, ABSENT, SORT_KEY, AGREEMENT_KEY)
LEAST_FOR_AGREEMENT = 3
"""Agreement between fewer people is no agreement of a team; sentences leave it out."""
ROWS_PER_POINT = 1_000_000_000
"""Equal means keep the order of the rows: each row further down sorts this trace lower."""
_PATTERNS_GAP = 2


def cell(header: str) -> str:
    """Reference to a helper cell in the same row."""
    return this_row(HELPER_TABLE, header)


def result(header: str, last: str = "") -> str:
    """Reference to a cell (or cells) of the results table in the same row."""
    return this_row(RESULTS_TABLE, header, last)


def column_of(layout: Layout, header: str) -> int:
    """Sheet column of a helper column."""
    return layout.helper + HEADERS.index(header)


def sort_key(factor: FactorResult, row: int) -> float:
    """The value of the sorting key of a factor whose result stands in ``row`` (from 0)."""
    return 0 if factor.mean is None else factor.mean - (row + 1) / ROWS_PER_POINT


def score_column(results: TeamResults, factor: FactorResult) -> int:
    """Column of tblScores, counted from 1, with the scores of a factor."""
    return FIRST_SCORE_COLUMN + 1 + results.factors.index(factor)


def plan(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    """Plan the helper table beside the results, and the table of patterns for agreement."""
    formulas = _formulas()
    header = layout.results + 1
    columns = [Column(name, formulas[name], "head_helper") for name in HEADERS]
    sheet.text(layout.results, layout.helper, "Rekenhulp (niet wijzigen)", "label")
    sheet.table(HELPER_TABLE, header, layout.helper, len(results.factors), columns)
    place_in_list = {factor.code: place for place, factor in enumerate(team.factors, 1)}
    for place, factor in enumerate(results.factors):
        row = header + 1 + place
        running = [sum(factor.counts[: level + 1]) for level in range(LEVEL_COUNT - 1)]
        total = sum(level * count for level, count in enumerate(factor.counts, 1))
        agreement = factor.agreement if factor.n >= LEAST_FOR_AGREEMENT else ""
        values = (
            place_in_list[factor.code],
            1,
            score_column(results, factor),
            factor.label,
            *running,
            total,
            factor.heavy[0],
            factor.absent,
            sort_key(factor, row),
            agreement,
        )
        for offset, (name, value) in enumerate(zip(HEADERS, values, strict=True)):
            sheet.formula(row, layout.helper + offset, formulas[name], value, "helper")
    sheet.widths |= {layout.helper + i: 11 for i in range(len(HEADERS))}
    sheet.widths[column_of(layout, LABEL)] = 24
    _plan_patterns(sheet, layout, header)


def _formulas() -> dict[str, str]:
    factors = names.FACTORS_TABLE
    row, column = cell(ROW), cell(COLUMN)
    n, mean = result("n"), result("Gemiddelde")
    short = f"INDEX({factors}[Korte naam],{row})"
    formulas = {
        ROW: f"=IFERROR(MATCH({result('Code')},{factors}[Code],0),0)",
        COUNTS: f'=IF({row}=0,0,IF(INDEX({factors}[In gebruik],{row})="{NO}",0,1))',
        COLUMN: f"=IF({cell(COUNTS)}=0,0,IFERROR(MATCH({result('Code')},{header_range()},0),0))",
        LABEL: f'=IF({row}=0,"",IF({short}="",{result("Factor")},{short}))',
        TOTAL: f"=SUMPRODUCT({result(FIRST_SCORE, LAST_SCORE)},{{1,2,3,4,5}})",
        HEAVY: f"={result(score_header(4))}+{result(score_header(5))}",
        ABSENT: (
            f"=IF({column}=0,0,{member_count_formula()}-{n}"
            f'-COUNTIF(INDEX({names.SCORES_TABLE}[],0,{column}),"{NOT_APPLICABLE}"))'
        ),
        SORT_KEY: f"=IF({n}=0,0,{mean}-ROW()/{ROWS_PER_POINT})",
        AGREEMENT_KEY: f'=IF({n}<{LEAST_FOR_AGREEMENT},"",{result("Eensgezindheid")})',
    }
    for level, name in enumerate(RUNNING, 1):
        formulas[name] = (
            f"=SUM({result(FIRST_SCORE, score_header(level))})"
            if level > 1
            else f"={result(FIRST_SCORE)}"
        )
    return formulas


def _plan_patterns(sheet: Sheet, layout: Layout, header: int) -> None:
    """The 32 ways to give some of the scores 1 to 5, with the weight that agreement needs."""
    first = layout.helper + len(HEADERS) + _PATTERNS_GAP - 1
    columns = [Column(name, style="head_helper") for name in ("Nr", "Gegeven", "Gewicht")]
    sheet.text(header - 1, first, "Patronen voor de eensgezindheid (Van der Eijk)", "label")
    sheet.table(names.PATTERNS_TABLE, header, first, 2**LEVEL_COUNT, columns)
    for number, weight in enumerate(pattern_weights()):
        row = header + 1 + number
        given = "".join(str(level + 1) for level in range(LEVEL_COUNT) if number >> level & 1)
        sheet.text(row, first, number, "helper")
        sheet.text(row, first + 1, given or "–", "helper")
        sheet.text(row, first + 2, float(weight), "helper")
