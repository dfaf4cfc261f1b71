"""What people type where an answer belongs: how it reads, and how it is shown in messages."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from xlcaseload.files.sheets import CellError
from xlcaseload.team import NOT_APPLICABLE, SCORES

_NOT_APPLICABLE = re.compile(r"n\.?\s?v\.?\s?t\.?|n/?a|niet van toepassing", re.IGNORECASE)
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
