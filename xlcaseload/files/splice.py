"""Change values in a workbook and keep everything else as it is, byte for byte per part.

No library does this without losing something (see docs/ontwerp/bewaren.md): so only the ``<c>``
elements of changed cells are written anew, and the copies of their values in charts. A formula
keeps its formula and gets another stored value. What the splicer does not understand it refuses.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import TypeAlias
from xml.sax.saxutils import escape

from xlcaseload.files.addresses import cell_name, cell_position
from xlcaseload.files.package import Package
from xlcaseload.problems import FileError, Problem

CellValue: TypeAlias = str | int | float | bool | date | None
Edits: TypeAlias = Mapping[str, Mapping[tuple[int, int], CellValue]]
"""Sheet name -> (row, column), from 0 -> new value; None and "" make a cell blank."""

_EPOCH = datetime(1899, 12, 30)
_DAYS_1904 = 1462
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*("[^"]*"|'[^']*')""")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+)(?::(\$?[A-Z]+\$?\d+))?")


def splice(package: Package, edits: Edits) -> bytes:
    """The workbook with other values in some cells.

    Args:
        package: The workbook as it is.
        edits: New values. Cells that do not exist yet are added.

    Returns:
        The bytes of the changed workbook; the original bytes where nothing changes.

    Raises:
        FileError: The file is built in a way that cannot be changed safely.
        KeyError: There is no sheet of that name.
    """
    uses_1904 = any(
        element == "workbookPr" and attributes.get("date1904") in ("1", "true")
        for element, attributes, _ in package.elements(package.workbook_part)
    )
    changed: dict[str, bytes] = {}
    for sheet, cells in edits.items():
        if cells:
            part = package.sheet(sheet).part
            changed[part] = _SheetEditor(package, part, uses_1904).edit(cells)
    for part in package.part_names:
        if re.search(r"/charts/chart[^/]*\.xml$", part):
            changed[part] = _edit_chart(package.read(part), edits, uses_1904)
    changed = {part: data for part, data in changed.items() if data != package.read(part)}
    return _with_parts(package, changed) if changed else package.data


def _with_parts(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The zip with other content in some members; order, names, dates and marks stay."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(package.data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        new.comment = old.comment
        for info in old.infolist():
            content = changed.get(info.filename)
            new.writestr(info, package.read(info.filename) if content is None else content)
    return buffer.getvalue()


# Sheets -------------------------------------------------------------------------------------


class _SheetEditor:
    """Finds rows and cells in the bytes of one sheet and writes some of them anew."""

    def __init__(self, package: Package, part: str, uses_1904: bool) -> None:
        self._package = package
        self._part = part
        self._content = package.read(part)
        self._uses_1904 = uses_1904
        root = re.search(rb"<(\w+:)?worksheet\b", self._content)
        if root is None or b"<!--" in self._content or b"<![CDATA[" in self._content:
            raise self._refuse()
        self._prefix = root[1] or b""
        self._row = self._element(b"row")
        self._cell = self._element(b"c")
        self._formula = self._element(b"f")

    def _refuse(self) -> FileError:
        return FileError(
            Problem(
                self._package.name,
                f"een onbekende opbouw van {self._part}",
                "een werkmap die door Excel of LibreOffice is opgeslagen",
            )
        )

    def _element(self, name: bytes) -> re.Pattern[bytes]:
        tag = re.escape(self._prefix + name)
        pattern = rb"<%b(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(?:/>|>(.*?)</%b\s*>)"
        return re.compile(pattern % (tag, tag), re.DOTALL)

    def edit(self, cells: Mapping[tuple[int, int], CellValue]) -> bytes:
        start, end, opened = self._sheet_data()
        rows: dict[int, dict[int, CellValue]] = {}
        for (row, column), value in cells.items():
            rows.setdefault(row, {})[column] = value
        spans = [
            (self._number(match[1]), match)
            for match in self._row.finditer(self._content, start, end)
        ]
        self._check_order([number for number, _ in spans])
        body = _merge(
            spans,
            rows,
            lambda match, row: self._edit_row(match, row, rows[row]),
            lambda row: self._new_row(row, rows[row]),
            self._content,
            start,
            end,
        )
        if opened:
            return self._content[:start] + body + self._content[end:]
        tag = self._prefix + b"sheetData"
        return self._content[: start - 2] + b">" + body + b"</" + tag + b">" + self._content[end:]

    def _sheet_data(self) -> tuple[int, int, bool]:
        """Where the rows stand, and whether the element is opened (or closed in itself)."""
        tag = re.escape(self._prefix + b"sheetData")
        opened = re.search(rb"<%b\s*>" % tag, self._content)
        closing = re.search(rb"</%b\s*>" % tag, self._content)
        if opened and closing:
            return opened.end(), closing.start(), True
        empty = re.search(rb"<%b/>" % tag, self._content)
        if empty is None:
            raise self._refuse()
        return empty.end(), empty.end(), False

    def _number(self, attributes: bytes) -> int:
        value = _attributes(attributes).get(b"r", b"")
        if not value.isdigit():
            raise self._refuse()
        return int(value) - 1

    def _column(self, attributes: bytes) -> int:
        try:
            return cell_position(_attributes(attributes).get(b"r", b"").decode())[1]
        except ValueError as error:
            raise self._refuse() from error

    def _check_order(self, numbers: list[int]) -> None:
        if numbers != sorted(set(numbers)):
            raise self._refuse()

    def _edit_row(self, match: re.Match[bytes], row: int, cells: Mapping[int, CellValue]) -> bytes:
        attributes, inner = match[1], match[2]
        tag = self._prefix + b"row"
        if inner is None:
            body = b"".join(self._new_cell(row, c, value) for c, value in sorted(cells.items()))
            return b"<" + tag + attributes.rstrip() + b">" + body + b"</" + tag + b">"
        start, end = match.span(2)
        spans = [
            (self._column(cell[1]), cell) for cell in self._cell.finditer(self._content, start, end)
        ]
        self._check_order([column for column, _ in spans])
        body = _merge(
            spans,
            cells,
            lambda cell, column: self._edit_cell(cell, cells[column]),
            lambda column: self._new_cell(row, column, cells[column]),
            self._content,
            start,
            end,
        )
        return self._content[match.start() : start] + body + self._content[end : match.end()]

    def _new_row(self, row: int, cells: Mapping[int, CellValue]) -> bytes:
        body = b"".join(self._new_cell(row, c, value) for c, value in sorted(cells.items()))
        tag = self._prefix + b"row"
        return b'<%b r="%d">%b</%b>' % (tag, row + 1, body, tag)

    def _new_cell(self, row: int, column: int, value: CellValue) -> bytes:
        return self._compose([(b"r", b'"%b"' % cell_name(row, column).encode())], b"", value)

    def _edit_cell(self, match: re.Match[bytes], value: CellValue) -> bytes:
        kept = [(name, text) for name, text in _ATTRIBUTE.findall(match[1]) if name != b"t"]
        formula = self._formula.search(match[2] or b"")
        return self._compose(kept, formula[0] if formula else b"", value)

    def _compose(
        self, attributes: list[tuple[bytes, bytes]], formula: bytes, value: CellValue
    ) -> bytes:
        p = self._prefix
        kind, text = _stored(value, self._uses_1904)
        if kind == "str" and not formula and text:
            space = b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""
            content = b"<%bis><%bt%b>%b</%bt></%bis>" % (p, p, space, _xml(text), p, p)
            kind = "inlineStr"
        elif text or formula:
            content = b"<%bv>%b</%bv>" % (p, _xml(text), p)
        else:
            content, kind = b"", ""
        names = b"".join(b" %b=%b" % pair for pair in attributes)
        if kind:
            names += b' t="%b"' % kind.encode()
        tag = p + b"c"
        if not content and not formula:
            return b"<" + tag + names + b"/>"
        return b"<" + tag + names + b">" + formula + content + b"</" + tag + b">"


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: value[1:-1] for name, value in _ATTRIBUTE.findall(text)}


def _merge(
    spans: list[tuple[int, re.Match[bytes]]],
    wanted: Mapping[int, object],
    edited: Callable[[re.Match[bytes], int], bytes],
    added: Callable[[int], bytes],
    content: bytes,
    start: int,
    end: int,
) -> bytes:
    """The bytes from start to end, with some numbered elements replaced and some inserted."""
    pieces: list[bytes] = []
    place = start
    missing = sorted(set(wanted) - {number for number, _ in spans})
    for number, match in spans:
        pieces.append(content[place : match.start()])
        while missing and missing[0] < number:
            pieces.append(added(missing.pop(0)))
        pieces.append(edited(match, number) if number in wanted else match[0])
        place = match.end()
    pieces += [added(number) for number in missing]
    pieces.append(content[place:end])
    return b"".join(pieces)


def _stored(value: CellValue, uses_1904: bool) -> tuple[str, str]:
    """The type mark and the text of a stored value; "" as mark for a number."""
    if value is None:
        return "str", ""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return "str", _CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        days = (moment - _EPOCH).total_seconds() / 86400 - (_DAYS_1904 if uses_1904 else 0)
        return "", repr(int(days) if days.is_integer() else days)
    return "", repr(value)


def _xml(text: str) -> bytes:
    return escape(text).encode()


# Charts -------------------------------------------------------------------------------------


def _edit_chart(content: bytes, edits: Edits, uses_1904: bool) -> bytes:
    """A chart with the new values in its own copies of the cells that it shows."""
    pattern = re.compile(
        rb"<((?:\w+:)?)(num|str)Ref>\s*<\1f>([^<]*)</\1f>\s*<\1\2Cache>(.*?)</\1\2Cache>",
        re.DOTALL,
    )

    def renew(match: re.Match[bytes]) -> bytes:
        prefix, kind, reference, cache = match[1], match[2], match[3], match[4]
        values = _values_of(_unescape(reference.decode()), edits)
        if not values:
            return match[0]
        first = match.start(4) - match.start()
        last = match.end(4) - match.start()
        renewed = _renew_cache(cache, prefix, kind, values, uses_1904)
        return match[0][:first] + renewed + match[0][last:]

    return pattern.sub(renew, content)


def _unescape(text: str) -> str:
    return (
        text.replace("&apos;", "'")
        .replace("&quot;", '"')
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def _values_of(reference: str, edits: Edits) -> dict[int, CellValue]:
    """New values of the cells of a reference, by their place in it."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return {}
    cells = edits.get((match[1] or match[2] or "").replace("''", "'"), {})
    first_row, first_column = cell_position(match[3])
    last_row, last_column = cell_position(match[4] or match[3])
    width = last_column - first_column + 1
    return {
        (row - first_row) * width + column - first_column: value
        for (row, column), value in cells.items()
        if first_row <= row <= last_row and first_column <= column <= last_column
    }


def _renew_cache(
    cache: bytes, prefix: bytes, kind: bytes, values: Mapping[int, CellValue], uses_1904: bool
) -> bytes:
    point = re.compile(rb"<%bpt\b[^>]*?\bidx=\"(\d+)\".*?</%bpt>" % (prefix, prefix), re.DOTALL)
    points = {int(match[1]): match[0] for match in point.finditer(cache)}
    for place, value in values.items():
        mark, text = _stored(value, uses_1904)
        if text == "" or (kind == b"num" and mark == "str"):
            points.pop(place, None)
        else:
            points[place] = b'<%bpt idx="%d"><%bv>%b</%bv></%bpt>' % (
                prefix,
                place,
                prefix,
                _xml(text),
                prefix,
                prefix,
            )
    found = list(point.finditer(cache))
    if found:
        head, tail = cache[: found[0].start()], cache[found[-1].end() :]
    else:
        count = re.search(rb"<%bptCount\b[^>]*/>" % prefix, cache)
        cut = count.end() if count else len(cache)
        head, tail = cache[:cut], cache[cut:]
    return head + b"".join(points[place] for place in sorted(points)) + tail
