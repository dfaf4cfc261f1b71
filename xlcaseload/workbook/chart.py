"""Charts that follow their cells: from plan to XlsxWriter."""

from __future__ import annotations

from typing import Any

from xlcaseload.workbook import styles
from xlcaseload.workbook.plan import Chart, ChartType, Series

_TYPES: dict[ChartType, dict[str, str]] = {
    ChartType.RADAR: {"type": "radar", "subtype": "with_markers"},
    ChartType.STACKED_BAR: {"type": "bar", "subtype": "stacked"},
    ChartType.BAR: {"type": "bar"},
    ChartType.MARKERS: {"type": "line"},
}
_HORIZONTAL = (ChartType.STACKED_BAR, ChartType.BAR)
_SMALL = {"name": styles.FONT, "size": 10, "color": styles.INK}
_GRID = {"visible": True, "line": {"color": styles.LIGHT_GREY, "width": 0.75}}


def add_chart(book: Any, sheet: Any, plan: Chart) -> None:
    """Insert a planned chart at its cell, with its alternative text."""
    chart = book.add_chart(dict(_TYPES[plan.type]))
    for series in plan.series:
        chart.add_series(_series_options(plan.type, series))
    chart.set_title(
        {
            "name": _title(plan),
            "overlay": False,
            "name_font": {"name": styles.FONT, "size": 13, "bold": True, "color": styles.DARK_BLUE},
        }
    )
    category_axis: dict[str, Any] = {"num_font": _SMALL}
    value_axis: dict[str, Any] = {
        "num_font": _SMALL,
        "major_gridlines": _GRID,
        "min": plan.minimum,
        "max": plan.maximum,
        "major_unit": plan.unit,
        "name": plan.value_title,
        "name_font": {**_SMALL, "bold": False},
    }
    if plan.type in _HORIZONTAL:
        # Categories of a bar chart run upwards unless reversed. The values stand in the bars.
        category_axis |= {"reverse": True}
        value_axis |= {"visible": False, "major_gridlines": {"visible": False}}
    if plan.type is ChartType.MARKERS:
        category_axis |= {"num_font": {**_SMALL, "rotation": -45}, "major_gridlines": _GRID}
    if plan.type is ChartType.RADAR:
        category_axis |= {"major_gridlines": _GRID}
        value_axis["num_font"] = {**_SMALL, "size": 8, "color": styles.GREY}
    # XlsxWriter's x axis is the horizontal one: in a bar chart that is the value axis.
    horizontal, vertical = category_axis, value_axis
    if plan.type in _HORIZONTAL:
        horizontal, vertical = value_axis, category_axis
    chart.set_x_axis(horizontal)
    chart.set_y_axis(vertical)
    if plan.legend:
        chart.set_legend({"position": "bottom", "font": {**_SMALL, "size": 11}})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": styles.LIGHT_GREY}})
    chart.set_size({"width": plan.width, "height": plan.height})
    chart.show_blanks_as("gap")
    sheet.insert_chart(
        plan.row, plan.column, chart, {"description": plan.alt, "object_position": 2}
    )


def _title(plan: Chart) -> str:
    return plan.title if isinstance(plan.title, str) else f"={plan.title.first_cell}"


def _series_options(kind: ChartType, series: Series) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": f"={series.name.first_cell}",
        "categories": f"={series.categories.reference}",
        "values": f"={series.values.reference}",
    }
    if kind in _HORIZONTAL:
        options |= {
            "fill": {"color": series.colour},
            "border": {"color": styles.PAPER, "width": 0.5},
            "gap": 40,
        }
    else:
        options["line"] = (
            {"color": series.colour, "width": series.width} if series.line else {"none": True}
        )
        options["marker"] = {
            "type": series.marker,
            "size": 8,
            "fill": {"color": series.colour},
            "border": {"color": series.colour},
        }
    if series.labels:
        options["data_labels"] = {
            "value": True,
            "num_format": series.label_format or "0",
            "font": {**_SMALL, "color": series.label_colour or styles.INK},
        }
    return options
