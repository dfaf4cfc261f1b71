"""Values as a workbook stores them: the type mark and the text of a cell's value."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from operator import index
from typing import NamedTuple, SupportsIndex, TypeAlias

CellValue: TypeAlias = str | int | float | bool | date | None
"""What a cell may be given; datetime is a date. None makes a cell blank."""

LONGEST_TEXT = 32_767
"""Characters (UTF-16 units) of a cell's text in Excel."""
ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
)
"""Results of a formula that Excel stores as an error, not as a text."""

_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_FIRST_RIGHT_DAY = 61
"""1 March 1900; Excel counts a 29 February 1900 that never was, so days before it are one less."""
_EXACT_INTEGERS = 2**53


class Stored(NamedTuple):
    """A value in the file: kind is n, b, str or e; text is None for a blank."""

    kind: str
    text: str | None


def stored(value: CellValue, *, counts_from_1904: bool = False) -> Stored:
    """The type mark and text with which a value is stored.

    Args:
        value: A date becomes a day number.
        counts_from_1904: Whether the workbook's day numbers count from 1904.

    Raises:
        ValueError: The number is infinite or none at all, the date lies before the first day
            number or has a time zone, or the text is longer than a cell can hold.
        TypeError: The value is of another type.
    """
    if value is None:
        return Stored("str", None)
    if isinstance(value, str):
        if (
            len(value) > LONGEST_TEXT
            or len(value.encode("utf-16-le", "replace")) > 2 * LONGEST_TEXT
        ):
            raise ValueError(f"a text of {len(value)} characters")
        return Stored("str", value)
    if isinstance(value, bool):
        return Stored("b", "1" if value else "0")
    if isinstance(value, date):
        return Stored("n", number_text(day_number(value, counts_from_1904=counts_from_1904)))
    if isinstance(value, float):
        return Stored("n", number_text(float(value)))
    if isinstance(value, SupportsIndex):
        return Stored("n", number_text(index(value)))
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


def number_text(number: float) -> str:
    """The shortest text that reads back as the same number.

    Raises:
        ValueError: The number is infinite or none at all.
    """
    if not math.isfinite(number):
        raise ValueError(f"a cell cannot hold {number}")
    if abs(number) < _EXACT_INTEGERS and number == int(number):
        return str(int(number))
    return repr(float(number))


def day_number(day: date, *, counts_from_1904: bool) -> float:
    """A date or moment as the days since the workbook's first day.

    Raises:
        ValueError: The date lies before that day, or has a time zone.
    """
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    if moment.tzinfo is not None:
        raise ValueError("a cell cannot hold a time zone")
    days = (moment - (_EPOCH_1904 if counts_from_1904 else _EPOCH_1900)) / timedelta(days=1)
    if not counts_from_1904 and days < _FIRST_RIGHT_DAY:
        days -= 1
    if days < 0:
        raise ValueError(f"{day} lies before the first day of the workbook")
    return days
