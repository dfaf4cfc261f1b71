"""Charts of *Spinnenweb*: spider webs, how often each score was given, means per role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcaseload.results import CategoryResult, TeamResults
from xlcaseload.team import SCORES, Team
from xlcaseload.workbook import styles
from xlcaseload.workbook.plan import Area, Chart, ChartType, Series, Sheet
from xlcaseload.workbook.sheets import web_helper as helper
from xlcaseload.workbook.sheets import web_results, web_roles

if TYPE_CHECKING:
    from xlcaseload.workbook.sheets.web import Layout

OVERVIEW_HEIGHT = 640
OVERVIEW_WIDTH = 1000
CATEGORY_HEIGHT = 400
CATEGORY_WIDTH = 650
CATEGORY_COLUMNS = (0, 9)
DOTS_HEIGHT = 480
BARS_WIDTH = 1200
LEAST_FOR_WEB = 3
"""A spider web needs three spokes; a smaller category is shown as bars."""
_WEB_HELP = "Buiten is ruimte, naar binnen knelt het; een punt in het midden heeft nog geen scores"


def bars_height(factors: int) -> int:
    """Height in pixels of the bar chart with one bar per factor."""
    return 150 + 26 * factors


def plan(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    """Plan all charts; each follows its cells."""
    header = layout.results + 1
    sheet.text(layout.overview, 0, "Spinnenweb van alle factoren", "heading")
    sheet.text(layout.overview, 2, _WEB_HELP + ".", "small")
    sheet.charts.append(
        _web(sheet, layout, "Ruimte per factor: ideaal en nu", header + 1,
             header + len(results.factors), layout.overview + 1, 0,
             OVERVIEW_WIDTH, OVERVIEW_HEIGHT)
    )
    _plan_categories(sheet, results, layout, header)
    _plan_bars(sheet, team, results, layout, header)


def _plan_categories(sheet: Sheet, results: TeamResults, layout: Layout, header: int) -> None:
    sheet.text(layout.categories_charts, 0, "Spinnenweb per categorie", "heading")
    first = header + 1
    for place, category in enumerate(results.categories):
        row = layout.categories_charts + 1 + place // 2 * (CATEGORY_HEIGHT // 20 + 1)
        column = CATEGORY_COLUMNS[place % 2]
        last = first + category.factors - 1
        sheet.charts.append(_category_chart(sheet, layout, category, first, last, row, column))
        first = last + 1


def _category_chart(
    sheet: Sheet, layout: Layout, category: CategoryResult, first: int, last: int, row: int,
    column: int,
) -> Chart:
    return _web(
        sheet, layout, f"{category.category}: ideaal en nu", first, last, row, column,
        CATEGORY_WIDTH, CATEGORY_HEIGHT,
    )


def _web(
    sheet: Sheet, layout: Layout, title: str, first: int, last: int, row: int, column: int,
    width: int, height: int,
) -> Chart:
    def cells(column: int) -> Area:
        return sheet.area(first, column, last, column)

    labels = cells(helper.column_of(layout, helper.LABEL))
    is_web = last - first + 1 >= LEAST_FOR_WEB
    return Chart(
        ChartType.RADAR if is_web else ChartType.BAR,
        title,
        f"{'Spinnenweb' if is_web else 'Staafdiagram'} met per factor het ideaal (grijs) en de "
        f"ruimte die er nu is (oranje), van 1 tot 5. {_WEB_HELP}. De cijfers staan in de tabel "
        "Uitslag per factor.",
        (
            Series("Ideaal", labels, cells(web_results.column_of("Ideaal")), styles.IDEAL,
                   marker="square", width=2.25),
            Series("Nu", labels, cells(web_results.column_of("Ruimte")), styles.ACTUAL,
                   marker="circle", width=2.75),
        ),
        row, column, width, height, minimum=0, maximum=5, unit=1,
    )


def _plan_bars(
    sheet: Sheet, team: Team, results: TeamResults, layout: Layout, header: int
) -> None:
    first, last = header + 1, header + len(results.factors)
    labels = sheet.area(first, helper.column_of(layout, helper.LABEL), last,
                        helper.column_of(layout, helper.LABEL))
    sheet.text(layout.bars, 0, "Hoe vaak kreeg een factor welke score?", "heading")
    height = bars_height(len(results.factors))
    counts = tuple(
        Series(
            f"Score {score}", labels,
            sheet.area(first, web_results.column_of(str(score)), last,
                       web_results.column_of(str(score))),
            styles.SCORE_COLOURS[score - 1], labels=True, label_format="0;;",
            label_colour=styles.SCORE_LABEL_COLOURS[score - 1],
        )
        for score in SCORES
    )
    sheet.charts.append(
        Chart(
            ChartType.STACKED_BAR, "Aantal leden per score",
            "Gestapelde staven: per factor hoeveel leden een 1, 2, 3, 4 of 5 gaven, van licht "
            "naar donker. De aantallen staan in de balken en in de tabel Uitslag per factor.",
            counts, layout.bars + 1, 0, BARS_WIDTH, height, minimum=0,
        )
    )
    if not team.roles:
        return
    row = layout.bars + 1 + -(-height // 20) + 1
    by_role = layout.by_role + 2
    roles = tuple(
        Series(
            role, labels,
            sheet.area(by_role, web_roles.mean_column(place),
                       by_role + len(results.factors) - 1, web_roles.mean_column(place)),
            styles.ROLE_COLOURS[place % len(styles.ROLE_COLOURS)],
            marker=styles.ROLE_MARKERS[place % len(styles.ROLE_MARKERS)], line=False,
        )
        for place, role in enumerate(team.roles)
    )
    sheet.charts.append(
        Chart(
            ChartType.MARKERS, "Gemiddelde score per functie",
            "Per factor een teken voor elke functie op de hoogte van haar gemiddelde score, van "
            "1 (geen rol) tot 5 (weegt zwaar). De cijfers staan in de tabel per functie.",
            roles, row, 0, BARS_WIDTH, DOTS_HEIGHT, minimum=1, maximum=5, unit=1,
            value_title="gemiddelde score",
        )
    )
