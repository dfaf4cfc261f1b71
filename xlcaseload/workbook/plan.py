"""A workbook as plain data: what stands in which cell, before any file is written.

Rows and columns count from 0. Formulas are written as Excel stores them (English names, comma as
separator) and always come with the value that an independent spreadsheet computes for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TypeAlias

from xlcaseload.files.addresses import cell_name

CellValue: TypeAlias = str | int | float | bool | date | None


class Kind(Enum):
    """Who fills a cell."""

    TEXT = "text"
    INPUT = "input"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``value`` is the stored value, also of a formula."""

    kind: Kind
    value: CellValue
    style: str
    formula: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells on a named sheet; last row and column are included."""

    sheet: str
    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def reference(self) -> str:
        """The area as an absolute reference, such as ``'Scores'!$A$8:$B$20``."""
        first = cell_name(self.first_row, self.first_column, absolute=True)
        last = cell_name(self.last_row, self.last_column, absolute=True)
        return f"'{self.sheet}'!{first}:{last}"

    @property
    def first_cell(self) -> str:
        """The first cell as an absolute reference, such as ``'Scores'!$A$8``."""
        cell = cell_name(self.first_row, self.first_column, absolute=True)
        return f"'{self.sheet}'!{cell}"

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """First row, first column, last row, last column."""
        return self.first_row, self.first_column, self.last_row, self.last_column


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header and, for a calculated column, the formula of each row."""

    header: str
    formula: str = ""
    style: str = "head"


@dataclass(frozen=True, slots=True)
class Table:
    """A named Excel table; ``area`` includes the header row."""

    name: str
    area: Area
    columns: tuple[Column, ...]
    autofilter: bool = False


@dataclass(frozen=True, slots=True)
class Validation:
    """What a user may type in an area, with a hint beforehand and an error text afterwards.

    Attributes:
        rule: "list", "custom", "decimal", "date", "length" or "any" (hint only).
        source: The list, or the formula of a custom rule, relative to the first cell.
        minimum: For numbers, dates and lengths.
        maximum: As ``minimum``.
        strict: False lets the user keep another value after a warning.
    """

    area: Area
    rule: str
    title: str
    hint: str
    error: str = ""
    source: str | tuple[str | int, ...] = ""
    minimum: float | date | None = None
    maximum: float | date | None = None
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Highlight:
    """A conditional format: ``style`` shows where ``formula`` (for the first cell) is true."""

    area: Area
    formula: str
    style: str


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart; its name stands in the cell ``name``, so that it follows too.

    Attributes:
        fill: False makes it transparent and keeps it out of the legend: it only moves up what is
            stacked on it.
        overlay: Belongs to the marks drawn over the band of a BAND or TREND.
    """

    name: Area
    categories: Area
    values: Area
    colour: str
    marker: str = ""
    line: bool = True
    width: float = 2.25
    labels: bool = False
    label_format: str = ""
    label_colour: str = ""
    fill: bool = True
    overlay: bool = False


class ChartType(Enum):
    """The charts that look the same in Excel and LibreOffice.

    Attributes:
        PERCENT_BAR: Horizontal bars, each of which adds up to 100%.
        BAND: A column per category, cut into blocks above a transparent series. Overlay series
            are markers without a line, and a marker at 0 does not show: give its label the
            format ``0;;``.
        BAND_LINE: Horizontal bars above a transparent series. With ``log_base``, keep 0 and ""
            out of the cells: Excel warns of them.
        SLIDER: One horizontal bar cut into zones, without a legend.
        TREND: A strip above a transparent series. Overlay series are columns in front of it, so
            that a month without a value, which is drawn as 0, shows nothing.
    """

    RADAR = "radar"
    STACKED_BAR = "stacked bar"
    BAR = "bar"
    MARKERS = "markers"
    PERCENT_BAR = "percent bar"
    BAND = "band"
    BAND_LINE = "band line"
    SLIDER = "slider"
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart at a cell, ``width`` x ``height`` in pixels at 100%.

    Attributes:
        title: A text, or the one cell that holds it, so that it follows that cell.
        alt: Alternative text for people who do not see the chart.
        minimum: Lowest value on the value axis; None leaves it to the spreadsheet.
        legend: Never there with a SLIDER, nor with horizontal bars that have a transparent
            series: LibreOffice would take another one out of it.
        value_axis: Shows the value axis of horizontal bars. That of a BAND_LINE, a SLIDER and
            any chart without horizontal bars always shows.
        value_format: Number format of the value axis; empty leaves it to the cells.
        log_base: Makes the value axis logarithmic, with a gridline at every power of this.
        category_title: Stands at the category axis.
    """

    type: ChartType
    title: str | Area
    alt: str
    series: tuple[Series, ...]
    row: int
    column: int
    width: int
    height: int
    minimum: float | None = None
    maximum: float | None = None
    unit: float | None = None
    value_title: str = ""
    legend: bool = True
    value_axis: bool = False
    value_format: str = ""
    log_base: float | None = None
    category_title: str = ""


@dataclass(slots=True)
class Sheet:
    """One sheet while it is being planned."""

    name: str
    landscape: bool = False
    protected: bool = True
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    validations: list[Validation] = field(default_factory=list)
    highlights: list[Highlight] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    page_breaks: list[int] = field(default_factory=list)
    freeze: tuple[int, int] | None = None
    print_last: tuple[int, int] | None = None
    repeat_rows: tuple[int, int] | None = None
    one_page: bool = False

    def text(self, row: int, column: int, value: CellValue, style: str = "text") -> None:
        """A fixed text or number, locked on a protected sheet."""
        self.cells[row, column] = Cell(Kind.TEXT, value, style)

    def entry(self, row: int, column: int, value: CellValue, style: str = "input") -> None:
        """A cell that the user fills."""
        self.cells[row, column] = Cell(Kind.INPUT, value, style)

    def formula(
        self, row: int, column: int, formula: str, value: CellValue, style: str = "text"
    ) -> None:
        """A formula together with its exact value."""
        self.cells[row, column] = Cell(Kind.FORMULA, value, style, formula=formula)

    def link(self, row: int, column: int, target: str, text: str, style: str = "link") -> None:
        """A link to cell A1 of another sheet."""
        self.cells[row, column] = Cell(Kind.TEXT, text, style, link=f"internal:'{target}'!A1")

    def area(self, row: int, column: int, last_row: int, last_column: int) -> Area:
        """An area of this sheet."""
        return Area(self.name, row, column, last_row, last_column)

    def table(
        self,
        name: str,
        row: int,
        column: int,
        rows: int,
        columns: Sequence[Column],
        *,
        autofilter: bool = False,
    ) -> Table:
        """A table whose header stands in ``row``, with ``rows`` rows of data below it.

        The headers are set as texts; the cells of the data are set by the caller.
        """
        area = self.area(row, column, row + rows, column + len(columns) - 1)
        table = Table(name, area, tuple(columns), autofilter)
        for place, definition in enumerate(columns):
            self.text(row, column + place, definition.header, definition.style)
        self.tables.append(table)
        return table


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets in order, with the properties of the document."""

    sheets: tuple[Sheet, ...]
    title: str
    subject: str = ""
    created: date = date(2026, 1, 1)

    def sheet(self, name: str) -> Sheet:
        """The sheet of this name.

        Raises:
            KeyError: There is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)
