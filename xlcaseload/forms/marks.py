"""What people put in the cell where a cross belongs, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xlcaseload.answers import as_number, is_not_applicable, shown
from xlcaseload.forms.layout import CROSS
from xlcaseload.team import NOT_APPLICABLE

_CROSS_LIKE = {
    "×",
    "✗",
    "✘",
    "☒",
    "✓",
    "✔",
    "√",
    "☑",
    "v",
    "+",
    "*",
    "•",
    "●",
    "o",
    "xx",
    "ja",
    "kruis",
}


@dataclass(frozen=True, slots=True)
class MarkReading:
    """A cell that was read: a mark, perhaps a lenient one, or something unexpected.

    Attributes:
        marked: Whether the cell marks its column.
        lenient: What stood there, if it was not to the letter.
        found: What stands there, if it cannot be read as a mark of this column.
    """

    marked: bool
    lenient: str = ""
    found: str = ""


def read_mark(value: Any, meaning: int | str) -> MarkReading | None:
    """Read the cell of the column that means ``meaning`` (1 to 5, or n.v.t.).

    Returns:
        None for an empty cell.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return MarkReading(value, *(("WAAR", "") if value else ("", "ONWAAR")))
    if isinstance(value, int | float):
        return MarkReading(True) if value == meaning else MarkReading(False, found=shown(value))
    if not isinstance(value, str):
        return MarkReading(False, found=shown(value))
    word = value.strip().casefold()
    if word == CROSS:
        return MarkReading(True)
    if word in _CROSS_LIKE:
        return MarkReading(True, shown(value))
    if meaning == NOT_APPLICABLE:
        if is_not_applicable(word):
            return MarkReading(True, "" if word == NOT_APPLICABLE else shown(value))
        return MarkReading(False, found=shown(value))
    if as_number(word) == meaning:
        return MarkReading(True, shown(value))
    return MarkReading(False, found=shown(value))
