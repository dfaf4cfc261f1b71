"""Where the rows and cells of a worksheet stand in its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlcaseload.files.addresses import cell_position
from xlcaseload.files.markup import Attributes, is_utf_8, parse
from xlcaseload.problems import FileError, Problem

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


@dataclass(slots=True)
class Span:
    """An element in the bytes of a part.

    Attributes:
        number: Row or column, from 0.
        start: Where its start tag begins.
        close: Where its end tag begins; of no use for an element closed in itself.
    """

    number: int
    start: int
    close: int = -1


@dataclass(slots=True)
class RowSpan(Span):
    """A row with its cells, left to right.

    Attributes:
        style: The style that new cells of this row take, or None.
    """

    cells: list[Span] = field(default_factory=list)
    style: str | None = None


@dataclass(slots=True)
class SheetLayout:
    """The places in a worksheet part that an editor needs.

    Attributes:
        data: The element that holds the rows.
        rows: Top to bottom.
        dimension: Where the tag with the used range begins, or None.
        column_styles: First column, last column (from 0) and style of new cells in them.
    """

    data: Span
    rows: list[RowSpan]
    dimension: int | None
    column_styles: list[tuple[int, int, str]]

    def new_cell_style(self, row: RowSpan | None, column: int) -> str | None:
        """The style that a program gives a cell that is typed into for the first time."""
        if row is not None and row.style is not None:
            return row.style
        for first, last, style in self.column_styles:
            if first <= column <= last:
                return style
        return None


def find_layout(content: bytes, file: str, sheet: str) -> SheetLayout:
    """Find rows and cells of a worksheet part.

    Raises:
        FileError: The sheet has no cells, as one with a chart only; rows or cells are out of
            order or occur twice; or the part is not UTF-8 or no well-formed XML.
    """
    if not is_utf_8(content):
        raise unknown_structure(file, sheet)
    finder = _Finder()
    try:
        parse(content, file, start=finder.start, end=finder.end, place=finder.follow)
    except _UnorderedError as error:
        raise unknown_structure(file, sheet) from error
    if finder.data is None:
        raise FileError(Problem(file, "een blad zonder cellen", "een gewoon werkblad", sheet))
    return SheetLayout(finder.data, finder.rows, finder.dimension, finder.column_styles)


def unknown_structure(file: str, sheet: str) -> FileError:
    """The refusal of a sheet that cannot be changed without risk."""
    expected = "een werkmap die door Excel of LibreOffice is opgeslagen; er is niets gewijzigd"
    return FileError(Problem(file, "een onbekende opbouw van het werkblad", expected, sheet))


class _UnorderedError(Exception):
    """Rows or cells are out of order."""


class _Finder:
    """Handlers that note where rows and cells begin and end."""

    def __init__(self) -> None:
        self.data: Span | None = None
        self.rows: list[RowSpan] = []
        self.dimension: int | None = None
        self.column_styles: list[tuple[int, int, str]] = []
        self._parser: Any = None
        self._inside = False

    def follow(self, parser: Any) -> None:
        self._parser = parser

    def start(self, name: str, attributes: Attributes) -> None:
        space, _, local = name.rpartition(" ")
        if space not in MAIN:
            return
        if self._inside:
            if local == "c":
                self._start_cell(attributes.get("r"))
            elif local == "row":
                self._start_row(attributes)
        elif local == "sheetData":
            if self.data is not None:
                raise _UnorderedError
            self.data = Span(0, self._parser.CurrentByteIndex)
            self._inside = True
        elif local == "dimension":
            self.dimension = self._parser.CurrentByteIndex
        elif local == "col" and attributes.get("style", "0") != "0":
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self.column_styles.append((first - 1, last - 1, attributes["style"]))

    def end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        if not self._inside or space not in MAIN:
            return
        if local == "c":
            self.rows[-1].cells[-1].close = self._parser.CurrentByteIndex
        elif local == "row":
            self.rows[-1].close = self._parser.CurrentByteIndex
        elif local == "sheetData" and self.data is not None:
            self.data.close = self._parser.CurrentByteIndex
            self._inside = False

    def _start_row(self, attributes: Attributes) -> None:
        last = self.rows[-1].number if self.rows else -1
        number = _whole(attributes["r"]) - 1 if "r" in attributes else last + 1
        if number <= last:
            raise _UnorderedError
        row = RowSpan(number, self._parser.CurrentByteIndex)
        if attributes.get("customFormat") in ("1", "true"):
            row.style = attributes.get("s")
        self.rows.append(row)

    def _start_cell(self, address: str | None) -> None:
        if not self.rows:
            raise _UnorderedError
        row = self.rows[-1]
        last = row.cells[-1].number if row.cells else -1
        column = last + 1
        if address is not None:
            try:
                there, column = cell_position(address)
            except ValueError as error:
                raise _UnorderedError from error
            if there != row.number:
                raise _UnorderedError
        if column <= last:
            raise _UnorderedError
        row.cells.append(Span(column, self._parser.CurrentByteIndex))


def _whole(text: str | None) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 7:
        raise _UnorderedError
    return int(text)
