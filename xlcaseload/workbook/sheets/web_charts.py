"""Charts of *Spinnenweb*: spider webs, how often each score was given, means per role."""

from __future__ import annotations

from dataclasses import dataclass

from xlcaseload.results import TeamResults
from xlcaseload.team import SCORES, Team
from xlcaseload.workbook import styles
from xlcaseload.workbook.names import score_header
from xlcaseload.workbook.plan import Area, Chart, ChartType, Series, Sheet
from xlcaseload.workbook.sheets import web_helper as helper
from xlcaseload.workbook.sheets import web_results, web_roles
from xlcaseload.workbook.sheets.web_layout import (
    BARS_COLUMN,
    BARS_WIDTH,
    CATEGORY_COLUMNS,
    CATEGORY_HEIGHT,
    CATEGORY_WIDTH,
    DOTS_HEIGHT,
    DOTS_WIDTH,
    OVERVIEW_WIDTH,
    ROW_PIXELS,
    Layout,
    overview_height,
)

LEAST_FOR_WEB = 3
"""A spider web needs three spokes; a smaller category is shown as bars."""
_WEB_HELP = "Buiten is ruimte, naar binnen knelt het; een punt in het midden heeft nog geen scores"


def plan(sheet: Sheet, team: Team, results: TeamResults, layout: Layout) -> None:
    """Plan all charts; each follows its cells."""
    first = layout.results + 2
    factors = _Factors(sheet, layout, first, first + len(results.factors) - 1)
    sheet.text(layout.overview, 0, "Spinnenweb van alle factoren", "heading")
    sheet.text(layout.overview, 2, f"{_WEB_HELP}.", "small")
    height = overview_height(len(results.factors))
    sheet.charts += [
        _web(
            factors,
            "Ruimte per factor: ideaal en nu",
            (layout.overview + 1, 0),
            (OVERVIEW_WIDTH, height),
        ),
        _bars(factors, (layout.overview + 1, BARS_COLUMN), (BARS_WIDTH, height)),
    ]
    sheet.text(layout.categories_charts, 0, "Spinnenweb per categorie", "heading")
    for place, category in enumerate(results.categories):
        row = layout.categories_charts + 1 + place // 2 * (CATEGORY_HEIGHT // ROW_PIXELS + 1)
        part = _Factors(sheet, layout, first, first + category.factors - 1)
        name = layout.by_category + 2 + place
        sheet.charts.append(
            _web(
                part,
                sheet.area(name, 1, name, 1),
                (row, CATEGORY_COLUMNS[place % 2]),
                (CATEGORY_WIDTH, CATEGORY_HEIGHT),
            )
        )
        first = part.last + 1
    if team.roles:
        sheet.text(layout.dots, 0, "Hoe kijken de functies ernaar?", "heading")
        sheet.charts.append(_dots(factors, team, layout, results))


@dataclass(frozen=True, slots=True)
class _Factors:
    """Rows of the results table, from ``first`` to ``last``, as series of a chart."""

    sheet: Sheet
    layout: Layout
    first: int
    last: int

    @property
    def labels(self) -> Area:
        return self.cells(helper.column_of(self.layout, helper.LABEL))

    def cells(self, column: int) -> Area:
        return self.sheet.area(self.first, column, self.last, column)

    def header(self, column: int) -> Area:
        row = self.layout.results + 1
        return self.sheet.area(row, column, row, column)


def _web(
    factors: _Factors, title: str | Area, place: tuple[int, int], size: tuple[int, int]
) -> Chart:
    is_web = factors.last - factors.first + 1 >= LEAST_FOR_WEB

    def series(header: str, colour: str, marker: str, width: float) -> Series:
        column = web_results.column_of(header)
        return Series(
            factors.header(column),
            factors.labels,
            factors.cells(column),
            colour,
            marker=marker,
            width=width,
        )

    return Chart(
        ChartType.RADAR if is_web else ChartType.BAR,
        title,
        f"{'Spinnenweb' if is_web else 'Staafdiagram'} met per factor het ideaal (grijs) en de "
        f"ruimte die er nu is (oranje), van 1 tot 5. {_WEB_HELP}. De cijfers staan in de tabel "
        "Uitslag per factor.",
        (
            series("Ideaal", styles.IDEAL, "square", 2.25),
            series("Ruimte", styles.ACTUAL, "circle", 2.75),
        ),
        *place,
        *size,
        minimum=0,
        maximum=5,
        unit=1,
    )


def _bars(factors: _Factors, place: tuple[int, int], size: tuple[int, int]) -> Chart:
    def series(score: int) -> Series:
        column = web_results.column_of(score_header(score))
        return Series(
            factors.header(column),
            factors.labels,
            factors.cells(column),
            styles.SCORE_COLOURS[score - 1],
            labels=True,
            label_format="0;;",
            label_colour=styles.SCORE_LABEL_COLOURS[score - 1],
        )

    return Chart(
        ChartType.STACKED_BAR,
        "Hoeveel leden gaven een 1, 2, 3, 4 of 5?",
        "Gestapelde staven: per factor hoeveel leden een 1, 2, 3, 4 of 5 gaven, van licht naar "
        "donker. De aantallen staan in de balken en in de tabel Uitslag per factor.",
        tuple(series(score) for score in SCORES),
        *place,
        *size,
        minimum=0,
    )


def _dots(factors: _Factors, team: Team, layout: Layout, results: TeamResults) -> Chart:
    sheet = factors.sheet
    header = layout.by_role + 1
    first, last = header + 1, header + len(results.factors)

    def series(place: int) -> Series:
        column = web_roles.mean_column(place)
        return Series(
            sheet.area(header, column, header, column),
            factors.labels,
            sheet.area(first, column, last, column),
            styles.ROLE_COLOURS[place % len(styles.ROLE_COLOURS)],
            marker=styles.ROLE_MARKERS[place % len(styles.ROLE_MARKERS)],
            line=False,
        )

    return Chart(
        ChartType.MARKERS,
        "Gemiddelde score per functie",
        "Per factor een teken voor elke functie op de hoogte van haar gemiddelde score, van 1 "
        "(merk ik niet) tot 5 (weegt zwaar). De cijfers staan in de tabel per functie.",
        tuple(series(place) for place in range(len(team.roles))),
        layout.dots + 1,
        0,
        DOTS_WIDTH,
        DOTS_HEIGHT,
        minimum=1,
        maximum=5,
        unit=1,
        value_title="gemiddelde score",
    )
