"""What the XML of a worksheet says that cell readers keep to themselves.

calamine shows error cells and formulas that were never calculated as empty. Both are found here,
by exact patterns over the bytes: 0.03 ms for a form. Parts that allow more than one reading of
such patterns (comments, another encoding, renamed namespaces, cells without an address) go to a
real parser, which is slower by far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.files.markup import (
    ATTRIBUTES,
    Attributes,
    attribute,
    is_utf_8,
    local_name,
    parse,
    start_tag,
)
from xlcaseload.problems import FileError, Problem

_MAIN = (
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_PLAIN_ROOT = re.compile(rb"<worksheet(?=[\s/>])" + ATTRIBUTES + rb"\s*>")
_MAYBE_ERROR = re.compile(rb"t\s*=\s*[\"'](?:e[\"']|&)")
_ERROR = re.compile(
    rb"<c(" + ATTRIBUTES + rb")\s*>(?:(?!</c[\s>]|<v[\s/>]).)*<v" + ATTRIBUTES + rb"\s*>([^<&]*)<",
    re.DOTALL,
)
_FORMULA = re.compile(
    rb"<c(" + ATTRIBUTES + rb")\s*>\s*<f(?=[\s/>])" + ATTRIBUTES + rb"\s*(?:/>|>[^<]*</f\s*>)"
    rb"\s*(?:<v(" + ATTRIBUTES + rb"\s*/?>)([^<]*))?"
)
_NO_VALUE = re.compile(rb"<f(?=[\s/>])" + ATTRIBUTES + rb"\s*(?:/>|>[^<]*</f\s*>)\s*</")
_EMPTY_VALUE = re.compile(rb"<v(?=[\s/>])" + ATTRIBUTES + rb"\s*(?:/>|>\s*</)")
_FORMULA_START = re.compile(rb"<f(?=[\s/>])")
_ADDRESS = re.compile(rb"[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A cell as its XML has it.

    Attributes:
        kind: Its type mark (``t``), None for a number.
        value: Text of its value element, None where that is missing.
    """

    address: str
    kind: str | None
    has_formula: bool
    value: str | None

    @property
    def is_uncalculated(self) -> bool:
        """Whether this is a formula whose value is not stored."""
        if not self.has_formula or self.kind == "inlineStr":
            return False
        return self.value is None or (self.value == "" and self.kind != "str")


def error_cells(data: bytes, file: str) -> dict[str, str]:
    """Error values such as ``#N/A`` of a worksheet part, by address.

    Raises:
        FileError: The part is no well-formed XML, as far as it had to be parsed.
    """
    found = _error_cells_by_pattern(data) if _is_plain(data) else None
    if found is not None:
        return found
    return {cell.address: cell.value or "" for cell in scan_cells(data, file) if cell.kind == "e"}


def formula_cells(data: bytes, file: str) -> dict[str, bool]:
    """Address of each formula of a worksheet part -> whether its value is stored.

    Raises:
        FileError: The part is no well-formed XML, as far as it had to be parsed.
    """
    found = _formula_cells_by_pattern(data) if _is_plain(data) else None
    if found is not None:
        return found
    cells = scan_cells(data, file)
    return {cell.address: not cell.is_uncalculated for cell in cells if cell.has_formula}


def is_fully_calculated(data: bytes) -> bool:
    """Whether one look at a plain part tells that every formula has a value; False may be wrong."""
    if not _is_plain(data) or _NO_VALUE.search(data):
        return False
    return all(
        b't="str"' in data[data.rfind(b"<c", 0, empty.start()) : empty.start()]
        for empty in _EMPTY_VALUE.finditer(data)
    )


def _error_cells_by_pattern(data: bytes) -> dict[str, str] | None:
    """Error cells of a plain part; None where a pattern cannot tell."""
    found: dict[str, str] = {}
    first, last = _rows(data)
    for mark in _MAYBE_ERROR.finditer(data, first, last):
        start = data.rfind(b"<c", first, mark.start())
        kind = attribute(start_tag(data, start)[1], b"t") if start >= 0 else None
        if kind != b"e" and (kind is None or b"&" not in kind):
            continue  # the mark stood in a text
        match = _ERROR.match(data, start)
        address = None if match is None else _plain_address(match[1])
        if match is None or address is None or kind != b"e":
            return None
        found[address] = match[2].decode()
    return found


def _formula_cells_by_pattern(data: bytes) -> dict[str, bool] | None:
    """Formulas of a plain part and whether each has a value; None where a pattern cannot tell."""
    found: dict[str, bool] = {}
    first, last = _rows(data)
    for mark in _FORMULA_START.finditer(data, first, last):
        match = _FORMULA.match(data, max(data.rfind(b"<c", first, mark.start()), 0))
        address = None if match is None else _plain_address(match[1])
        if match is None or address is None or b"&" in match[1]:
            return None
        kind, tag = attribute(match[1], b"t"), match[2]
        is_filled = tag is not None and bool(match[3]) and not tag.endswith(b"/>")
        found[address] = kind == b"inlineStr" or is_filled or (tag is not None and kind == b"str")
    return found


def _is_plain(data: bytes) -> bool:
    """Whether the tags of a part can be found by pattern: no prefixes, comments or sections."""
    # Looking for one rare byte first is several times faster than for two in a row.
    start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    has_sections = b"!" in data and b"<!" in data
    has_instructions = data.find(b"?", start) >= 0 and data.find(b"<?", start) >= 0
    if has_sections or has_instructions or not is_utf_8(data):
        return False
    root = _PLAIN_ROOT.search(data, 0, 20_000)
    if root is None or not any(b'xmlns="' + name + b'"' in root[0] for name in _MAIN):
        return False
    return sum(data.count(name) for name in _MAIN) == 1 and data.count(b"<sheetData") == 1


def _rows(data: bytes) -> tuple[int, int]:
    """Where the rows begin and end: conditional formats and sparklines have <f> elements too."""
    start = data.find(b"<sheetData")
    end = data.find(b"</sheetData", start)
    return start, end if end >= 0 else start


def _plain_address(attributes: bytes) -> str | None:
    value = attribute(attributes, b"r")
    return value.decode() if value is not None and _ADDRESS.fullmatch(value) else None


def scan_cells(data: bytes, file: str) -> Iterator[ScannedCell]:
    """All cells of a worksheet part, by a parser; cells without an address are counted.

    Raises:
        FileError: The part is no well-formed XML, or a cell has an impossible address.
    """
    reader = _CellReader(file)
    parse(data, file, start=reader.start, end=reader.end, text=reader.text)
    return iter(reader.cells)


class _CellReader:
    """Handlers that gather cells; a cell or row without an address follows the one before."""

    def __init__(self, file: str) -> None:
        self.cells: list[ScannedCell] = []
        self._file = file
        self._row = self._column = -1
        self._inside = False
        self._kind: str | None = None
        self._has_formula = False
        self._value: str | None = None
        self._collecting = False

    def start(self, name: str, attributes: Attributes) -> None:
        space, _, local = name.rpartition(" ")
        if space.encode() not in _MAIN:
            return
        if local == "sheetData":
            self._inside = True
        elif not self._inside:
            return
        elif local == "row":
            self._row = self._number(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = -1
        elif local == "c":
            self._place(attributes.get("r"))
            self._kind, self._has_formula, self._value = attributes.get("t"), False, None
        elif local == "f":
            self._has_formula = True
        elif local == "v":
            self._value, self._collecting = "", True

    def end(self, name: str) -> None:
        local = local_name(name)
        if local == "v":
            self._collecting = False
        elif local == "sheetData":
            self._inside = False
        elif local == "c" and self._inside:
            address = cell_name(self._row, self._column)
            self.cells.append(ScannedCell(address, self._kind, self._has_formula, self._value))

    def text(self, content: str) -> None:
        if self._collecting:
            self._value = (self._value or "") + content

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit() and 0 < int(text[:8]) <= 1_048_576):
            raise self._damage(f"een rij met nummer '{text[:20]}'")
        return int(text) - 1

    def _place(self, address: str | None) -> None:
        if address is None:
            self._column += 1
            return
        try:
            self._row, self._column = cell_position(address)
        except ValueError as error:
            raise self._damage(f"een cel met adres '{address[:20]}'") from error

    def _damage(self, found: str) -> FileError:
        return FileError(Problem(self._file, found, "een werkmap die in Excel opent"))
