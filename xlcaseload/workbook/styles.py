"""Colours, number formats and cell styles, each named once.

Colours come from the Okabe-Ito palette, which people with colour blindness can tell apart; the
contrast of every pair used for text is at least 4.5 : 1.
"""

from __future__ import annotations

from typing import Any

INK = "#1F2933"
PAPER = "#FFFFFF"
GREY = "#595F69"
LIGHT_GREY = "#D3D7DC"
BLUE = "#0072B2"
DARK_BLUE = "#0B4F7D"
VERMILION = "#D55E00"
DARK_RED = "#9C2A00"
PALE_RED = "#FDE7DC"
GREEN = "#009E73"
DARK_GREEN = "#00614A"
INPUT = "#FFF6D9"
INPUT_LINE = "#C9A227"

IDEAL = "#8A9099"
"""Grey of the ideal line in spider webs."""
ACTUAL = VERMILION

ROLE_COLOURS = (BLUE, VERMILION, GREEN, "#CC79A7", "#E69F00", "#56B4E9", INK, "#8C6D1F")
ROLE_MARKERS = ("circle", "diamond", "square", "triangle", "x", "star", "plus", "long_dash")
SCORE_COLOURS = ("#D6E6F2", "#9CC4E0", "#5B9CC9", "#1F6FA8", "#0B3C5D")
"""From pale (1 plays no part) to dark (5 weighs heavily); labels carry the number as well."""
SCORE_LABEL_COLOURS = (INK, INK, INK, PAPER, PAPER)

BAND_COLOURS = ("#9CC4E0", "#5B9CC9")
"""A band from its lower bound to the mix, and from the mix to its upper bound."""

FONT = "Calibri"
_BASE: dict[str, Any] = {
    "font_name": FONT,
    "font_size": 11,
    "font_color": INK,
    "valign": "vcenter",
}
_WRAP = {"text_wrap": True, "valign": "top"}
_CENTRE = {"align": "center"}
_BOX = {"border": 1, "border_color": LIGHT_GREY}
_INPUT = {"bg_color": INPUT, "border": 1, "border_color": INPUT_LINE, "locked": False}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 20, "font_color": DARK_BLUE},
    "intro": {"font_color": GREY, "font_size": 12},
    "heading": {"bold": True, "font_size": 14, "font_color": DARK_BLUE},
    "notice": {"bold": True, "font_color": DARK_RED},
    "text": {},
    "small": {"font_size": 9, "font_color": GREY},
    "label": {"bold": True},
    "right": {"align": "right"},
    "link": {"font_color": BLUE, "underline": 1},
    "strong": {"bold": True, "font_size": 12},
    # Inputs: one colour everywhere.
    "input": {**_INPUT},
    "input_wrap": {**_INPUT, **_WRAP},
    "input_centre": {**_INPUT, **_CENTRE},
    "input_mark": {**_INPUT, **_CENTRE, "bold": True},
    "input_date": {**_INPUT, "num_format": "dd-mm-yyyy", "align": "left"},
    "input_share": {**_INPUT, **_CENTRE, "num_format": "0.0%"},
    "input_month": {**_INPUT, "num_format": "mm-yyyy", "align": "left"},
    # Tables.
    "head": {
        "bold": True,
        "font_color": PAPER,
        "bg_color": DARK_BLUE,
        "text_wrap": True,
        "valign": "vcenter",
        **_BOX,
    },
    "head_centre": {
        "bold": True,
        "font_color": PAPER,
        "bg_color": DARK_BLUE,
        "text_wrap": True,
        "valign": "vcenter",
        **_CENTRE,
        **_BOX,
    },
    "head_turned": {
        "bold": True,
        "font_color": PAPER,
        "bg_color": DARK_BLUE,
        "text_wrap": True,
        "rotation": 90,
        "valign": "bottom",
        **_CENTRE,
        **_BOX,
    },
    "head_helper": {"bold": True, "font_color": INK, "bg_color": LIGHT_GREY, "text_wrap": True},
    "turned": {
        "rotation": 90,
        "text_wrap": True,
        "align": "center",
        "valign": "bottom",
        "font_size": 10,
        **_BOX,
    },
    "cell": {**_BOX},
    "cell_wrap": {**_BOX, "text_wrap": True},
    "cell_centre": {**_BOX, **_CENTRE},
    "cell_bold": {**_BOX, "bold": True},
    "cell_link": {**_BOX, "font_color": BLUE, "underline": 1},
    "count": {**_BOX, **_CENTRE, "num_format": "0"},
    "one_decimal": {**_BOX, **_CENTRE, "num_format": "0.0"},
    "two_decimals": {**_BOX, **_CENTRE, "num_format": "0.00"},
    "three_decimals": {**_BOX, **_CENTRE, "num_format": "0.000"},
    "share": {**_BOX, **_CENTRE, "num_format": "0%"},
    "signed_share": {**_BOX, **_CENTRE, "num_format": "+0%;-0%;0%"},
    "euro": {**_BOX, **_CENTRE, "num_format": "#,##0"},
    "signed_euro": {**_BOX, **_CENTRE, "num_format": "+#,##0;-#,##0;0"},
    "signed": {**_BOX, **_CENTRE, "num_format": "+0.0;-0.0;0.0"},
    "check": {**_BOX, "font_color": DARK_RED, "text_wrap": True, "font_size": 10},
    "total": {**_BOX, **_CENTRE, "bold": True, "num_format": "0.0"},
    "date": {"num_format": "dd-mm-yyyy", "align": "left"},
    "helper": {"font_color": GREY, "font_size": 9},
    # Conditional formats.
    "wrong": {"bg_color": PALE_RED, "font_color": DARK_RED, "bold": True, "border": 1},
    "done": {"font_color": DARK_GREEN, "bold": True},
}


def properties(name: str) -> dict[str, Any]:
    """All properties of a cell style, as XlsxWriter names them.

    Raises:
        KeyError: There is no style of that name.
    """
    return _BASE | STYLES[name]


def conditional_properties(name: str) -> dict[str, Any]:
    """Properties of a style without the base: what a conditional format may change."""
    return STYLES[name]
