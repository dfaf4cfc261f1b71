"""New values for cells in the bytes of a worksheet; everything between those cells stays."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Mapping
from typing import NamedTuple

from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.files.markup import (
    attribute,
    decode_escapes,
    decode_text,
    element_end,
    encode_text,
    start_tag,
    with_attribute,
)
from xlcaseload.files.sheet_layout import RowSpan, SheetLayout, Span, find_layout, unknown_structure
from xlcaseload.files.stored import ERRORS, CellValue, Stored, stored
from xlcaseload.problems import FileError, Problem

Replacement = tuple[int, int, bytes]
"""From and to (a place in the bytes, to not included), and what comes there."""

LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
_TEXT_ELEMENT = re.compile(rb"<(?:[^\s<>/:]+:)?t(?=[\s/>])[^<]*?(?:/>|>([^<]*)</)")


class Child(NamedTuple):
    """A child element of a cell: its name without prefix, all its bytes, those of its content."""

    name: bytes
    whole: bytes
    inner: bytes


class SheetEditor:
    """Writes some cells of one worksheet part anew.

    Attributes:
        changed: (row, column), from 0, of the cells that did not hold their value already.

    Args:
        content: The part.
        file: Name of the file, for messages.
        sheet: Name of the sheet, for messages.
        counts_from_1904: Whether day numbers count from 1904.
        shared_text: Gives the text with a number in the workbook's list of texts, or None.
    """

    def __init__(
        self,
        content: bytes,
        file: str,
        sheet: str,
        *,
        counts_from_1904: bool,
        shared_text: Callable[[int], str | None],
    ) -> None:
        self._content = content
        self._file, self._sheet = file, sheet
        self._counts_from_1904 = counts_from_1904
        self._shared_text = shared_text
        self._layout: SheetLayout = find_layout(content, file, sheet)
        self._replacements: list[Replacement] = []
        self.changed: set[tuple[int, int]] = set()
        self._widest: tuple[int, int, int, int] | None = None

    def edit(self, cells: Mapping[tuple[int, int], CellValue]) -> bytes:
        """The part with other values in some cells.

        Args:
            cells: (row, column) from 0 -> value.

        Raises:
            FileError: A value does not fit in a cell, or a cell is built in an unknown way.
        """
        wanted: dict[int, dict[int, CellValue]] = {}
        for (row, column), value in sorted(cells.items(), key=lambda pair: pair[0]):
            if not (0 <= row <= LAST_ROW and 0 <= column <= LAST_COLUMN):
                raise ValueError(f"no cell at row {row}, column {column}")
            wanted.setdefault(row, {})[column] = value
        present = {row.number: row for row in self._layout.rows}
        try:
            for number in sorted(wanted.keys() & present.keys()):
                self._edit_row(present[number], wanted[number])
            self._add_rows({n: wanted[n] for n in sorted(wanted.keys() - present.keys())})
            self._widen_dimension()
        except _UnreadableError as error:
            raise unknown_structure(self._file, self._sheet) from error
        return _replaced(self._content, self._replacements)

    # Rows -----------------------------------------------------------------------------------

    def _edit_row(self, row: RowSpan, wanted: Mapping[int, CellValue]) -> None:
        name, attributes, is_closed, tag_end = _tag(self._content, row.start)
        present = {cell.number: cell for cell in row.cells}
        for column in wanted.keys() & present.keys():
            self._edit_cell(row.number, present[column], wanted[column])
        prefix = name[: -len(b"row")]
        added = [
            (column, cell)
            for column in sorted(wanted.keys() - present.keys())
            if (cell := self._new_cell(prefix, row.number, column, row, wanted[column]))
        ]
        if not added:
            return
        wider = _widened_spans(attributes, added[0][0], added[-1][0])
        if is_closed:
            body = b"".join(cell for _, cell in added)
            whole = b"<" + name + wider + b">" + body + b"</" + name + b">"
            self._replacements.append((row.start, tag_end, whole))
            return
        begin = row.start + 1 + len(name)
        self._replacements.append((begin, begin + len(attributes), wider))
        for column, cell in added:
            place = next((c.start for c in row.cells if c.number > column), row.close)
            self._replacements.append((place, place, cell))

    def _add_rows(self, wanted: Mapping[int, Mapping[int, CellValue]]) -> None:
        data = self._layout.data
        name, attributes, is_closed, tag_end = _tag(self._content, data.start)
        prefix = name[: -len(b"sheetData")]
        pieces: list[tuple[int, bytes]] = []
        numbers = [row.number for row in self._layout.rows]
        for number, cells in wanted.items():
            body = b"".join(
                self._new_cell(prefix, number, column, None, value)
                for column, value in sorted(cells.items())
            )
            if body:
                tag = prefix + b"row"
                piece = b'<%b r="%d">%b</%b>' % (tag, number + 1, body, tag)
                after = bisect(numbers, number)
                place = self._layout.rows[after].start if after < len(numbers) else data.close
                pieces.append((place, piece))
        if is_closed and pieces:
            body = b"".join(piece for _, piece in pieces)
            whole = b"<" + name + attributes + b">" + body + b"</" + name + b">"
            self._replacements.append((data.start, tag_end, whole))
        elif not is_closed:
            self._replacements += [(place, place, piece) for place, piece in pieces]

    def _widen_dimension(self) -> None:
        """Let the used range take in the cells that were filled."""
        if self._layout.dimension is None or self._widest is None:
            return
        name, attributes, is_closed, end = _tag(self._content, self._layout.dimension)
        old = (attribute(attributes, b"ref") or b"").decode("ascii", "replace")
        first, _, last = old.partition(":")
        try:
            top, left = cell_position(first)
            bottom, right = cell_position(last or first)
        except ValueError as error:
            raise _UnreadableError from error
        rows, columns = self._widest[::2], self._widest[1::2]
        top, bottom = min(top, rows[0]), max(bottom, rows[1])
        left, right = min(left, columns[0]), max(right, columns[1])
        ref = cell_name(top, left)
        if (top, left) != (bottom, right):
            ref += ":" + cell_name(bottom, right)
        if ref != old:
            wider = with_attribute(attributes, b"ref", ref.encode())
            tag = b"<" + name + wider + (b"/>" if is_closed else b">")
            self._replacements.append((self._layout.dimension, end, tag))

    def _fill(self, row: int, column: int) -> None:
        """Note that a cell has a value now."""
        top, left, bottom, right = self._widest or (row, column, row, column)
        self._widest = (min(top, row), min(left, column), max(bottom, row), max(right, column))

    # Cells ----------------------------------------------------------------------------------

    def _stored(self, row: int, column: int, value: CellValue) -> Stored:
        try:
            return stored(value, counts_from_1904=self._counts_from_1904)
        except ValueError as error:
            found = f"een waarde die niet in een cel past ({str(value)[:40]})"
            expected = "een getal, een datum vanaf 1900 of een tekst van hoogstens 32.767 tekens"
            address = cell_name(row, column)
            problem = Problem(self._file, found, expected, self._sheet, address)
            raise FileError(problem) from error

    def _new_cell(
        self, prefix: bytes, row: int, column: int, span: RowSpan | None, value: CellValue
    ) -> bytes:
        new = self._stored(row, column, value)
        if not new.text:
            return b""
        self._fill(row, column)
        self.changed.add((row, column))
        attributes = b' r="%b"' % cell_name(row, column).encode()
        style = self._layout.new_cell_style(span, column)
        if style is not None:
            attributes += b' s="%b"' % encode_text(style)
        return _input_cell(prefix + b"c", attributes, new, b"")

    def _edit_cell(self, row: int, cell: Span, value: CellValue) -> None:
        new = self._stored(row, cell.number, value)
        name, attributes, is_closed, tag_end = _tag(self._content, cell.start)
        end = tag_end if is_closed else element_end(self._content, cell.close)
        body = b"" if is_closed else self._content[tag_end : cell.close]
        children = _children(body)
        formula = b"".join(child.whole for child in children if child.name == b"f")
        rest = b"".join(c.whole for c in children if c.name not in (b"f", b"v", b"is"))
        if formula:
            new = _as_result(new)
        if self._holds(attributes, children, new, bool(formula)):
            return
        self.changed.add((row, cell.number))
        if new.text or formula:
            self._fill(row, cell.number)
        attributes = with_attribute(attributes, b"vm", None)  # it refers to the old value
        write = _formula_cell if formula else _input_cell
        self._replacements.append((cell.start, end, write(name, attributes, new, formula + rest)))

    def _holds(
        self, attributes: bytes, children: list[Child], new: Stored, has_formula: bool
    ) -> bool:
        """Whether a cell has this value already; it then stays as it is, rich text and all."""
        kind = (attribute(attributes, b"t") or b"n").decode("ascii", "replace")
        value = next((child.inner for child in children if child.name == b"v"), None)
        inline = next((child.inner for child in children if child.name == b"is"), None)
        if not new.text and not has_formula:
            return value is None and inline is None and b"t" not in _names(attributes)
        old = None if value is None else decode_text(value)
        if kind == "s" and not has_formula:
            number = (old or "").strip()
            kind, old = "str", self._shared_text(int(number)) if number.isdecimal() else None
        elif kind == "inlineStr" and not has_formula:
            if inline is None or b"rPh" in inline:
                return False
            texts = b"".join(_TEXT_ELEMENT.findall(inline))
            kind, old = "str", decode_escapes(decode_text(texts))
        elif kind == "str" and old is not None:
            old = decode_escapes(old)
        if kind != new.kind or old is None or new.text is None:
            return False
        return _same_number(old, new.text) if kind == "n" else old == new.text


class _UnreadableError(Exception):
    """A piece of the sheet is not built as expected."""


def _tag(content: bytes, position: int) -> tuple[bytes, bytes, bool, int]:
    try:
        return start_tag(content, position)
    except ValueError as error:
        raise _UnreadableError from error


def _names(attributes: bytes) -> list[bytes]:
    return [part.split(b"=")[0].strip() for part in re.findall(rb"[^\s=]+\s*=", attributes)]


def _children(body: bytes) -> list[Child]:
    """The child elements of a cell; only white space may stand between them."""
    if b"<!" in body or b"<?" in body:
        raise _UnreadableError
    children: list[Child] = []
    position = 0
    while True:
        start = body.find(b"<", position)
        if body[position : start if start >= 0 else len(body)].strip():
            raise _UnreadableError
        if start < 0:
            return children
        name, _, is_closed, tag_end = _tag(body, start)
        inner = b""
        position = tag_end
        if not is_closed:
            close = body.find(b"</" + name, tag_end)
            if close < 0:
                raise _UnreadableError
            inner = body[tag_end:close]
            position = element_end(body, close)
        children.append(Child(name.rpartition(b":")[2], body[start:position], inner))


def _as_result(new: Stored) -> Stored:
    """A value as the result of a formula: never blank, and an error is told from a text."""
    if new.kind == "str" and new.text in ERRORS:
        return Stored("e", new.text)
    return Stored(new.kind, new.text or "")


def _formula_cell(name: bytes, attributes: bytes, new: Stored, kept: bytes) -> bytes:
    """A cell with its formula and another result; what comes after the formula stays there."""
    prefix = name[:-1]
    kind = None if new.kind == "n" else new.kind.encode()
    text = new.text or ""
    value = b"<%bv%b>%b</%bv>" % (prefix, _space(text), encode_text(text), prefix)
    formula = _children(kept)[0].whole
    rest = kept[len(formula) :]
    tag = b"<" + name + with_attribute(attributes, b"t", kind) + b">"
    return tag + formula + value + rest + b"</" + name + b">"


def _input_cell(name: bytes, attributes: bytes, new: Stored, kept: bytes) -> bytes:
    """A cell with a plain value; a text stands in it as it is and never becomes a formula."""
    prefix = name[:-1]
    if not new.text:
        value, kind = b"", None
    elif new.kind == "str":
        content = encode_text(new.text)
        text = b"<%bt%b>%b</%bt>" % (prefix, _space(new.text), content, prefix)
        value, kind = b"<%bis>%b</%bis>" % (prefix, text, prefix), b"inlineStr"
    else:
        value = b"<%bv>%b</%bv>" % (prefix, new.text.encode(), prefix)
        kind = b"b" if new.kind == "b" else None
    tag = b"<" + name + with_attribute(attributes, b"t", kind)
    if not value and not kept:
        return tag + b"/>"
    return tag + b">" + value + kept + b"</" + name + b">"


def _space(text: str) -> bytes:
    """The attribute without which readers may trim a text."""
    return b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""


def _widened_spans(attributes: bytes, first: int, last: int) -> bytes:
    """A row's attributes with its hint ``spans="1:5"`` taking in columns first to last."""
    spans = attribute(attributes, b"spans")
    numbers = re.fullmatch(rb"([0-9]+):([0-9]+)", spans or b"")
    if numbers is None:
        return attributes
    low, high = min(int(numbers[1]), first + 1), max(int(numbers[2]), last + 1)
    return with_attribute(attributes, b"spans", b"%d:%d" % (low, high))


def _same_number(old: str, new: str) -> bool:
    try:
        return float(old) == float(new)
    except ValueError:
        return False


def _replaced(content: bytes, replacements: list[Replacement]) -> bytes:
    """Content with pieces replaced; those at one place in the order in which they were made."""
    pieces = []
    place = 0
    for start, end, new in sorted(replacements, key=lambda piece: piece[:2]):
        pieces += [content[place:start], new]
        place = end
    return b"".join([*pieces, content[place:]])
