"""New values in a chart's own copies of the cells that it shows.

Protected View, mail previews and phones draw a chart from these copies. Not renewed are copies
with several levels of categories, and copies that leave out hidden rows: there, a point cannot
be told to be a certain cell's. Excel renews those by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from xlcaseload.files.addresses import cell_position
from xlcaseload.files.markup import (
    Attributes,
    element_end,
    encode_text,
    local_name,
    parse,
    start_tag,
)
from xlcaseload.files.stored import Stored

Values: TypeAlias = Mapping[tuple[str, int, int], Stored]
"""(Sheet name in small letters, row, column) -> its new value."""
Cells: TypeAlias = list[tuple[str, int, int]]

_REFERENCES = {"numRef": "numCache", "strRef": "strCache", "datalabelsRange": "dlblRangeCache"}
_AREA = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!(),:]+))!"
    r"(\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?::(\$?[A-Za-z]{1,3}\$?[0-9]{1,7}))?"
)
_NAME = re.compile(r"(?:(?:'(?:[^']|'')+'|[^'!(),:]+)!)?([^\W\d][\w.\\]*)")
_GAP = "#N/A"
_MOST_CELLS = 100_000
"""Cells in a chart's range up to which its copy is renewed; Excel draws 32,000 points a series."""


@dataclass(slots=True)
class _Point:
    """A point of the copy: its number, where it stands, and where its value stands."""

    number: int
    start: int
    close: int = -1
    value_start: int = -1
    value_close: int = -1


@dataclass(slots=True)
class _Copy:
    """A range with its copy: the text of its formula and where its points stand."""

    is_number: bool
    formula: str = ""
    count: int = -1
    count_start: int = -1
    points: list[_Point] = field(default_factory=list)


def edit_chart(
    content: bytes, file: str, values: Values, resolve: Callable[[str], str | None]
) -> bytes:
    """A chart part with new values in its copies; all else stays byte for byte.

    Args:
        content: The part.
        file: Name of the file, for messages.
        values: New values of cells.
        resolve: Gives the text that a defined name stands for, or None.

    Raises:
        FileError: The part is no well-formed XML.
    """
    finder = _Finder()
    parse(content, file, start=finder.start, end=finder.end, text=finder.text, place=finder.follow)
    pieces: list[tuple[int, int, bytes]] = []
    for copy in finder.copies:
        cells = cells_of(copy.formula, resolve)
        if copy.count_start < 0 or copy.count != len(cells):
            continue
        for number, cell in enumerate(cells):
            if cell in values:
                pieces += _renew_point(content, copy, number, values[cell])
    place = 0
    result = []
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        result += [content[place:start], new]
        place = end
    return b"".join([*result, content[place:]])


def cells_of(formula: str, resolve: Callable[[str], str | None]) -> Cells:
    """The cells that a chart's range names, in the order of its points; none if it is no range."""
    text = formula.strip()
    name = _NAME.fullmatch(text)
    if name is not None and _AREA.fullmatch(text) is None:
        text = (resolve(name[1]) or "").strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    cells: Cells = []
    position = 0
    while position < len(text):
        match = _AREA.match(text, position)
        if match is None or text[match.end() : match.end() + 1] not in ("", ","):
            return []
        sheet = (match[1] or match[2]).replace("''", "'").casefold()
        try:
            top, left = cell_position(match[3])
            bottom, right = cell_position(match[4] or match[3])
        except ValueError:
            return []
        if len(cells) + (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
            return []
        cells += [(sheet, r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        position = match.end() + 1
    return cells


def _renew_point(
    content: bytes, copy: _Copy, number: int, new: Stored
) -> list[tuple[int, int, bytes]]:
    """What to replace for one point: its value, the point as a whole, or nothing."""
    text = _shown(new, copy.is_number)
    point = next((p for p in copy.points if p.number == number), None)
    if point is None:
        if text is None:
            return []
        after = next((p.start for p in copy.points if p.number > number), None)
        name, _, is_closed, tag_end = start_tag(content, copy.count_start)
        prefix = name[: -len(b"ptCount")]
        if after is None and copy.points:
            after = element_end(content, copy.points[-1].close)
        elif after is None:
            after = tag_end if is_closed else element_end(content, content.index(b"</", tag_end))
        value = encode_text(text)
        piece = b'<%bpt idx="%d"><%bv>%b</%bv></%bpt>' % (
            *(prefix, number, prefix, value, prefix, prefix),
        )
        return [(after, after, piece)]
    if text is None or point.value_start < 0:
        return [(point.start, element_end(content, point.close), b"")]
    name, _, is_closed, tag_end = start_tag(content, point.value_start)
    if is_closed:
        whole = b"<%b>%b</%b>" % (name, encode_text(text), name)
        return [(point.value_start, tag_end, whole)]
    return [(tag_end, point.value_close, encode_text(text))]


def _shown(new: Stored, is_number: bool) -> str | None:
    """A value as a chart's copy has it.

    Among numbers, a blank is a gap without a point, #N/A a gap with one; texts and other errors
    are drawn as 0.
    """
    if new.text is None:
        return None
    if is_number and new.kind in ("str", "e") and new.text != _GAP:
        return "0"
    if not is_number and new.kind == "b":
        return "TRUE" if new.text == "1" else "FALSE"
    return new.text


class _Finder:
    """Handlers that gather the copies of a chart part."""

    def __init__(self) -> None:
        self.copies: list[_Copy] = []
        self._parser: Any = None
        self._path: list[str] = []

    def follow(self, parser: Any) -> None:
        self._parser = parser

    def start(self, name: str, attributes: Attributes) -> None:
        local = local_name(name)
        above = self._path[-1] if self._path else ""
        self._path.append(local)
        place = self._parser.CurrentByteIndex
        if local in _REFERENCES:
            self.copies.append(_Copy(local == "numRef"))
        elif not self._in_cache():
            return
        elif local == "ptCount":
            self.copies[-1].count = int(attributes.get("val", "-1"))
            self.copies[-1].count_start = place
        elif local == "pt":
            self.copies[-1].points.append(_Point(int(attributes.get("idx", "-1")), place))
        elif local == "v" and above == "pt":
            self.copies[-1].points[-1].value_start = place

    def end(self, _: str) -> None:
        local = self._path.pop()
        if not self._in_cache() or not self.copies[-1].points:
            return
        if local == "pt":
            self.copies[-1].points[-1].close = self._parser.CurrentByteIndex
        elif local == "v" and self._path[-1] == "pt":
            self.copies[-1].points[-1].value_close = self._parser.CurrentByteIndex

    def text(self, piece: str) -> None:
        if self._path[-1] == "f" and len(self._path) > 1 and self._path[-2] in _REFERENCES:
            self.copies[-1].formula += piece

    def _in_cache(self) -> bool:
        """Whether we are within a copy that belongs to the last range met."""
        return any(
            _REFERENCES.get(outer) == inner
            for outer, inner in zip(self._path[-4:], self._path[-3:], strict=False)
        )
