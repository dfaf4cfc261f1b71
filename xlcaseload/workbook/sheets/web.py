"""Sheet *Spinnenweb*: what the scores say, in sentences, charts and tables.

The tables stand one below the other; a grey block to the right of them (outside the print)
holds the helper columns that the formulas need. Every result is computed from the five counts,
just as in ``xlcaseload.analysis.scores``.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlcaseload.catalogue import Catalogue
from xlcaseload.results import TeamResults
from xlcaseload.team import Team
from xlcaseload.workbook import names
from xlcaseload.workbook.plan import Sheet
from xlcaseload.workbook.sheets import web_charts, web_helper, web_results, web_roles, web_sentences

SENTENCES_ROW = 5
SENTENCE_COUNT = 7
CHARTS_ROW = SENTENCES_ROW + SENTENCE_COUNT + 2
_ROW_PIXELS = 20
_GAP = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """First rows (the headings) of the parts of the sheet; helper columns start at ``helper``."""

    overview: int
    categories_charts: int
    dots: int
    results: int
    by_category: int
    heaviest: int
    roles: int
    by_role: int
    helper: int = 24


def lay_out(team: Team) -> Layout:
    """Place the parts below each other, with room for the factors and categories of the team."""
    categories = len(team.categories)
    factors = len(team.used_factors)
    overview = CHARTS_ROW
    by_category_charts = overview + 1 + _rows(web_charts.overview_height(factors)) + _GAP
    chart_rows = (categories + 1) // 2
    dots = by_category_charts + 1 + chart_rows * (_rows(web_charts.CATEGORY_HEIGHT) + 1) + 1
    results = dots + 1 + _rows(web_charts.DOTS_HEIGHT) + _GAP
    by_category = results + max(factors, 1) + 1 + _GAP
    heaviest = by_category + max(categories, 1) + 1 + _GAP
    roles = heaviest + web_results.HEAVIEST_ROWS + 1 + _GAP
    by_role = roles + max(len(team.roles), 1) + 1 + _GAP
    return Layout(
        overview, by_category_charts, dots, results, by_category, heaviest, roles, by_role
    )


def _rows(pixels: int) -> int:
    return -(-pixels // _ROW_PIXELS)


def plan(team: Team, results: TeamResults, catalogue: Catalogue) -> Sheet:
    """Plan the sheet."""
    sheet = Sheet(names.WEB, landscape=True)
    number = catalogue.route(team.route).number_of(names.WEB)
    layout = lay_out(team)
    sheet.text(0, 0, f"{number} Spinnenweb: wat weegt mee?", "title")
    sheet.heights[0] = 30
    sheet.text(
        1,
        0,
        "Hier hoef je niets in te vullen: alles volgt uit Factoren en Scores. Bespreek eerst "
        "of jullie het beeld herkennen.",
        "intro",
    )
    sheet.link(2, 0, names.START, "← Start")
    sheet.text(SENTENCES_ROW - 1, 0, "Wat valt op", "heading")
    sheet.widths = dict(enumerate(web_results.WIDTHS))
    if team.used_factors:
        web_helper.plan(sheet, team, results, layout)
        web_results.plan(sheet, results, layout)
        web_roles.plan(sheet, team, results, layout)
        web_charts.plan(sheet, team, results, layout)
    web_sentences.plan(sheet, team, results, layout)
    sheet.page_breaks = [layout.categories_charts, layout.dots, layout.by_category]
    last = layout.by_role + len(team.used_factors) + 1
    sheet.print_last = (last, len(web_results.WIDTHS) - 1)
    return sheet
