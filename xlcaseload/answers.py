"""What people type where an answer belongs: how it reads, and how it is shown in messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xlcaseload.files.sheets import CellError
from xlcaseload.inputs import Entry, Field, Kind, Unreadable
from xlcaseload.team import NOT_APPLICABLE, SCORES

_NOT_APPLICABLE = re.compile(r"n\.?\s?v\.?\s?t\.?|n/?a|niet van toepassing", re.IGNORECASE)
_MONTHS = ("%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%m-%Y", "%Y-%m", "%m/%Y")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def text_key(text: str) -> str:
    """What two spellings of the same text have in common: no capitals, single spaces, composed.

    Systems differ in how they store accents ("é" as one or two characters); people do not.
    """
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def as_text(value: Any) -> str:
    """A cell as text; whole numbers lose their ".0", dates read day-month-year."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return str(value).strip()


def shown(value: Any) -> str:
    """A value as it reads in a message: texts in quotes, numbers with a decimal comma."""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float):
        return f"{value:.10g}".replace(".", ",")
    if isinstance(value, CellError):
        return f"de fout {value}" if value.text.startswith("#") else value.text
    if isinstance(value, str):
        text = value if len(value) <= 40 else value[:39] + "…"
        return f'"{text}"'
    return str(value)


def as_number(text: str) -> float | None:
    """A number in a text such as "4,0" or "4.0"; None where there is none."""
    stripped = text.strip()
    return float(stripped.replace(",", ".")) if _NUMBER.fullmatch(stripped) else None


def is_not_applicable(text: str) -> bool:
    """Whether a text means n.v.t., in any of its spellings."""
    return bool(_NOT_APPLICABLE.fullmatch(text.strip()))


def read_score(value: Any) -> tuple[int | str | None, str]:
    """Read a cell that holds a score itself (sheet Scores).

    Returns:
        The score (1 to 5 or n.v.t.), or None where it is neither; and what stood there if it
        was taken leniently.
    """
    if isinstance(value, bool):
        return None, ""
    if isinstance(value, int | float):
        return (int(value), "") if value in SCORES else (None, "")
    if isinstance(value, str):
        if is_not_applicable(value):
            return NOT_APPLICABLE, "" if value == NOT_APPLICABLE else shown(value)
        number = as_number(value)
        if number in SCORES:
            return int(number), shown(value)
    return None, ""


@dataclass(frozen=True, slots=True)
class EntryReading:
    """A cell with an input that was read.

    Attributes:
        entry: What to keep; None for an empty cell.
        lenient: What stood there, if it was taken leniently.
        found: What stands there, if it is not what belongs there.
    """

    entry: Entry | None
    lenient: str = ""
    found: str = ""


def read_entry(field: Field, value: Any, choices: Sequence[str] = ()) -> EntryReading:
    """Read a cell where a field belongs.

    Args:
        field: What belongs there.
        value: The cell.
        choices: What may be chosen, for a field that takes its choices from the team.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return EntryReading(None)
    if isinstance(value, CellError):
        return EntryReading(None, found=shown(value))
    if field.kind in (Kind.NUMBER, Kind.SHARE):
        return _read_number(field, value)
    if field.kind is Kind.MONTH:
        return _read_month(value)
    text = as_text(value)
    if field.kind is Kind.CHOICE:
        allowed = choices if field.chosen_from else field.choices
        chosen = next((c for c in allowed if text_key(c) == text_key(text)), None)
        if chosen is None:
            return EntryReading(Unreadable(_raw(value)), found=shown(value))
        return EntryReading(chosen, shown(value) if chosen != value else "")
    return EntryReading(text)


def _read_number(field: Field, value: Any) -> EntryReading:
    lenient = ""
    if isinstance(value, str):
        percent = field.kind is Kind.SHARE and value.rstrip().endswith("%")
        number = as_number(value.rstrip().removesuffix("%") if percent else value)
        if number is not None:
            lenient, value = shown(value), number / 100 if percent else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        return EntryReading(Unreadable(_raw(value)), found=shown(value))
    if not field.takes(value):
        return EntryReading(Unreadable(float(value)), found=lenient or shown(value))
    return EntryReading(float(value), lenient)


def _read_month(value: Any) -> EntryReading:
    if isinstance(value, datetime):
        return EntryReading(value.date())
    if isinstance(value, date):
        return EntryReading(value)
    for pattern in _MONTHS:
        try:
            day = datetime.strptime(as_text(value), pattern).date()
        except ValueError:
            continue
        return EntryReading(day, shown(value))
    return EntryReading(Unreadable(_raw(value)), found=shown(value))


def _raw(value: Any) -> str | float | bool:
    return value if isinstance(value, str | float | bool) else as_text(value)
