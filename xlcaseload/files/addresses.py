"""Cell addresses: ``D12`` and (row 11, column 3), both counted from the top left."""

from __future__ import annotations

import re
from functools import cache

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


@cache
def column_letters(column: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def cell_name(row: int, column: int, *, absolute: bool = False) -> str:
    """Address of a cell, such as ``D12`` or, absolute, ``$D$12``."""
    mark = "$" if absolute else ""
    return f"{mark}{column_letters(column)}{mark}{row + 1}"


def cell_position(address: str) -> tuple[int, int]:
    """Row and column of an address such as ``D12`` or ``$D$12``, counted from 0.

    Raises:
        ValueError: The text is no address of one cell.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"not a cell address: {address!r}")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1
