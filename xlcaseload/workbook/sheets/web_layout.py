"""Where the parts of *Spinnenweb* stand, and how large its charts are (pixels at 100%)."""

from __future__ import annotations

from dataclasses import dataclass

from xlcaseload.team import Team

SENTENCES_ROW = 5
SENTENCE_COUNT = 7
CHARTS_ROW = SENTENCES_ROW + SENTENCE_COUNT + 2
ROW_PIXELS = 20
_GAP = 2
HEAVIEST_ROWS = 5
OVERVIEW_WIDTH = 870
BARS_COLUMN = 10
"""The bar chart stands to the right of the spider web, in the column where that one ends."""
BARS_WIDTH = 690
CATEGORY_WIDTH = 770
CATEGORY_HEIGHT = 400
CATEGORY_COLUMNS = (0, 9)
DOTS_WIDTH = 1560
DOTS_HEIGHT = 480


def overview_height(factors: int) -> int:
    """Height in pixels of the spider web of all factors and the bar chart beside it."""
    return max(600, 140 + 26 * factors)


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
    by_category_charts = overview + 1 + _rows(overview_height(factors)) + _GAP
    chart_rows = (categories + 1) // 2
    dots = by_category_charts + 1 + chart_rows * (_rows(CATEGORY_HEIGHT) + 1) + 1
    results = dots + 1 + _rows(DOTS_HEIGHT) + _GAP
    by_category = results + max(factors, 1) + 1 + _GAP
    heaviest = by_category + max(categories, 1) + 1 + _GAP
    roles = heaviest + HEAVIEST_ROWS + 1 + _GAP
    by_role = roles + max(len(team.roles), 1) + 1 + _GAP
    return Layout(
        overview, by_category_charts, dots, results, by_category, heaviest, roles, by_role
    )


def _rows(pixels: int) -> int:
    return -(-pixels // ROW_PIXELS)
