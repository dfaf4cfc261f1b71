"""Sheet *Spinnenweb*: what the scores say, in sentences, charts and tables.

The tables stand one below the other; a grey block to the right of them (outside the print)
holds the helper columns that the formulas need. Every result is computed from the five counts,
just as in ``xlcaseload.analysis.scores``.
"""

from __future__ import annotations

from xlcaseload.catalogue import Catalogue
from xlcaseload.results import TeamResults
from xlcaseload.team import Team
from xlcaseload.workbook import names
from xlcaseload.workbook.plan import Sheet
from xlcaseload.workbook.sheets import web_charts, web_helper, web_results, web_roles, web_sentences
from xlcaseload.workbook.sheets.web_layout import SENTENCES_ROW, lay_out


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
