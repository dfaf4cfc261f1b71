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
    ChartType.PERCENT_BAR: {"type": "bar", "subtype": "percent_stacked"},
    ChartType.BAND: {"type": "column", "subtype": "stacked"},
    ChartType.BAND_LINE: {"type": "bar", "subtype": "stacked"},
    ChartType.SLIDER: {"type": "bar", "subtype": "stacked"},
    ChartType.TREND: {"type": "area", "subtype": "stacked"},
}
_OVERLAYS = {ChartType.BAND: {"type": "line"}, ChartType.TREND: {"type": "column"}}
_VALUE_AXIS = (ChartType.BAND_LINE, ChartType.SLIDER)
"""Horizontal bars that say nothing without their value axis."""
_GAPS = {"bar": 40, "column": 80}
_OVERLAY_GAP = 150
_ABOVE_ZERO = 0.001
"""Where the value axis of a BAND begins: a marker at 0 falls outside, and 0 is what Excel draws for
an empty text."""
_SMALL = {"name": styles.FONT, "size": 10, "color": styles.INK}
_GRID = {"visible": True, "line": {"color": styles.LIGHT_GREY, "width": 0.75}}


def add_chart(book: Any, sheet: Any, plan: Chart) -> None:
    """Insert a planned chart at its cell, with its alternative text."""
    kind = _TYPES[plan.type]
    chart = book.add_chart(dict(kind))
    for series in plan.series:
        if not series.overlay:
            chart.add_series(_series_options(kind["type"], series))
    overlays = [series for series in plan.series if series.overlay]
    if overlays:
        chart.combine(_overlay(book, plan, overlays))
    chart.set_title(
        {
            "name": _title(plan),
            "overlay": False,
            "name_font": {"name": styles.FONT, "size": 13, "bold": True, "color": styles.DARK_BLUE},
        }
    )
    _set_axes(chart, plan)
    chart.set_legend(_legend(plan))
    chart.set_chartarea({"border": {"color": styles.LIGHT_GREY}})
    chart.set_size({"width": plan.width, "height": plan.height})
    chart.show_blanks_as("gap")
    sheet.insert_chart(
        plan.row, plan.column, chart, {"description": plan.alt, "object_position": 2}
    )


def _overlay(book: Any, plan: Chart, overlays: list[Series]) -> Any:
    """The second chart on the same axes."""
    kind = _OVERLAYS[plan.type]
    chart = book.add_chart(dict(kind))
    for series in overlays:
        options = _series_options(kind["type"], series)
        if kind["type"] == "column":
            options["gap"] = _OVERLAY_GAP
        else:
            options["marker"] |= {"size": 11, "border": {"color": styles.PAPER}}
        if series.labels:
            # On paper, so that they can be read in front of the band.
            font = {**options["data_labels"]["font"], "bold": True}
            position = "outside_end" if kind["type"] == "column" else "above"
            fill = {"color": styles.PAPER}
            options["data_labels"] |= {"position": position, "font": font, "fill": fill}
        chart.add_series(options)
    return chart


def _set_axes(chart: Any, plan: Chart) -> None:
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
    if plan.type is ChartType.BAND and not plan.minimum:
        value_axis |= {"min": _ABOVE_ZERO, "num_format": "0"}
    if plan.value_format:
        value_axis["num_format"] = plan.value_format
    if plan.log_base:
        # LibreOffice takes steps of 10 unless told. Bars begin at the minimum, not at 1.
        step = plan.unit or plan.log_base
        value_axis |= {"log_base": plan.log_base, "major_unit": step, "crossing": "min"}
    if plan.category_title:
        category_axis |= {"name": plan.category_title, "name_font": {**_SMALL, "bold": False}}
    is_horizontal = _TYPES[plan.type]["type"] == "bar"
    if is_horizontal:
        # Categories of a bar chart run upwards unless reversed. The values stand in the bars.
        category_axis |= {"reverse": True}
        if plan.value_axis or plan.type in _VALUE_AXIS:
            # Reversing would put the value axis at the top.
            category_axis |= {"crossing": "max", "major_tick_mark": "none"}
        else:
            value_axis |= {"visible": False, "major_gridlines": {"visible": False}}
    if plan.type is ChartType.MARKERS:
        category_axis |= {"num_font": {**_SMALL, "rotation": -45}, "major_gridlines": _GRID}
    if plan.type is ChartType.RADAR:
        category_axis |= {"major_gridlines": _GRID}
        value_axis["num_font"] = {**_SMALL, "size": 8, "color": styles.GREY}
    if plan.type is ChartType.TREND:
        # Months as texts, each with its own room for a column.
        category_axis |= {"text_axis": True, "position_axis": "between"}
    # XlsxWriter's x axis is the horizontal one: in a bar chart that is the value axis.
    horizontal, vertical = category_axis, value_axis
    if is_horizontal:
        horizontal, vertical = value_axis, category_axis
    chart.set_x_axis(horizontal)
    chart.set_y_axis(vertical)


def _legend(plan: Chart) -> dict[str, Any]:
    """At the bottom, without the transparent series."""
    # Overlay series come last, whatever their place in the plan.
    ordered = sorted(plan.series, key=lambda series: series.overlay)
    hidden = [place for place, series in enumerate(ordered) if not series.fill]
    # LibreOffice counts the entries of horizontal stacked bars backwards.
    is_horizontal = _TYPES[plan.type]["type"] == "bar"
    if not plan.legend or plan.type is ChartType.SLIDER or (hidden and is_horizontal):
        return {"none": True}
    legend: dict[str, Any] = {"position": "bottom", "font": {**_SMALL, "size": 11}}
    return legend | ({"delete_series": hidden} if hidden else {})


def _title(plan: Chart) -> str:
    return plan.title if isinstance(plan.title, str) else f"={plan.title.first_cell}"


def _series_options(kind: str, series: Series) -> dict[str, Any]:
    """Options of a series in a chart of XlsxWriter's type ``kind``."""
    options: dict[str, Any] = {
        "name": f"={series.name.first_cell}",
        "categories": f"={series.categories.reference}",
        "values": f"={series.values.reference}",
    }
    if kind in ("line", "radar"):
        options["line"] = (
            {"color": series.colour, "width": series.width} if series.line else {"none": True}
        )
        options["marker"] = {
            "type": series.marker,
            "size": 8,
            "fill": {"color": series.colour},
            "border": {"color": series.colour},
        }
    elif series.fill:
        options["fill"] = {"color": series.colour}
        options["border"] = {"color": styles.PAPER, "width": 0.5}
    else:
        options |= {"fill": {"none": True}, "border": {"none": True}}
    if kind in _GAPS:
        options["gap"] = _GAPS[kind]
    if series.labels:
        options["data_labels"] = {
            "value": True,
            "num_format": series.label_format or "0",
            "font": {**_SMALL, "color": series.label_colour or styles.INK},
        }
    return options
